"""What a person does on the pages about a video that failed, waits or cost money: by forms alone."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from PIL import Image

from vidpipe.errors import CATALOGUE
from vidpipe.models import Action, Choice, SceneImagesManifest, Stage, Task, Wait
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus
from vidpipe.tasks.calls import TaskLedger
from vidpipe.web.forms import MAX_BODY
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.api.test_decisions import BRIEF, images_failed, not_cut_out, picture, script
from vidpipe_tests.integration.api.test_pages import NASTY, Page, get


def show(http: httpx.Client, task: Task) -> Page:
    return get(http, f"/admin/tasks/{task.id}")


def post(http: httpx.Client, task: Task, form: str, **fields: str) -> httpx.Response:
    return http.post(f"/admin/tasks/{task.id}/{form}", data=fields, headers={"accept": "text/html"})


def refused(answer: httpx.Response, status: int, code: str) -> Page:
    """The task's page again, with the reason."""
    assert answer.status_code == status, answer.text
    page = Page(answer.text)
    assert [one for _, one in page.tags if one.get("id") == "notice"]
    assert code in page.text
    assert [one for _, one in page.tags if one.get("id") == "stages"]
    return page


def buttons(page: Page) -> list[str]:
    """The classes of the buttons."""
    return [attributes.get("class") or "" for tag, attributes in page.tags if tag == "button"]


def main_button(page: Page) -> tuple[str, str | None]:
    """The one button that the failure's card proposes first, and where it leads on the page."""
    shown = [(tag, one.get("href")) for tag, one in page.tags if one.get("class") == "primary-button"]
    return shown[0]


def decided(world: World, task: Task) -> list[tuple[str, int | None, str]]:
    return [(one.action.value, one.scene, one.decided_by) for one in world.tasks.decisions(task.id)]


def png(color: str = "green") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (30, 40), color).save(data, "PNG")
    return data.getvalue()


def test_a_failure_that_can_pass_is_retried_from_its_stage(http: httpx.Client, world: World) -> None:
    task = making.failed(world)
    page = show(http, task)
    assert "Retry from Narration" in page.text
    assert buttons(page).count("primary-button") == 1
    answer = post(http, task, "retry")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/tasks/{task.id}")
    assert world.tasks.get(task.id).status == "pending"
    assert world.pokes == 1
    assert decided(world, task) == [("retry", None, "page")]
    assert "Retry from Narration" not in show(http, task).text


def test_a_failure_that_stays_is_run_again_once_its_cause_is_fixed(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    info = making.error_info(task, message="No credits.", code="DID_QUOTA_EXCEEDED")
    world.work.fail(task, info.model_copy(update={"stage": "avatar", "is_retryable": False}))
    page = show(http, task)
    assert "I have fixed it, run again" in page.text
    assert "Retry from" not in page.text
    assert post(http, task, "retry").status_code == 303
    assert world.tasks.get(task.id).status == "pending"


@pytest.mark.parametrize("stage", ["script", "composite"])
def test_it_can_be_gone_back_to_any_stage(http: httpx.Client, world: World, stage: str) -> None:
    task = making.succeeded(world)
    offered = [one.get("value") for tag, one in show(http, task).tags if one.get("name") == "from_stage"]
    assert offered == [one.value for one in Stage]
    post(http, task, "retry", from_stage=stage)
    [retry] = world.tasks.decisions(task.id)
    assert retry.data["fromStage"] == stage
    assert stage in retry.data["stages"]


def test_a_conflict_is_told_on_the_tasks_own_page(http: httpx.Client, world: World) -> None:
    task = making.filmed(world)
    for form, fields in (("retry", {}), ("scenes/1", {"action": "redo"}), ("avatar", {"action": "without"})):
        page = refused(post(http, task, form, **fields), 409, "TASK_STATE_CONFLICT")
        assert "cancel it first" in page.text
    done = making.succeeded(world)
    assert "has succeeded already" in refused(post(http, done, "cancel"), 409, "TASK_STATE_CONFLICT").text


def test_other_sites_may_not_use_the_forms(http: httpx.Client, world: World) -> None:
    task = making.failed(world)
    for form in ("retry", "scenes/1", "avatar"):
        answer = http.post(f"/admin/tasks/{task.id}/{form}", data={}, headers={"origin": "http://evil.example"})
        assert answer.status_code == 403
    assert decided(world, task) == []


def test_scenes_are_shown_with_picture_words_state_and_choices(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    page = show(http, task)
    pictures = [one["src"] for tag, one in page.tags if tag == "img"]
    assert pictures == [f"/api/tasks/{task.id}/artifacts/scene-00{number}.png" for number in (1, 3)]
    for words in ("Words 2.", "Picture 2", "STABILITY_CONTENT_POLICY", "Not that.", "it is tried again as it is"):
        assert words in page.text
    forms = {one.get("action") for tag, one in page.tags if tag == "form"}
    assert {f"/admin/tasks/{task.id}/scenes/{number}" for number in (1, 2, 3)} <= forms
    folded = {one.get("id") for tag, one in page.tags if tag == "details"}
    assert {"change-1", "change-3"} <= folded
    assert "change-2" not in folded


def test_choices_are_collected_and_one_button_goes_on(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    assert post(http, task, "scenes/2", action="placeholder").headers["location"].endswith("#scene-2")
    post(http, task, "scenes/3", action="drop")
    post(http, task, "scenes/1", action="redo")
    post(http, task, "avatar", action="without")
    assert world.tasks.get(task.id).status == "failed"
    page = show(http, task)
    for words in ("Scene 2 shows a placeholder", "Scene 3 is left out", "Presenter is left out",
                  "Scene 1 gets another take of its picture", "Continue with your 4 choices"):  # fmt: skip
        assert words in page.text
    post(http, task, "scenes/3", action="restore")
    assert "Continue with your 3 choices" in show(http, task).text
    post(http, task, "retry")
    assert world.tasks.get(task.id).status == "pending"
    assert decided(world, task) == [
        ("placeholder", 2, "page"), ("drop", 3, "page"), ("redo", 1, "page"), ("without", None, "page"),
        ("restore", 3, "page"), ("retry", None, "page"),
    ]  # fmt: skip
    listed = show(http, task).text
    for words in ("Scene 2: placeholder", "Presenter: none", "Scene 3: choices undone", "Run again", "page,"):
        assert words in listed


def test_of_edited_words_only_the_changed_ones_are_recorded(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    post(http, task, "scenes/2", action="edit", picture="Picture\r\n2", narration=f" {NASTY} ", heading="")
    [edit] = world.tasks.decisions(task.id)
    assert edit.data == {"narration": NASTY}
    page = show(http, task)
    assert NASTY in page.text
    assert "Words 2." in page.text
    assert "gets the new narration" in page.text
    page = refused(
        post(http, task, "scenes/2", action="edit", picture="Picture 2", narration=NASTY), 400, "VALIDATION_ERROR"
    )
    assert "change one of them first" in page.text


def test_refused_words_are_shown_again_for_correction(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    page = refused(
        post(http, task, "scenes/2", action="edit", picture="Still here 茶", narration="a\x00b"),
        400,
        "VALIDATION_ERROR",
    )
    assert "Still here 茶" in page.text
    [form] = [one for tag, one in page.tags if one.get("id") == "edit-2"]
    assert "open" in form
    assert world.tasks.decisions(task.id) == []


@pytest.mark.parametrize(
    ("form", "action", "told"),
    [("scenes/2", "replace", "shows your picture"), ("avatar", "portrait", "is filmed with your portrait")],
)
def test_a_picture_is_uploaded_with_the_form(
    http: httpx.Client, world: World, form: str, action: str, told: str
) -> None:
    task = images_failed(world)
    file = {"image": ("größe “1”.png", png(), "image/png")}
    answer = http.post(f"/admin/tasks/{task.id}/{form}", data={"action": action}, files=file)
    assert answer.status_code == 303, answer.text
    [made] = world.tasks.decisions(task.id)
    stored = world.store.find(made.data["image"].removeprefix("artifact:"))
    assert world.store.path(stored).read_bytes() == png()
    assert told in show(http, task).text
    # The API takes the picture as one that was uploaded to it.
    body = {"scenes": [{"scene": 1, "action": "replace", "image": made.data["image"]}]}
    assert http.post(f"/api/tasks/{task.id}/retry", json=body).status_code == 200


@pytest.mark.parametrize(
    ("content", "status", "code", "told"),
    [
        (None, 400, "VALIDATION_ERROR", "No picture was chosen"),
        (b"GIF89a", 400, "PORTRAIT_INVALID", "it is no PNG, JPEG or WebP picture"),
        (png()[:60], 400, "PORTRAIT_INVALID", "The picture cannot be used"),
        (bytes(MAX_BODY), 413, "PAYLOAD_TOO_LARGE", "10 MB is the limit"),
    ],
    ids=["none", "gif", "cut", "large"],
)
def test_a_picture_that_cannot_be_used_is_refused_on_the_page(
    http: httpx.Client, world: World, content: bytes | None, status: int, code: str, told: str
) -> None:
    task = images_failed(world)
    # A browser sends an empty part without a name when no file was chosen.
    file = {"image": ("", b"") if content is None else ("a.png", content)}
    answer = http.post(f"/admin/tasks/{task.id}/scenes/2", data={"action": "replace"}, files=file)
    assert told in refused(answer, status, code).text
    assert world.tasks.decisions(task.id) == []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense", 400),
        ("application/x-www-form-urlencoded", b"action=%ff%00&&&=", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 100, 400),
    ],
)
def test_what_is_no_such_form_is_refused(
    http: httpx.Client, world: World, content_type: str, body: bytes, status: int
) -> None:
    task = images_failed(world)
    for form in ("scenes/2", "avatar"):
        answer = http.post(f"/admin/tasks/{task.id}/{form}", content=body, headers={"content-type": content_type})
        refused(answer, status, "UNSUPPORTED_MEDIA_TYPE" if status == 415 else "VALIDATION_ERROR")


@pytest.mark.parametrize("form", ["retry", "cancel", "avatar", "scenes/3"])
def test_the_address_of_a_form_leads_to_its_task(http: httpx.Client, world: World, form: str) -> None:
    task = making.new(world)
    answer = http.get(f"/admin/tasks/{task.id}/{form}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/tasks/{task.id}")


def test_the_presenter_has_choices_when_it_failed(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    row, _ = world.work.open_stage(task, Stage.AVATAR)
    info = making.error_info(task, message="A face must be seen.", code="DID_INVALID_IMAGE")
    info = info.model_copy(update={"stage": "avatar", "is_retryable": False})
    world.work.fail_stage(task, row, info, wait=None, metrics={})
    world.work.fail(task, info)
    page = show(http, task)
    assert page.text.index("Presenter failed") < page.text.index("Scene 1")
    assert main_button(page) == ("a", "#presenter")
    for words in ("Use another portrait", "Continue without presenter", "it is filmed again as it is"):
        assert words in page.text
    post(http, task, "avatar", action="without")
    page = show(http, task)
    assert "Continue with your 1 choice" in page.text
    assert main_button(page) == ("button", None)


def test_who_cannot_be_cut_out_is_put_elsewhere_with_one_button(http: httpx.Client, world: World) -> None:
    task = not_cut_out(world)
    page = show(http, task)
    for words in (
        "AVATAR_CANNOT_BE_CUT_OUT",
        "Show in a circle",
        "Shows the film that is there: free.",
        "Films the presenter in this shape",
        "it is looked at again as it is",
        "nothing is filmed or paid",
        "Watch the presenter alone",
    ):
        assert words in page.text
    assert main_button(page) == ("a", "#presenter")
    assert "Choose for the presenter Run again as it is" in page.text
    assert f"vidpipe retry {task.id} --place corner" in page.text
    places = [one.get("value") for tag, one in page.tags if tag == "button" and one.get("name") == "place"]
    assert places == ["corner", "intro", "panel"]
    answer = post(http, task, "avatar", action="place", place="corner")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/tasks/{task.id}#presenter")
    page = show(http, task)
    assert "stands in a circle" in page.text
    assert "Presenter: in a circle" in page.text
    assert "Continue with your 1 choice" in page.text
    refused(post(http, task, "avatar", action="place", place="roof"), 400, "VALIDATION_ERROR")


def test_a_panel_s_room_and_its_pictures_are_told_beforehand(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    assert "The pictures are made again in another size" in show(http, task).text
    post(http, task, "avatar", action="place", place="panel")
    world.tasks.retry(task.id, by="mia")
    world.tasks.cancel(task.id)
    assert "Makes the video without a presenter. The pictures are made again" in show(http, task).text


def test_a_brief_without_presenter_offers_none(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload={**BRIEF, "avatar": False})
    making.hand_on(world, task, script())
    world.tasks.cancel(task.id)
    assert "Presenter not made" not in show(http, task).text


def test_a_running_task_has_nothing_to_choose(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    page = show(http, task)
    assert "Words 2." in page.text
    assert {one.get("action") for tag, one in page.tags if tag == "form"} == {f"/admin/tasks/{task.id}/cancel"}


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


def test_a_failed_row_of_the_list_can_be_retried_there(http: httpx.Client, world: World) -> None:
    task = making.failed(world, payload={"title": "Broken tea"})
    lasting = images_failed(world)
    page = get(http, "/admin/tasks?status=failed&type=video_generation")
    [form] = [one for tag, one in page.tags if tag == "form" and one.get("method") == "post"]
    assert form["action"] == f"/admin/tasks/{task.id}/retry"
    assert lasting.status == "failed"
    [back] = [one["value"] for _, one in page.tags if one.get("name") == "back"]
    answer = post(http, task, "retry", back=str(back))
    assert answer.headers["location"] == "/admin/tasks?type=video_generation&status=failed"
    assert world.tasks.get(task.id).status == "pending"


@pytest.mark.parametrize("back", ["//evil.example/admin/tasks", "https://evil.example/", "/dagster", "http://[", ""])
def test_a_form_leads_to_no_other_place(http: httpx.Client, world: World, back: str) -> None:
    task = making.failed(world)
    assert post(http, task, "retry", back=back).headers["location"] == f"/admin/tasks/{task.id}"


def test_rows_that_are_no_briefs_are_shown_and_retried_too(http: httpx.Client, world: World) -> None:
    task = making.failed(world, payload={"captions": 7, "maxCost": "much"})
    assert "Retry from Narration" in show(http, task).text
    assert post(http, task, "avatar", action="without").status_code == 303


def test_pending_choices_are_told_of_a_finished_video(http: httpx.Client, world: World) -> None:
    task = making.filmed(world)
    world.work.complete(task, {"title": "Tea"})
    world.tasks.decide(task.id, [Choice(action=Action.PLACEHOLDER, scene=1)], by="mia")
    page = show(http, task)
    assert "Continue with your 1 choice" in page.text
    assert "mia, just now" in page.text


@pytest.mark.parametrize("language", ["en", "zh-TW", "xx"])
def test_a_code_is_explained_on_a_page(http: httpx.Client, language: str) -> None:
    entry = CATALOGUE["COST_LIMIT_REACHED"]
    page = get(http, f"/errors/cost_limit_reached?lang={language}")
    for step in entry.recovery["en" if language == "xx" else language]:
        assert step in page.text
    assert get(http, "/errors/NO_SUCH_CODE", 404)
