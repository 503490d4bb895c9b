from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vidpipe.errors import InvalidInput, ProviderError, WorkLost
from vidpipe.models import Task, TaskStatus
from vidpipe.tasks import Database, Dispatcher, DispatchLoop, TaskQueue, TaskService, TaskWork
from vidpipe.tasks.dispatch import MAX_LAUNCHES
from vidpipe_tests.integration.tasks.helpers import new_task


class Launcher:
    """Notes what it launches; fails as often as it is told to."""

    def __init__(self) -> None:
        self.launched: list[Task] = []
        self.failures = 0
        self.seen = threading.Event()

    def check(self, task: Task) -> None:
        if task.payload.get("bad"):
            raise InvalidInput("bad: is not allowed")
        if task.payload.get("keyless"):
            raise ProviderError("No key is set.", code="PROVIDER_NOT_CONFIGURED")

    def launch(self, task: Task) -> str:
        if self.failures:
            self.failures -= 1
            raise WorkLost("No worker.", code="DISPATCH_FAILED")
        self.launched.append(task)
        self.seen.set()
        return f"run-{len(self.launched)}"


@pytest.fixture
def launcher() -> Launcher:
    return Launcher()


@pytest.fixture
def dispatcher(queue: TaskQueue, work: TaskWork, launcher: Launcher) -> Dispatcher:
    return Dispatcher(queue, work, check=launcher.check, launch=launcher.launch)


def make_due(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("UPDATE tasks SET scheduled_at = now() WHERE status = 'pending'")


def test_every_due_task_is_launched_once(service: TaskService, dispatcher: Dispatcher, launcher: Launcher) -> None:
    tasks = [service.create(new_task()) for _ in range(3)]
    assert dispatcher.dispatch_due() == 3
    assert dispatcher.dispatch_due() == 0
    assert [task.id for task in launcher.launched] == [task.id for task in tasks]
    assert service.get(tasks[0].id).run_id == "run-1"


def test_what_can_never_succeed_fails_without_a_run(
    service: TaskService, dispatcher: Dispatcher, launcher: Launcher
) -> None:
    bad = service.create(new_task(payload={"bad": True}))
    good = service.create(new_task())
    assert dispatcher.dispatch_due() == 1
    failed = service.get(bad.id)
    assert (failed.status, failed.error) == (TaskStatus.FAILED, "bad: is not allowed")
    assert launcher.launched[0].id == good.id


def test_a_task_that_nobody_is_set_up_for_fails_before_a_run_is_spent(
    service: TaskService, dispatcher: Dispatcher, launcher: Launcher
) -> None:
    keyless = service.create(new_task(payload={"keyless": True}))
    assert dispatcher.dispatch_due() == 0
    failed = service.get(keyless.id)
    assert failed.error_info is not None
    assert (failed.status, failed.error_info.error_code) == (TaskStatus.FAILED, "PROVIDER_NOT_CONFIGURED")
    assert launcher.launched == []


def test_a_failed_launch_is_tried_again_later_and_others_go_on(
    service: TaskService, dispatcher: Dispatcher, launcher: Launcher, database: Database
) -> None:
    first, second = service.create(new_task()), service.create(new_task())
    launcher.failures = 1
    assert dispatcher.dispatch_due() == 1
    assert launcher.launched[0].id == second.id
    waiting = service.get(first.id)
    assert waiting.status is TaskStatus.PENDING
    assert waiting.scheduled_at is not None
    make_due(database)
    assert dispatcher.dispatch_due() == 1


def test_launches_that_always_fail_end_in_failure(
    service: TaskService, dispatcher: Dispatcher, launcher: Launcher, database: Database
) -> None:
    task = service.create(new_task())
    launcher.failures = 1_000
    for _ in range(MAX_LAUNCHES):
        dispatcher.dispatch_due()
        make_due(database)
    failed = service.get(task.id)
    assert failed.status is TaskStatus.FAILED
    assert failed.error_info is not None
    assert failed.error_info.error_code == "DISPATCH_FAILED"


@contextmanager
def looping(dispatcher: Dispatcher, queue: TaskQueue, database: Database) -> Iterator[DispatchLoop]:
    loop = DispatchLoop(dispatcher, queue, database)
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()
    assert not loop.is_alive


def test_the_loop_wakes_for_rows_that_others_insert(
    dispatcher: Dispatcher, queue: TaskQueue, database: Database, launcher: Launcher
) -> None:
    with looping(dispatcher, queue, database):
        time.sleep(0.5)
        with database.transaction() as connection:
            connection.execute("INSERT INTO tasks (payload) VALUES ('{}')")
        # Far below the 10 s after which it would look by itself.
        assert launcher.seen.wait(5)


def test_the_loop_outlives_what_one_task_does_to_it(
    service: TaskService, queue: TaskQueue, work: TaskWork, database: Database, launcher: Launcher
) -> None:
    def check(task: Task) -> None:
        if task.payload.get("bad"):
            raise ZeroDivisionError

    service.create(new_task(payload={"bad": True}))
    dispatcher = Dispatcher(queue, work, check=check, launch=launcher.launch)
    with looping(dispatcher, queue, database) as loop:
        service.create(new_task())
        loop.poke()
        assert launcher.seen.wait(10)
        assert loop.is_alive
