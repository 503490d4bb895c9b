from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from vidpipe.api.worker import ping_worker
from vidpipe.errors import WorkLost


@pytest.fixture
def path() -> Iterator[Path]:
    # pytest's own folders are too deep for the name of a Unix socket.
    with TemporaryDirectory() as folder:
        yield Path(folder) / "worker"


def test_a_worker_that_takes_the_connection_is_well(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        received = []

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                received.append(connection.makefile("rb").readline())

        thread = threading.Thread(target=serve)
        thread.start()
        ping_worker(path)
        thread.join()
    assert received == [b""]


def refuses(path: Path) -> None:
    with pytest.raises(WorkLost, match="worker") as caught:
        ping_worker(path)
    assert caught.value.code == "DISPATCH_FAILED"


def test_a_worker_that_never_was_is_named(path: Path) -> None:
    refuses(path)


def test_a_worker_that_died_is_named(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
    refuses(path)


def test_a_worker_that_hangs_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidpipe.api.worker.ANSWER_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        refuses(path)
