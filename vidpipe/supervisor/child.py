"""One supervised process: started, watched, started again when it dies, stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

STEADY_SECONDS = 30.0
"""A process that lived this long was well: its next death counts as the first."""
MAX_DELAY = 30.0
LARGEST_OUTPUT = 10 * 1024**2
"""Bytes after which a process's output file is set aside at its next start; one older file is kept."""


class Child:
    """A process of the stack, with its standard output and error in a file of its own.

    ``ready`` tells whether it serves; it is asked repeatedly while the stack starts.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str],
        output: Path,
        *,
        ready: Callable[[], bool],
        stop_seconds: float = 10.0,
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._output = output
        self.ready = ready
        self._stop_seconds = stop_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._deaths = 0
        self._start_at = 0.0

    def start(self) -> None:
        """Start the process in a session of its own, so that a Ctrl-C reaches only the supervisor."""
        self._output.parent.mkdir(parents=True, exist_ok=True)
        if self._output.exists() and self._output.stat().st_size > LARGEST_OUTPUT:
            self._output.replace(self._output.with_suffix(".out.old"))
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vidpipe.supervisor.leash", str(os.getpid()), *self._command],
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started = time.monotonic()

    @property
    def pid(self) -> int | None:
        """The process's id."""
        return self._process.pid if self._process else None

    def exit_code(self) -> int | None:
        """Return how the process ended, or None while it lives."""
        return self._process.poll() if self._process else None

    def tend(self) -> str | None:
        """Start the process again if it died, after a wait that grows with every early death; say what was done."""
        code = self.exit_code()
        if code is None:
            return None
        now = time.monotonic()
        if self._start_at == 0.0:
            self._deaths = 1 if now - self._started >= STEADY_SECONDS else self._deaths + 1
            wait = min(0.5 * 2.0 ** (self._deaths - 1), MAX_DELAY)
            self._start_at = now + wait
            log.error(
                f"{self.name} died",
                error_code="WORKER_LOST",
                details={"process": self.name, "exit": code, "restart_in": wait, "output": str(self._output)},
            )
            return (
                f"The {self.name} died (exit {code}); starting it again in {wait:.1f} s. It printed to {self._output}."
            )
        if now >= self._start_at:
            self._start_at = 0.0
            self.start()
            log.info(f"{self.name} restarted")
            return f"The {self.name} was started again."
        return None

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def wait_stopped(self) -> None:
        """Wait for the end of the process; kill its session when it takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(self._stop_seconds)
        except subprocess.TimeoutExpired:
            log.warning(f"{self.name} did not stop in time", error_code="SHUTTING_DOWN")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def output_tail(self, size: int = 2_000) -> str:
        """Return the end of what the process printed."""
        try:
            return self._output.read_bytes()[-size:].decode("utf-8", "replace")
        except FileNotFoundError:
            return ""


def connects(path: Path) -> bool:
    """Whether something listens on a Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
