"""Whoever writes for an attempt holds its task first: no write slips past its end, none deadlocks with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from vidpipe.errors import WorkLost
from vidpipe.models import Stage, Task
from vidpipe.models.calls import CallIntent
from vidpipe.tasks import Claim, Database, TaskLedger, TaskQueue, TaskService, TaskWork
from vidpipe.tasks.database import Connection, queries
from vidpipe_tests.integration.tasks.helpers import failure, new_task, start, wait_of

PAID = CallIntent(provider="stability", operation="generate", wish="w", estimated_usd=0.1)


@pytest.fixture
def task(service: TaskService, queue: TaskQueue, work: TaskWork) -> Task:
    service.create(new_task(max_retries=0))
    return start(queue, work)


WRITES: dict[str, Callable[[TaskWork, Task, int], Any]] = {
    "progress": lambda work, task, stage_id: work.stage_progress(task, stage_id, 0.5),
    "waits": lambda work, task, stage_id: work.set_waits(
        task, Stage.SCRIPT, stage_id, [wait_of(5)], new=wait_of(5, "scene 1")
    ),
    "a failure": lambda work, task, stage_id: work.fail_stage(task, stage_id, failure(), wait=None, metrics={}),
    "a failure with another try": lambda work, task, stage_id: work.fail_stage(
        task, stage_id, failure(), wait=wait_of(5), metrics={}
    ),
    "an end": lambda work, task, stage_id: work.finish_stage(task, Stage.SCRIPT, stage_id, manifest={}, metrics={}),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_waits_for_the_task_holds_none_of_its_stages(
    name: str, database: Database, task: Task, work: TaskWork
) -> None:
    """A cancel holds the task and then wants its stages: a writer with a stage in its hand would deadlock with it."""
    stage_id, _ = work.open_stage(task, Stage.SCRIPT)
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as connection:
            queries().lock_task(connection, id=task.id)
            writing = pool.submit(WRITES[name], work, task, stage_id)
            until_it_waits(connection, writing)
            connection.execute("SELECT 1 FROM stage_attempts WHERE id = %s FOR UPDATE NOWAIT", (stage_id,))
        writing.result(timeout=30)


def test_no_paid_call_begins_while_the_task_passes_on(database: Database, task: Task) -> None:
    ledger = TaskLedger(database, task, stage="scene_images", stage_try=1, max_cost_usd=None)
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as connection:
            connection.execute("UPDATE tasks SET attempt = attempt + 1 WHERE id = %s", (task.id,))
            beginning = pool.submit(ledger.begin, PAID)
            until_it_waits(connection, beginning)
        with pytest.raises(WorkLost):
            beginning.result(timeout=30)


def test_a_lost_attempt_casts_no_doubt_on_what_another_makes(
    database: Database, task: Task, work: TaskWork, service: TaskService
) -> None:
    lost_stage, _ = work.open_stage(task, Stage.COMPOSITE)
    work.fail(task, failure())
    current = work.join(task.id, Claim(run_id="by-hand", worker_name="host:2", dispatched_attempt=None))
    stage_id, _ = work.open_stage(current, Stage.SCRIPT)
    work.finish_stage(current, Stage.SCRIPT, stage_id, manifest={"a": 1}, metrics={})
    work.fail_stage(task, lost_stage, failure("ARTIFACT_NOT_FOUND"), wait=None, metrics={})
    assert Stage.SCRIPT not in service.unfinished(task.id)


def test_a_stage_at_work_does_not_cut_short_the_lease_of_one_that_waits(
    database: Database, task: Task, work: TaskWork
) -> None:
    stage_id, _ = work.open_stage(task, Stage.SCENE_IMAGES)
    work.fail_stage(task, stage_id, failure(), wait=wait_of(600), metrics={})
    work.heartbeat(task)
    work.open_stage(task, Stage.NARRATION)
    with database.transaction() as connection:
        row = connection.execute(
            "SELECT extract(epoch FROM lease_until - now())::float8 AS left FROM tasks WHERE id = %s", (task.id,)
        ).fetchone()
    assert row is not None
    assert row["left"] > 600


def until_it_waits(connection: Connection, work: Future[Any]) -> None:
    """Return when another connection waits for a lock, or the work is done without."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not work.done():
        waiting = connection.execute("SELECT count(*) AS n FROM pg_locks WHERE NOT granted").fetchone()
        if waiting is not None and waiting["n"]:
            return
        time.sleep(0.02)
