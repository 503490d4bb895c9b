"""The warm worker: a process that has everything imported and forks one child for each run.

It holds no connection and starts no Python thread, so that its children may fork again for their stages. When a child
dies without having settled its task, another child settles it: nothing stays running that is not.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import mmap
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import structlog

from vidpipe.defs.launcher import process_name
from vidpipe.defs.run_process import execute_run, settle_dead_run
from vidpipe.text.fonts import faces

log = structlog.get_logger(__name__)

PRELOADED = (
    "vidpipe.definitions",
    "vidpipe.providers.registry",
    "vidpipe.media",
    "dagster._core.executor.multiprocess",
    # What every run and stage would import when it opens Dagster's instance: half a second of the processor each.
    "dagster._core.instance.factory",
    "dagster._core.storage.root",
    "dagster._core.workspace.autodiscovery",
    "dagster_postgres",
    "psycopg2.extras",
    "upath.implementations.local",
    "vidpipe.defs.compute_logs",
    "watchdog.observers.polling",
)
STOP_SECONDS = 20.0
"""How long runs may take to stop by themselves when the worker shuts down."""
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class Worker:
    """Serves launch requests on a Unix socket until SIGTERM or SIGINT."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._runs: dict[int, str] = {}
        self._settlers: set[int] = set()
        self._stopping = mmap.mmap(-1, 1)  # shared with the children: tells them why they are being stopped
        self._selector = selectors.DefaultSelector()
        self._stop_requested = False

    def serve(self) -> None:
        """Import everything, then fork a child for every request; return when all children have ended."""
        for module in PRELOADED:
            importlib.import_module(module)
        for face in faces():
            face.covers("a")  # reads the face's table of characters, which every stage with words needs
        # What is imported stays: children that search it for garbage would copy all of it, for 0.2 s of every stage.
        gc.freeze()
        # A stage whose run process was killed becomes our child, and is reaped here instead of lingering.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(self._path))
            self._path.chmod(0o600)
            server.listen(64)
            server.setblocking(False)
            waker = self._wake_on_signals()
            self._selector.register(server, selectors.EVENT_READ)
            self._selector.register(waker, selectors.EVENT_READ)
            log.info("worker ready")
            while not self._stop_requested:
                for key, _ in self._selector.select(timeout=5):
                    if key.fileobj is server:
                        self._accept(server)
                    else:
                        waker.recv(4096)
                self._reap()
        self._path.unlink(missing_ok=True)
        self._stop_runs()

    def _wake_on_signals(self) -> socket.socket:
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        self._writer = writer
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_stop)
        return reader

    def _request_stop(self, *_: object) -> None:
        self._stop_requested = True

    def _accept(self, server: socket.socket) -> None:
        try:
            connection, _ = server.accept()
        except BlockingIOError:
            return
        with connection:
            connection.settimeout(2)
            try:
                line = connection.makefile("rb").readline()
                if not line:
                    return  # somebody asked whether we listen
                request = json.loads(line)
                run_id = str(request["launch"])
                pid = self._fork(lambda: execute_run(run_id, self._is_stopping))
                self._runs[pid] = run_id
                connection.sendall(json.dumps({"worker": process_name(pid)}).encode() + b"\n")
            except (OSError, ValueError, KeyError) as error:
                log.warning("launch request not understood", details={"cause": str(error)})

    def _is_stopping(self) -> bool:
        return self._stopping[0] != 0

    def _fork(self, work: Callable[[], int]) -> int:
        pid = os.fork()
        if pid == 0:
            self._be_child(work)
        return pid

    def _be_child(self, work: Callable[[], int]) -> NoReturn:
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._selector.close()
            code = work()
        except BaseException:  # the end of a process: what nobody caught is logged, and the exit code tells the worker
            log.exception("run process failed", error_code="INTERNAL_ERROR")
        finally:
            # Not sys.exit: the parent's exit handlers and buffers are not ours to run.
            os._exit(code)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._settlers.discard(pid)
            run_id = self._runs.pop(pid, None)
            if run_id is None:
                continue
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)  # what it left: stages, and the FFmpeg of a stage that was killed
            if os.waitstatus_to_exitcode(status) != 0:
                self._settle(pid, run_id, os.waitstatus_to_exitcode(status))

    def _settle(self, pid: int, run_id: str, code: int) -> None:
        log.error("run process died", run_id=run_id, error_code="WORKER_LOST", details={"pid": pid, "exit": code})
        self._settlers.add(self._fork(lambda: settle_dead_run(run_id, code, self._is_stopping)))

    def _stop_runs(self) -> None:
        self._stopping[0] = 1
        for pid in self._runs:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while (self._runs or self._settlers) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        for pid in self._runs:
            os.killpg(pid, signal.SIGKILL)
        while self._runs or self._settlers:
            self._reap()
            time.sleep(0.05)
        log.info("worker stopped")


def main() -> None:
    """Run the worker; `vidpipe up` starts it with the environment it needs."""
    from vidpipe.observability.logs import configure_logging
    from vidpipe.settings import Settings

    settings = Settings()
    configure_logging(log_dir=settings.log_dir, service="worker", level=settings.log_level, console=False)
    Worker(Path(os.environ["VIDPIPE_WORKER_SOCKET"])).serve()


if __name__ == "__main__":
    main()
