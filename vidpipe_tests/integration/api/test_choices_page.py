"""What a person does on the pages about a video that failed: by forms alone."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.errors import CATALOGUE
from vidpipe.models import Action, Choice, Stage
from vidpipe.web.forms import MAX_BODY
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.api.forms import buttons, decided, png, post, refused, show
from vidpipe_tests.integration.api.test_decisions import BRIEF, images_failed, script
from vidpipe_tests.integration.api.test_pages import NASTY, get


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


def test_a_running_task_has_nothing_to_choose(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    page = show(http, task)
    assert "Words 2." in page.text
    assert {one.get("action") for tag, one in page.tags if tag == "form"} == {f"/admin/tasks/{task.id}/cancel"}


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
