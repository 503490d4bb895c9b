from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from vidpipe.models import TaskStatus
from vidpipe.tasks import Database, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import new_task, start


def test_the_larger_priority_goes_first_then_the_older(service: TaskService, queue: TaskQueue) -> None:
    old = service.create(new_task())
    new = service.create(new_task())
    urgent = service.create(new_task(priority=5))
    assert [task.id for _ in range(3) if (task := queue.claim())] == [urgent.id, old.id, new.id]


def test_priority_does_not_starve_who_waits(service: TaskService, queue: TaskQueue, database: Database) -> None:
    waiting = service.create(new_task())
    with database.transaction() as connection:
        connection.execute("UPDATE tasks SET created_at = now() - interval '6 minutes'")
    service.create(new_task(priority=5))
    claimed = queue.claim()
    assert claimed is not None
    assert claimed.id == waiting.id


def test_nobody_claims_before_the_scheduled_time(service: TaskService, queue: TaskQueue) -> None:
    service.create(new_task(scheduled_at=datetime.now(UTC) + timedelta(seconds=30)))
    assert queue.claim() is None
    due = queue.seconds_until_due()
    assert due is not None
    assert 20 < due <= 30


def test_a_claim_begins_an_attempt_and_is_nobody_elses(service: TaskService, queue: TaskQueue) -> None:
    service.create(new_task())
    claimed = queue.claim()
    assert claimed is not None
    assert (claimed.attempt, claimed.status) == (1, TaskStatus.PENDING)
    assert queue.claim() is None


def test_concurrent_dispatchers_never_claim_the_same_task(service: TaskService, queue: TaskQueue) -> None:
    for _ in range(20):
        service.create(new_task())
    with ThreadPoolExecutor(8) as pool:
        claimed = [task.id for task in pool.map(lambda _: queue.claim(), range(40)) if task]
    assert len(claimed) == len(set(claimed)) == 20


def test_no_more_run_than_may(service: TaskService, database: Database, work: TaskWork) -> None:
    queue = TaskQueue(database, max_running=2)
    for _ in range(3):
        service.create(new_task())
    running = start(queue, work)
    assert queue.claim() is not None
    assert queue.claim() is None
    work.complete(running, {})
    assert queue.claim() is not None


def test_a_claim_that_no_run_joined_lapses(service: TaskService, queue: TaskQueue, database: Database) -> None:
    service.create(new_task())
    first = queue.claim()
    with database.transaction() as connection:
        connection.execute("UPDATE tasks SET lease_until = now() - interval '1 second'")
    second = queue.claim()
    assert first is not None
    assert second is not None
    assert (second.id, second.attempt) == (first.id, 2)


def test_a_released_task_waits_and_says_why(service: TaskService, queue: TaskQueue) -> None:
    task = service.create(new_task())
    claimed = queue.claim()
    assert claimed is not None
    queue.release(claimed, wait=60, reason="no worker.")
    assert queue.claim() is None
    assert "no worker." in service.logs(task.id)[-1].message
