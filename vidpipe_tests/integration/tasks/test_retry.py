"""A person's retry and decisions on the real table: what is allowed, what it starts, what is written down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from vidpipe.errors import Conflict, InvalidInput, NotFound
from vidpipe.models import (
    Action,
    Choice,
    PictureSource,
    Scene,
    Script,
    ScriptManifest,
    Stage,
    Task,
    TaskStatus,
)
from vidpipe.tasks import Claim, Database, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import TRACE_ID, failure, new_task, start

IMAGE = "artifact:" + "a" * 64


def choose(action: str, scene: int | None = None, **data: Any) -> Choice:
    return Choice(action=Action(action), scene=scene, data=data)


def hand_on(work: TaskWork, task: Task, stages: Iterable[Stage]) -> None:
    for stage in stages:
        row, _ = work.open_stage(task, stage)
        work.finish_stage(task, stage, row, manifest=manifest_of(stage), metrics={})


def manifest_of(stage: Stage) -> dict[str, Any]:
    if stage is not Stage.SCRIPT:
        return {"of": stage.value}
    scenes = [Scene(number=number, narration=f"Words {number}.", picture="Tea") for number in (1, 2, 3)]
    return ScriptManifest(provider="fake", script=Script(title="Tea", scenes=scenes)).model_dump(mode="json")


def failed_at(service: TaskService, queue: TaskQueue, work: TaskWork, stage: Stage, **changes: Any) -> Task:
    """A task whose stages before this one are done, and which failed at it."""
    service.create(new_task(**changes))
    task = start(queue, work)
    order = list(Stage)
    hand_on(work, task, order[: order.index(stage)])
    row, _ = work.open_stage(task, stage)
    work.fail_stage(task, row, failure(), wait=None, metrics={})
    ended = work.fail(task, failure())
    assert ended is not None
    return ended


def succeeded(service: TaskService, queue: TaskQueue, work: TaskWork) -> Task:
    service.create(new_task())
    task = start(queue, work)
    hand_on(work, task, Stage)
    return work.complete(task, {"title": "Tea"})


@pytest.mark.parametrize(
    ("stage", "selection", "progress"),
    [
        (Stage.SCRIPT, None, 0),
        (Stage.SCENE_IMAGES, [Stage.SCENE_IMAGES, Stage.NARRATION, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD], 3),
        (Stage.AVATAR, [Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD], 30),
        (Stage.UPLOAD, [Stage.UPLOAD], 95),
    ],
)
def test_a_retry_continues_from_the_failed_stage(
    service: TaskService,
    queue: TaskQueue,
    work: TaskWork,
    stage: Stage,
    selection: list[Stage] | None,
    progress: int,
) -> None:
    failed = failed_at(service, queue, work, stage)
    again = service.retry(failed.id, by="mia")
    assert (again.status, again.trace_id, again.run_id, again.error) == (TaskStatus.PENDING, TRACE_ID, None, None)
    assert (again.selection, again.progress) == (selection, progress)
    claimed = queue.claim()
    assert claimed is not None
    assert (claimed.attempt, claimed.selection) == (2, selection)
    line = service.logs(failed.id)[-1]
    assert line.message == "Retry asked for"
    assert line.data is not None
    assert (line.data["by"], line.data["attempt"]) == ("mia", 2)
    recorded = service.decisions(failed.id)[-1]
    assert (recorded.action, recorded.decided_by) == (Action.RETRY, "mia")


def test_a_canceled_task_goes_on(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    service.create(new_task())
    task = start(queue, work)
    hand_on(work, task, [Stage.SCRIPT])
    service.cancel(task.id)
    again = service.retry(task.id, by="mia")
    assert again.status is TaskStatus.PENDING
    assert again.selection == list(Stage)[1:]


def test_a_running_task_is_left_alone(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = service.create(new_task())
    claimed = queue.claim()
    assert claimed is not None
    with pytest.raises(Conflict, match="being started"):
        service.retry(task.id, by="mia")
    work.join(task.id, Claim(run_id="run-1", worker_name="host:1", dispatched_attempt=1))
    for refused in (
        lambda: service.retry(task.id, by="mia"),
        lambda: service.retry(task.id, from_stage=Stage.UPLOAD, by="mia"),
        lambda: service.decide(task.id, [choose("without")], by="mia"),
    ):
        with pytest.raises(Conflict, match="cancel it first") as caught:
            refused()
        assert caught.value.code == "TASK_STATE_CONFLICT"
    assert service.decisions(task.id) == []


def test_a_task_before_its_first_attempt_cannot_be_retried(service: TaskService) -> None:
    task = service.create(new_task(scheduled_at=datetime.now(UTC) + timedelta(hours=1)))
    with pytest.raises(Conflict, match="not been attempted"):
        service.retry(task.id, by="mia")


def test_an_unknown_task_is_not_found(service: TaskService) -> None:
    for call in (
        lambda: service.retry(uuid4(), by="mia"),
        lambda: service.decide(uuid4(), [choose("without")], by="mia"),
        lambda: service.decisions(uuid4()),
    ):
        with pytest.raises(NotFound) as caught:
            call()
        assert caught.value.code == "TASK_NOT_FOUND"


def test_a_waiting_automatic_retry_starts_now(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    waiting = failed_at(service, queue, work, Stage.NARRATION, max_retries=2)
    assert waiting.status is TaskStatus.PENDING
    assert queue.claim() is None
    service.retry(waiting.id, by="mia")
    service.retry(waiting.id, by="mia")  # a second click changes nothing
    claimed = queue.claim()
    assert claimed is not None
    assert claimed.selection == [Stage.NARRATION, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]
    assert claimed.attempt == 2


def test_an_automatic_retry_holds_what_is_missing(
    service: TaskService, queue: TaskQueue, work: TaskWork, database: Database
) -> None:
    failed_at(service, queue, work, Stage.COMPOSITE, max_retries=1)
    with database.transaction() as connection:
        connection.execute("UPDATE tasks SET scheduled_at = now()")
    claimed = queue.claim()
    assert claimed is not None
    assert claimed.selection == [Stage.COMPOSITE, Stage.UPLOAD]


def test_a_task_that_succeeded_needs_a_reason(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    task = succeeded(service, queue, work)
    with pytest.raises(Conflict, match="fromStage"):
        service.retry(task.id, by="mia")
    again = service.retry(task.id, from_stage=Stage.NARRATION, by="mia")
    assert again.selection == [Stage.NARRATION, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]
    # The video stays to be looked at until another is made.
    assert Stage.COMPOSITE.value in service.outputs(task.id)


def test_a_decision_about_a_finished_video_starts_nothing_by_itself(
    service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = succeeded(service, queue, work)
    [decision] = service.decide(task.id, [choose("placeholder", 2)], by="mia")
    assert (decision.action, decision.scene, decision.decided_by) == (Action.PLACEHOLDER, 2, "mia")
    assert decision.is_pending
    assert service.get(task.id).status is TaskStatus.SUCCEEDED
    assert queue.claim() is None
    again = service.retry(task.id, by="mia")
    assert again.selection == [Stage.SCENE_IMAGES, Stage.COMPOSITE, Stage.UPLOAD]
    start(queue, work, "run-2")
    assert not any(one.is_pending for one in service.decisions(task.id))


def test_the_earliest_of_all_reasons_counts(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    failed = failed_at(service, queue, work, Stage.COMPOSITE)
    again = service.retry(failed.id, from_stage=Stage.AVATAR, choices=[choose("replace", 1, image=IMAGE)], by="mia")
    assert again.selection == [Stage.SCENE_IMAGES, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]


def test_decisions_and_start_are_one(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    failed = failed_at(service, queue, work, Stage.COMPOSITE)
    with pytest.raises(NotFound):
        service.retry(failed.id, choices=[choose("drop", 1), choose("redo", 9)], by="mia")
    assert service.decisions(failed.id) == []
    assert service.get(failed.id) == failed
    assert service.unfinished(failed.id) == [Stage.COMPOSITE, Stage.UPLOAD]


@pytest.mark.parametrize(
    ("choices", "error", "words"),
    [
        ([choose("edit", 4, heading="x")], NotFound, "scenes 1 to 3"),
        ([choose("drop", number) for number in (1, 2, 3)], InvalidInput, "last one"),
        ([choose("edit", 1)], InvalidInput, "changes nothing"),
        ([choose("portrait", 1, image=IMAGE)], InvalidInput, "action"),
        ([choose("drop")], InvalidInput, "action"),
        ([choose("retry")], InvalidInput, "action"),
    ],
)
def test_what_cannot_be_is_refused(
    service: TaskService,
    queue: TaskQueue,
    work: TaskWork,
    choices: list[Choice],
    error: type[Exception],
    words: str,
) -> None:
    failed = failed_at(service, queue, work, Stage.COMPOSITE)
    with pytest.raises(error, match=words):
        service.decide(failed.id, choices, by="mia")
    assert service.decisions(failed.id) == []


def test_scenes_are_decided_about_once_there_is_a_script(
    service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    failed = failed_at(service, queue, work, Stage.SCRIPT)
    with pytest.raises(Conflict, match="no script yet"):
        service.decide(failed.id, [choose("drop", 1)], by="mia")
    service.decide(failed.id, [choose("without")], by="mia")


def test_every_take_has_a_number_of_its_own_even_after_restoring(
    service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    failed = failed_at(service, queue, work, Stage.COMPOSITE)
    service.decide(failed.id, [choose("redo", 1), choose("redo", 2), choose("restore", 1), choose("redo", 1)], by="mia")
    assert service.decided(failed.id).scene(1).variant == 2
    assert service.decided(failed.id).scene(2).variant == 1


def test_words_of_any_language_are_kept(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    failed = failed_at(service, queue, work, Stage.COMPOSITE)
    words = "“茶”… 🍵 كيف ' \" \\ <b>"
    service.decide(failed.id, [choose("edit", 1, narration=words), choose("replace", 2, image=IMAGE)], by="ミア 🍵")
    decided = service.decided(failed.id)
    assert decided.scene(1).narration == words
    assert decided.scene(2).source is PictureSource.UPLOAD
    assert service.logs(failed.id)[-2].data == {"by": "ミア 🍵", "narration": words}


def test_a_partial_run_that_changes_nothing_ends_the_task(
    service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = succeeded(service, queue, work)
    by_hand = Claim(run_id="by-hand", worker_name="host:2", dispatched_attempt=None, stages=[Stage.NARRATION])
    again = work.join(task.id, by_hand)
    assert (again.selection, again.progress) == ([Stage.NARRATION], 88)
    assert service.unfinished(task.id) == [Stage.NARRATION]
    hand_on(work, again, [Stage.NARRATION])
    assert service.unfinished(task.id) == []


def test_a_partial_run_that_changes_something_leaves_the_rest_to_do(
    service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    task = succeeded(service, queue, work)
    by_hand = Claim(run_id="by-hand", worker_name="host:2", dispatched_attempt=None, stages=[Stage.NARRATION])
    again = work.join(task.id, by_hand)
    row, _ = work.open_stage(again, Stage.NARRATION)
    work.finish_stage(again, Stage.NARRATION, row, manifest={"of": "others"}, metrics={})
    assert service.unfinished(task.id) == [Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]


def test_a_task_given_back_in_the_last_moment_only_ends(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    service.create(new_task())
    task = start(queue, work)
    hand_on(work, task, Stage)
    work.give_back(task, "closing down.")
    claimed = queue.claim()
    assert claimed is not None
    assert claimed.selection == [Stage.UPLOAD]


def test_doubts_about_files_bring_the_whole_line_back(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    service.create(new_task())
    task = start(queue, work)
    hand_on(work, task, [Stage.SCRIPT, Stage.SCENE_IMAGES, Stage.NARRATION, Stage.AVATAR])
    row, _ = work.open_stage(task, Stage.COMPOSITE)
    info = failure("ARTIFACT_CORRUPT", retryable=False)
    work.fail_stage(task, row, info, wait=None, metrics={})
    work.fail(task, info)
    assert service.retry(task.id, by="mia").selection is None


def test_a_persons_retry_gives_automatic_ones_anew(
    service: TaskService, queue: TaskQueue, work: TaskWork, database: Database
) -> None:
    task = failed_at(service, queue, work, Stage.COMPOSITE, max_retries=1)
    with database.transaction() as connection:
        connection.execute("UPDATE tasks SET scheduled_at = now()")
    work.fail(start(queue, work, "run-2"), failure())
    assert service.get(task.id).status is TaskStatus.FAILED
    assert service.retry(task.id, by="mia").retry_count == 0
