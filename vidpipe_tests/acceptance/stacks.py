"""A whole vidpipe for the tests: `vidpipe up` as a person starts it, on free ports and a folder of its own.

A start takes the processor some 15 s. So the tests of one folder share a stack, and one process runs them all
(``vidpipe_tests/conftest.py``).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

START_SECONDS = 120


@dataclass
class Stack:
    """A `vidpipe up` with these options and environment variables, and where it serves while it runs."""

    data_dir: Path
    options: tuple[str, ...]
    settings: Mapping[str, str]
    url: str
    process: subprocess.Popen[str]

    @property
    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30)

    @property
    def sandbox(self) -> httpx.Client:
        """The sandbox's own pages, such as its journal."""
        with self.http as http:
            url = http.get("/api/system/sandbox").json()["data"]["url"]
        return httpx.Client(base_url=f"{url}/__sandbox__", timeout=30)

    def answers(self) -> bool:
        """Whether the web app serves."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=30).is_success
        except httpx.HTTPError:
            return False

    def descendants(self) -> list[psutil.Process]:
        """Every process that the stack consists of, the database included."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def run_processes(self) -> list[psutil.Process]:
        """The processes that execute runs: children of the worker."""
        worker = next((one for one in self.descendants() if "vidpipe.defs.worker" in words_of(one)), None)
        return [] if worker is None else worker.children()

    def start_again(self) -> None:
        """Start it again on its folder, after it has ended."""
        assert self.process.poll() is not None
        again = start_up(self.data_dir, *self.options, **self.settings)
        self.url, self.process = again.url, again.process

    def wait_for(self, task_id: str, *, seconds: float = 240) -> dict[str, object]:
        """Return the task once it has ended."""
        deadline = time.monotonic() + seconds
        with self.http as http:
            while time.monotonic() < deadline:
                task: dict[str, object] = http.get(f"/api/tasks/{task_id}").json()["data"]
                if task["status"] in ("succeeded", "failed", "canceled"):
                    return task
                time.sleep(0.2)
        raise AssertionError(f"task {task_id} did not end within {seconds} s: {task}")


def words_of(process: psutil.Process) -> list[str]:
    """A process's command line; empty when it has just ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_up(data_dir: Path, *options: str, **settings: str) -> Stack:
    """Start `vidpipe up` with these options and environment variables, and wait until it serves."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "vidpipe.cli", "up", "--port", str(port), *options],
        env=environment_for(data_dir, settings),
        cwd=data_dir.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    stack = Stack(data_dir, options, settings, f"http://127.0.0.1:{port}", process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if stack.answers():
            return stack
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"vidpipe up did not start:\n{process.communicate()[0]}")


def environment_for(data_dir: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which vidpipe works in this folder, with no setting but these."""
    base = {name: value for name, value in os.environ.items() if not name.startswith("VIDPIPE_")}
    return {**base, "VIDPIPE_DATA_DIR": str(data_dir), **settings}


def stop(stack: Stack, signal_number: int = signal.SIGTERM) -> str:
    """Stop the stack as a person does; return what it printed."""
    stack.process.send_signal(signal_number)
    output, _ = stack.process.communicate(timeout=60)
    return output


@contextmanager
def running(data_dir: Path, *options: str, **settings: str) -> Iterator[Stack]:
    """Run a stack for the block, whoever may have stopped and started it in between."""
    stack = start_up(data_dir, *options, **settings)
    try:
        yield stack
    finally:
        if stack.process.poll() is None:
            stop(stack)


def vidpipe(*arguments: str, data_dir: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of vidpipe to its end, as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "vidpipe.cli", *arguments],
        env=environment_for(data_dir, settings),
        cwd=data_dir.parent,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until it is so. Seldom asked: the stack itself answers, and needs the processor for what is waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
