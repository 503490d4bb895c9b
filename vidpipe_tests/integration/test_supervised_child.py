from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from vidpipe.supervisor.child import Child

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    child = Child("sleeper", SLEEPER, os.environ, tmp_path / "sleeper.out", ready=lambda: True)
    child.start()
    yield child
    child.ask_to_stop()
    child.wait_stopped()


def wait_for_output(child: Child, times: int = 1) -> None:
    deadline = time.monotonic() + 20
    while child.output_tail().count("up") < times:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_stops_when_asked(child: Child) -> None:
    wait_for_output(child)
    child.ask_to_stop()
    child.wait_stopped()
    assert child.exit_code() is not None


def test_a_dead_one_is_started_again(child: Child) -> None:
    wait_for_output(child)
    first = child.pid
    assert first is not None
    psutil.Process(first).kill()
    deadline = time.monotonic() + 20
    while child.output_tail().count("up") < 2:
        child.tend()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert child.pid != first
    assert child.exit_code() is None


def test_one_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    command = [sys.executable, "-c", stubborn]
    child = Child("stubborn", command, os.environ, tmp_path / "x.out", ready=lambda: True, stop_seconds=0.2)
    child.start()
    wait_for_output(child)
    child.ask_to_stop()
    child.wait_stopped()
    assert child.exit_code() == -9
