from __future__ import annotations

import pytest

from vidpipe.errors import Conflict, WorkLost
from vidpipe.models import Stage, StageStatus, TaskStatus
from vidpipe.tasks import Claim, Database, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import failure, new_task, start, wait_of


@pytest.fixture
def task_service(service: TaskService) -> TaskService:
    service.create(new_task(max_retries=0))
    return service


def operator(run_id: str) -> Claim:
    return Claim(run_id=run_id, worker_name="host:2", dispatched_attempt=None)


def test_joining_starts_the_task_and_joining_again_changes_nothing(
    task_service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = start(queue, work)
    assert (task.status, task.run_id, task.worker_name) == (TaskStatus.RUNNING, "run-1", "host:1")
    assert task.started_at is not None
    assert work.join(task.id, Claim(run_id="run-1", worker_name="host:1", dispatched_attempt=1)) == task


def test_a_run_of_an_older_attempt_is_sent_away(
    task_service: TaskService, queue: TaskQueue, work: TaskWork, database: Database
) -> None:
    stale = queue.claim()
    assert stale is not None
    with database.transaction() as connection:
        connection.execute("UPDATE tasks SET lease_until = now()")
    start(queue, work, "run-2")
    with pytest.raises(Conflict):
        work.join(stale.id, Claim(run_id="run-1", worker_name="host:1", dispatched_attempt=stale.attempt))


def test_a_run_by_hand_does_not_disturb_one_at_work(
    task_service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = start(queue, work)
    with pytest.raises(Conflict):
        work.join(task.id, operator("by-hand"))


def test_a_run_by_hand_takes_up_a_failed_task(task_service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = start(queue, work)
    work.fail(task, failure())
    again = work.join(task.id, operator("by-hand"))
    assert (again.status, again.attempt, again.error, again.error_info) == (TaskStatus.RUNNING, 2, None, None)
    assert again.trace_id == task.trace_id


def test_a_canceled_task_stops_its_run(task_service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = start(queue, work)
    task_service.cancel(task.id)
    for write in (
        lambda: work.heartbeat(task),
        lambda: work.open_stage(task, Stage.SCRIPT),
        lambda: work.complete(task, {}),
        lambda: work.join(task.id, Claim(run_id="run-1", worker_name="host:1", dispatched_attempt=1)),
    ):
        with pytest.raises(WorkLost):
            write()
    assert task_service.get(task.id).status is TaskStatus.CANCELED


def test_a_lost_attempt_changes_nothing_any_more(task_service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    lost = start(queue, work)
    stage_id, _ = work.open_stage(lost, Stage.SCRIPT)
    work.fail(lost, failure())
    current = work.join(lost.id, operator("by-hand"))
    with pytest.raises(WorkLost):
        work.finish_stage(lost, Stage.SCRIPT, stage_id, manifest={"from": "lost"}, metrics={})
    assert work.fail(lost, failure()) is None
    assert task_service.outputs(lost.id) == {}
    assert task_service.get(lost.id) == current


def test_stages_are_recorded_with_every_try(task_service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = start(queue, work)
    first, number = work.open_stage(task, Stage.SCRIPT)
    assert number == 1
    work.fail_stage(task, first, failure(), wait=wait_of(2.0), metrics={"duration_ms": 5})
    second, number = work.open_stage(task, Stage.SCRIPT)
    assert number == 2
    work.finish_stage(task, Stage.SCRIPT, second, manifest={"a": 1}, metrics={"duration_ms": 7})
    stages = task_service.stages(task.id)
    assert [stage.status for stage in stages] == [StageStatus.RETRYING, StageStatus.SUCCEEDED]
    assert stages[0].error_info is not None
    assert stages[1].metrics == {"duration_ms": 7}
    assert task_service.outputs(task.id) == {"script": {"a": 1}}
    assert task_service.get(task.id).error_info is None


def test_progress_never_goes_backwards(task_service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = start(queue, work)
    stage_id, _ = work.open_stage(task, Stage.COMPOSITE)
    seen = []
    for share in (0.1, 0.6, 0.3, 7.0, -1.0):
        work.stage_progress(task, stage_id, share)
        seen.append(task_service.get(task.id).progress)
    assert seen == [5, 30, 30, 50, 50]


def test_a_failing_stage_shows_its_error_before_the_run_has_ended(
    task_service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = start(queue, work)
    stage_id, _ = work.open_stage(task, Stage.SCRIPT)
    work.fail_stage(task, stage_id, failure("IMAGE_FAILED"), wait=None, metrics={})
    seen = task_service.get(task.id)
    assert seen.status is TaskStatus.RUNNING
    assert seen.error_info is not None
    assert seen.error_info.error_code == "IMAGE_FAILED"


def test_automatic_retries_end_in_failure(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = service.create(new_task(max_retries=1))
    retried = work.fail(start(queue, work), failure())
    assert retried is not None
    assert (retried.status, retried.retry_count, retried.run_id) == (TaskStatus.PENDING, 1, None)
    assert retried.scheduled_at is not None
    again = work.join(task.id, operator("run-2"))
    failed = work.fail(again, failure())
    assert failed is not None
    assert (failed.status, failed.retry_count) == (TaskStatus.FAILED, 1)
    assert failed.completed_at is not None


def test_what_cannot_succeed_is_not_retried(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    service.create(new_task(max_retries=5))
    failed = work.fail(start(queue, work), failure("VALIDATION_ERROR", retryable=False))
    assert failed is not None
    assert failed.status is TaskStatus.FAILED


def test_a_task_given_back_keeps_its_place_and_its_parts(
    task_service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = start(queue, work)
    stage_id, _ = work.open_stage(task, Stage.SCRIPT)
    work.finish_stage(task, Stage.SCRIPT, stage_id, manifest={"a": 1}, metrics={})
    work.open_stage(task, Stage.NARRATION)
    work.give_back(task, "closing down.")
    waiting = task_service.get(task.id)
    assert (waiting.status, waiting.retry_count, waiting.run_id) == (TaskStatus.PENDING, 0, None)
    assert task_service.outputs(task.id) == {"script": {"a": 1}}
    assert [stage.status for stage in task_service.stages(task.id)] == [StageStatus.SUCCEEDED, StageStatus.CANCELED]
    assert queue.claim() is not None
