"""The pulse beside a stage: it keeps the lease, passes progress on, and stops what may not go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from vidpipe.defs import pulse as module
from vidpipe.defs.pulse import Pulse
from vidpipe.errors import VidpipeError, WorkLost
from vidpipe.models import Stage, Task
from vidpipe.tasks import Database, NewTask, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import TRACE_ID, start


@pytest.fixture
def work(database: Database) -> TaskWork:
    return TaskWork(database)


@pytest.fixture
def service(database: Database) -> TaskService:
    return TaskService(database)


@pytest.fixture
def task(database: Database, service: TaskService, work: TaskWork, monkeypatch: pytest.MonkeyPatch) -> Task:
    monkeypatch.setattr(module, "BEAT", 0.02)
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.1)
    service.create(NewTask(type="video_generation", payload={}, trace_id=TRACE_ID))
    return start(TaskQueue(database, max_running=5), work)


def pulse_of(work: TaskWork, task: Task) -> Pulse:
    return Pulse(work, task, work.open_stage(task, Stage.COMPOSITE)[0])


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.02)


def test_it_renews_the_lease_and_passes_progress_on(work: TaskWork, task: Task, service: TaskService) -> None:
    with pulse_of(work, task) as pulse:

        async def make() -> str:
            pulse.report(0.5)
            await until(lambda: service.get(task.id).progress == 25)
            before = service.get(task.id).lease_until
            assert before is not None
            await until(lambda: (service.get(task.id).lease_until or before) > before)
            return "made"

        assert pulse.run(make()) == "made"


def test_it_stops_the_stage_of_a_canceled_task(work: TaskWork, task: Task, service: TaskService) -> None:
    cleaned = []
    with pulse_of(work, task) as pulse:

        async def make() -> None:
            service.cancel(task.id)
            try:
                await asyncio.sleep(60)
            finally:
                cleaned.append(True)

        with pytest.raises(WorkLost) as caught:
            pulse.run(make())
    assert caught.value.code == "TASK_CANCELED"
    assert cleaned == [True]


def test_it_stops_a_stage_that_hangs(work: TaskWork, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALL_SECONDS", 0.3)
    with pulse_of(work, task) as pulse, pytest.raises(VidpipeError) as caught:
        pulse.run(asyncio.sleep(60))
    assert caught.value.code == "TASK_DEADLINE_EXCEEDED"


def test_it_lets_a_stage_wait_for_longer_than_one_may_hang(
    work: TaskWork, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider may ask for an hour before the next try."""
    monkeypatch.setattr(module, "STALL_SECONDS", 0.1)

    async def wait() -> str:
        pulse.touch(3600)
        pulse.report(0.5)  # another part goes on meanwhile
        await asyncio.sleep(0.5)
        return "made"

    with pulse_of(work, task) as pulse:
        assert pulse.run(wait()) == "made"


def test_it_stops_the_stage_when_the_database_swallows_its_heartbeat(
    work: TaskWork, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse = pulse_of(work, task)
    monkeypatch.setattr(module, "LEASE_SECONDS", 0.4)
    monkeypatch.setattr(TaskWork, "heartbeat", lambda *_: time.sleep(1.5))
    with pulse, pytest.raises(WorkLost) as caught:
        pulse.run(asyncio.sleep(60))
    assert caught.value.code == "WORKER_LOST"


def test_what_the_stage_raises_comes_through(work: TaskWork, task: Task) -> None:
    async def make() -> None:
        raise ZeroDivisionError

    with pulse_of(work, task) as pulse, pytest.raises(ZeroDivisionError):
        pulse.run(make())
