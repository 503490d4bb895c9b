"""A courier in a process of its own, and a provider on loopback that takes its time and counts what it is asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vidpipe.models import Task
from vidpipe.tasks import Database, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.courier.asking import Place, answers
from vidpipe_tests.integration.tasks.helpers import new_task, start


class SlowProvider:
    """Answers ``/films`` after ``seconds`` with 200 kB that name their number; ``/refused`` quotes the key."""

    def __init__(self) -> None:
        self.asked: Counter[int] = Counter()
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.seconds = 0.15
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                provider.asked[body["number"]] += 1
                provider.reached.set()
                provider.go_on.wait(provider.seconds)
                refused = self.path == "/refused"
                answer = b"no such key: " + self.headers["authorization"].encode() if refused else film(body["number"])
                self.send_response(401 if refused else 200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def await_asked(self, number: int) -> bool:
        """Wait until the request of that number is here."""
        deadline = time.monotonic() + 30
        while self.asked[number] == 0 and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.asked[number] > 0


def film(number: int) -> bytes:
    return f"film {number} ".encode() * 20_000


@pytest.fixture
def provider() -> Iterator[SlowProvider]:
    provider = SlowProvider()
    yield provider
    provider.go_on.set()
    provider.server.shutdown()
    provider.server.server_close()


class RealCourier:
    """The courier's process."""

    def __init__(self, data_dir: Path, socket: Path) -> None:
        self.data_dir = data_dir
        self.socket = socket
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VIDPIPE_")}
        environment |= {"VIDPIPE_DATA_DIR": str(self.data_dir), "VIDPIPE_COURIER_SOCKET": str(self.socket)}
        self.process = subprocess.Popen([sys.executable, "-m", "vidpipe.courier"], env=environment)
        deadline = time.monotonic() + 60
        while not answers(self.socket):
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def end(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(60)


@pytest.fixture
def courier(tmp_path: Path) -> Iterator[RealCourier]:
    with tempfile.TemporaryDirectory() as short:
        courier = RealCourier(tmp_path / "data", Path(short) / "courier")
        courier.start()
        yield courier
        if courier.process is not None and courier.process.poll() is None:
            courier.end(signal.SIGKILL)


@pytest.fixture
def place(database_url: str, courier: RealCourier, provider: SlowProvider) -> Place:
    return Place(database_url=database_url, socket=courier.socket, provider=provider.url)


@pytest.fixture
def task(database: Database) -> Task:
    TaskService(database).create(new_task())
    return start(TaskQueue(database, max_running=100), TaskWork(database))
