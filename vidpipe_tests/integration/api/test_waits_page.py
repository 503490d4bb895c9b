"""What the page tells of waits, calls and costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg

from vidpipe.models import SceneImagesManifest, Stage, Task, Wait
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus
from vidpipe.tasks.calls import TaskLedger
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.api.forms import post, show
from vidpipe_tests.integration.api.test_decisions import BRIEF, picture, script
from vidpipe_tests.integration.api.test_pages import NASTY


def wait(**changes: Any) -> Wait:
    soon = datetime.now(UTC) + timedelta(seconds=2_990)
    facts = {"attempt": 2, "attempts": 3, "next_try_at": soon, "code": "STABILITY_RATE_LIMIT", "message": "Too many."}
    return Wait.model_validate(facts | changes)


def test_waits_are_told_for_stages_and_scenes(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    row, _ = world.work.open_stage(task, Stage.SCENE_IMAGES)
    world.work.set_waits(task, Stage.SCENE_IMAGES, row, [wait(subject="scene 2")], new=None)
    row, _ = world.work.open_stage(task, Stage.NARRATION)
    world.work.set_waits(task, Stage.NARRATION, row, [wait(subject="scene 1", attempts=5)], new=None)
    page = show(http, task)
    assert page.text.count("attempt 2 of 3, next in 49:") == 2
    assert "Narration: attempt 2 of 5" in page.text
    assert page.text.count(" waits ") == 1
    assert "Scene 2: attempt 2 of 3" in page.text
    assert "STABILITY_RATE_LIMIT Too many." in page.text
    seconds = [float(one["data-seconds"] or 0) for _, one in page.tags if "data-seconds" in one]
    assert all(2_900 < one <= 3_000 for one in seconds)
    assert "Try now" not in page.text


def test_a_task_between_two_attempts_can_be_tried_now(http: httpx.Client, world: World, database_url: str) -> None:
    task = making.failed(world, max_retries=2, code="TTS_SERVER_ERROR")
    assert task.status == "pending"
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE tasks SET scheduled_at = now() + interval '1 hour'")
    page = show(http, task)
    assert "Tried again by itself: attempt 2 of 3, next in" in page.text
    assert "Try now" in page.text
    post(http, task, "retry")
    assert making.taken_up(world).id == task.id


def call(world: World, task: Task, *, outcome: CallOutcome | None, **intent: Any) -> None:
    ledger = TaskLedger(world.database, task, stage="scene_images", stage_try=1, max_cost_usd=None)
    facts = {"provider": "stability", "operation": "generate/core", "wish": str(intent), "subject": "scene 1", **intent}
    entry = ledger.begin(CallIntent.model_validate(facts))
    if outcome is not None:
        ledger.finish(entry, outcome)


def test_calls_to_providers_and_their_costs_are_told(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload={**BRIEF, "maxCost": 0.5})
    assert "Calls to providers: none" in show(http, task).text
    paid = CallOutcome(status=CallStatus.SUCCEEDED, http_status=200, request_id="req-7", charged="yes", cost_usd=0.04)
    call(world, task, outcome=paid, estimated_usd=0.04, model="core-2")
    failed = CallOutcome(
        status=CallStatus.FAILED, charged="unknown", error_code="STABILITY_TIMEOUT", error_message=NASTY
    )
    call(world, task, outcome=failed, estimated_usd=0.03)
    call(world, task, outcome=None, estimated_usd=0.02, subject="scene 3")
    page = show(http, task)
    for words in ("stability generate/core core-2 scene 1", "req-7", "HTTP 200", "$0.04 charged", NASTY, "Limit $0.50",
                  "Spent $0.04", "Uncertain $0.03", "Under way $0.02", "STABILITY_TIMEOUT"):  # fmt: skip
        assert words in page.text
    world.tasks.cancel(task.id)
    ended = show(http, task)
    assert "Uncertain $0.05" in ended.text
    assert "Under way" not in ended.text


def test_scenes_that_are_filmed_are_told_as_clips(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload={**BRIEF, "visuals": "clips"})
    making.hand_on(world, task, script())
    clip = world.store.put_bytes(b"film", "video/mp4")
    images = [picture(world, number).model_copy(update={"clip": clip}) for number in (1, 2, 3)]
    making.hand_on(world, task, SceneImagesManifest(provider="seedance", images=images))
    world.tasks.cancel(task.id)
    page = show(http, task)
    assert "Makes this clip again from the same words." in page.text
    assert f"/api/tasks/{task.id}/artifacts/scene-002.mp4" in page.links()


def test_choices_tell_what_they_cost(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    paid = CallOutcome(status=CallStatus.SUCCEEDED, charged="yes", cost_usd=0.0375)
    call(world, task, outcome=paid, estimated_usd=0.04)
    world.tasks.cancel(task.id)
    assert "Makes this picture again from the same words (about $0.0375)." in show(http, task).text
