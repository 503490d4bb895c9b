"""A whole vidpipe for the tests: `vidpipe up` as a person starts it, on free ports and a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

START_SECONDS = 120


@dataclass(frozen=True)
class Stack:
    """A running `vidpipe up`."""

    url: str
    data_dir: Path
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

    def descendants(self) -> list[psutil.Process]:
        """Every process that the stack consists of, the database included."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def run_processes(self) -> list[psutil.Process]:
        """The processes that execute runs: children of the worker."""
        worker = next((one for one in self.descendants() if "vidpipe.defs.worker" in words_of(one)), None)
        return [] if worker is None else worker.children()

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
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VIDPIPE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "vidpipe.cli", "up", "--port", str(port), *options],
        env=environment | settings | {"VIDPIPE_DATA_DIR": str(data_dir)},
        cwd=data_dir.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    stack = Stack(f"http://127.0.0.1:{port}", data_dir, process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{stack.url}/healthz").is_success:
                return stack
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"vidpipe up did not start:\n{process.communicate()[0]}")


def stop(stack: Stack, signal_number: int = signal.SIGTERM) -> str:
    """Stop the stack as a person does; return what it printed."""
    stack.process.send_signal(signal_number)
    output, _ = stack.process.communicate(timeout=60)
    return output


@pytest.fixture
def up() -> Iterator[Callable[[Path], Stack]]:
    """Starts stacks that are stopped at the end of the test, however it ends."""
    started: list[Stack] = []

    def start(data_dir: Path) -> Stack:
        started.append(start_up(data_dir))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            stop(one)


# These end with this folder's tests, not with the session: idle stacks cost the tests that follow a good deal.


@pytest.fixture(scope="package")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that makes everything through the sandbox's services."""
    running = start_up(tmp_path_factory.mktemp("sandboxed") / "data", "--sandbox")
    yield running
    stop(running)


@pytest.fixture(scope="package")
def pictureless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that takes its pictures from a folder, in which there are none."""
    running = start_up(tmp_path_factory.mktemp("pictureless") / "data", VIDPIPE_IMAGE_PROVIDER="folder")
    yield running
    stop(running)


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = start_up(tmp_path_factory.mktemp("stack") / "data")
    yield running
    stop(running)
