"""The whole stack: database, migrations, code server, worker, daemon and web app, as one thing to start and stop."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog

from vidpipe.embedded_postgres import EmbeddedPostgres, embedded_postgres
from vidpipe.errors import StorageError, VidpipeError
from vidpipe.sandbox.environment import IMPATIENT, sandboxed
from vidpipe.settings import Settings
from vidpipe.supervisor.child import Child, connects
from vidpipe.supervisor.claims import check_port, own_data_dir
from vidpipe.supervisor.courier import courier_child
from vidpipe.supervisor.environment import child_environment, workspace_file
from vidpipe.supervisor.orphans import adopt_orphans, reap_orphans, stop_orphans
from vidpipe.supervisor.sandbox import SandboxOptions, sandbox_child
from vidpipe.tasks.migrations import has_dagster_tables, migrate

log = structlog.get_logger(__name__)

START_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class RunningStack:
    """A vidpipe that runs on this machine, perhaps started by another process."""

    url: str
    pid: int


class Stack:
    """The supervised processes; :func:`start_stack` makes one."""

    def __init__(self, children: list[Child], url: str, database: EmbeddedPostgres | None) -> None:
        self._children = children
        self._database = database
        self.url = url
        self.sandbox_url: str | None = None

    def start(self, tell: Callable[[str], None]) -> None:
        """Start every process and wait until all of them serve. Raises VidpipeError with what a failed one printed."""
        for child in self._children:
            child.start()
        deadline = time.monotonic() + START_SECONDS
        waiting = list(self._children)
        while waiting:
            for child in list(waiting):
                if child.exit_code() is not None:
                    raise _start_failed(child, f"ended with exit code {child.exit_code()}")
                if child.ready():
                    waiting.remove(child)
                    tell(child.name)
            if time.monotonic() > deadline:
                raise _start_failed(waiting[0], f"did not serve within {START_SECONDS:.0f} s")
            time.sleep(0.05)

    def tend(self) -> list[str]:
        """Restart whatever has died; return what there is to tell a person."""
        parts: list[Child | EmbeddedPostgres] = [*self._children]
        if self._database is not None:
            parts.insert(0, self._database)
        return [told for part in parts if (told := part.tend())]

    def stop(self) -> None:
        """Stop one process after the other: the web app first, so that nothing new begins, the code server last."""
        for child in reversed(self._children):
            child.ask_to_stop()
            child.wait_stopped()
        stop_orphans()


def _start_failed(child: Child, why: str) -> VidpipeError:
    return VidpipeError(
        f"The {child.name} {why}. It printed:\n{child.output_tail()}",
        code="INTERNAL_ERROR",
        details={"process": child.name},
    )


@contextlib.contextmanager
def start_stack(
    settings: Settings,
    *,
    shared: bool = True,
    tell: Callable[[str], None] = lambda _: None,
    sandbox: SandboxOptions | None = None,
) -> Iterator[Stack]:
    """Start everything, yield it, and stop everything, whatever happens in between.

    ``shared`` lets other commands find and use it. ``tell`` hears the name of each part as it becomes ready. With
    ``sandbox``, simulators of all services run beside it, and everything is made through them.

    Raises Conflict when another vidpipe uses the data folder or the port, StorageError when the database or the disk
    refuses.
    """
    adopt_orphans()
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(reap_orphans)
        cleanup.enter_context(own_data_dir(settings))
        check_port(settings)
        database, database_url = None, settings.database_url
        if database_url is None:
            database = cleanup.enter_context(embedded_postgres(settings.data_dir))
            database_url = database.url
        migrate(database_url)
        tell("database")
        sockets = Path(tempfile.mkdtemp(prefix="vidpipe-"))
        cleanup.callback(shutil.rmtree, sockets, ignore_errors=True)
        environment = _environment(settings, database_url, sockets, sandbox)
        outer = _outer_children(settings, environment, sockets, sandbox)
        stack = Stack([*outer, *_children(settings, environment, sockets)], _url(settings), database)
        stack.sandbox_url = sandbox.url if sandbox else None
        cleanup.callback(stack.stop)
        if not has_dagster_tables(database_url):
            _create_dagster_tables(environment)
        stack.start(tell)
        if shared:
            note = settings.runtime_dir / "up.json"
            note.write_text(json.dumps({"pid": os.getpid(), "url": stack.url}), encoding="utf-8")
            cleanup.callback(note.unlink, missing_ok=True)
        yield stack


def running_stack(settings: Settings) -> RunningStack | None:
    """Return the vidpipe that runs on this data folder and answers, if there is one."""
    try:
        note = json.loads((settings.runtime_dir / "up.json").read_text(encoding="utf-8"))
        answer = httpx.get(f"{note['url']}/healthz", timeout=5, trust_env=False)
    except (OSError, ValueError, KeyError, httpx.HTTPError):
        return None
    return RunningStack(url=note["url"], pid=note["pid"]) if answer.status_code == httpx.codes.OK else None


def _environment(
    settings: Settings, database_url: str, sockets: Path, sandbox: SandboxOptions | None
) -> dict[str, str]:
    """Return the environment of all processes."""
    environment = child_environment(settings, database_url, sockets)
    if sandbox is not None:
        pace = IMPATIENT if sandbox.profile == "instant" else {}
        return {**pace, **environment, **sandboxed(settings, sandbox.url)}
    return environment


def _outer_children(
    settings: Settings, environment: dict[str, str], sockets: Path, sandbox: SandboxOptions | None
) -> list[Child]:
    """Return what stands before the services outside: the sandbox, and the courier, whom ``environment`` then names."""
    children = []
    if sandbox is not None:
        children.append(sandbox_child(sandbox, environment, settings.log_dir))
    if settings.uses_services or sandbox is not None:
        environment["VIDPIPE_COURIER_SOCKET"] = str(sockets / "courier")
        children.append(courier_child(sockets / "courier", environment, settings.log_dir))
    return children


def _children(settings: Settings, environment: dict[str, str], sockets: Path) -> list[Child]:
    python = sys.executable
    logs = settings.log_dir
    code, worker = sockets / "code", sockets / "worker"
    quiet = ("--log-level", "warning")  # two sensors that tick every 5 s would fill a disk with "skipped"
    commands = {
        "code server": [
            *(python, "-m", "dagster", "api", "grpc", "--module-name", "vidpipe.definitions"),
            *("--socket", str(code), "--location-name", "vidpipe"),
        ],
        "worker": [python, "-m", "vidpipe.defs.worker"],
        "daemon": [python, "-m", "dagster._daemon", "run", "-w", str(workspace_file()), *quiet],
        "web app": [python, "-m", "vidpipe.api.server"],
    }
    health = f"{_url(settings)}/healthz"
    ready: dict[str, Callable[[], bool]] = {
        "code server": lambda: connects(code),
        "worker": lambda: connects(worker),
        "daemon": lambda: True,
        "web app": lambda: _answers(health),
    }
    stop_seconds = {"worker": 30.0}
    return [
        Child(
            name,
            command,
            environment | {"VIDPIPE_PROCESS": name},
            logs / f"{name.replace(' ', '-')}.out",
            ready=ready[name],
            stop_seconds=stop_seconds.get(name, 10.0),
        )
        for name, command in commands.items()
    ]


def _create_dagster_tables(environment: dict[str, str]) -> None:
    """Create Dagster's tables before any of its processes starts: they would trip over each other making them."""
    program = "from dagster import DagsterInstance\nwith DagsterInstance.get() as i: i.get_runs_count()"
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StorageError(f"Dagster's tables could not be created:\n{done.stderr[-2000:]}", code="DATABASE_ERROR")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _url(settings: Settings) -> str:
    """Return the address under which the web app is reached from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
