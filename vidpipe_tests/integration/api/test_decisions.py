"""Decisions and retries over the API."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from vidpipe.models import (
    AvatarManifest,
    PictureSource,
    PresenterKind,
    Scene,
    SceneImage,
    SceneImagesManifest,
    Script,
    ScriptManifest,
    Stage,
    Task,
)
from vidpipe.providers.local.images import LocalImageProvider
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World

BRIEF = {"title": "Tea", "script": {"scenes": [{"narration": "Tea."}]}}


def picture(world: World, number: int) -> SceneImage:
    artifact = world.store.put_bytes(b"\x89PNG" + bytes([number]), "image/png")
    return SceneImage(scene=number, image=artifact, width=1, height=1)


def script() -> ScriptManifest:
    scenes = [Scene(number=number, narration=f"Words {number}.", picture=f"Picture {number}") for number in (1, 2, 3)]
    return ScriptManifest(provider="brief", script=Script(title="Tea", scenes=scenes))


def images_failed(world: World) -> Task:
    """A task of three scenes, whose second picture failed."""
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    row, _ = world.work.open_stage(task, Stage.SCENE_IMAGES)
    failed = {"scene": 2, "code": "STABILITY_CONTENT_POLICY", "message": "Not that.", "retryable": False}
    info = making.error_info(task, message="1 of 3 pictures failed: scene 2.", code="SCENE_IMAGES_INCOMPLETE")
    info = info.model_copy(update={"stage": "scene_images", "details": {"failedScenes": [failed]}})
    made = [picture(world, number).model_dump(mode="json") for number in (1, 3)]
    world.work.fail_stage(task, row, info, wait=None, metrics={"pictures": made})
    ended = world.work.fail(task, info.model_copy(update={"is_retryable": False}))
    assert ended is not None
    return ended


def not_cut_out(world: World) -> Task:
    """A task whose presenter was filmed, for a frame of 854 × 480, and could not be cut out."""
    task = making.started(world, payload=BRIEF | {"avatar": "cutout", "resolution": "480p"})
    making.hand_on(world, task, script())
    images = [picture(world, number) for number in (1, 2, 3)]
    making.hand_on(world, task, SceneImagesManifest(provider="local", images=images))
    film = world.store.put_bytes(b"film", "video/mp4")
    row, _ = world.work.open_stage(task, Stage.AVATAR)
    info = making.error_info(task, message="It costs nothing more as corner.", code="AVATAR_CANNOT_BE_CUT_OUT")
    details = {"filmed": True, "places": ["corner"], "width": 220, "height": 220}
    info = info.model_copy(update={"stage": "avatar", "is_retryable": False, "details": details})
    world.work.fail_stage(task, row, info, wait=None, metrics={"kept_film": film.model_dump(mode="json")})
    ended = world.work.fail(task, info)
    assert ended is not None
    return ended


def scenes_of(http: httpx.Client, task: Task) -> list[dict[str, Any]]:
    answer = http.get(f"/api/tasks/{task.id}/scenes")
    assert answer.status_code == 200, answer.text
    scenes: list[dict[str, Any]] = answer.json()["data"]
    return scenes


def upload(http: httpx.Client) -> str:
    data = io.BytesIO()
    Image.new("RGB", (30, 40), "green").save(data, "PNG")
    answer = http.post("/api/artifacts", content=data.getvalue(), headers={"content-type": "image/png"})
    return str(answer.json()["data"]["artifact"])


def test_every_scene_is_told_with_what_failed_and_what_can_be_done(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    first, second, third = scenes_of(http, task)
    assert first == {
        "number": 1,
        "narration": "Words 1.",
        "picture": "Picture 1",
        "heading": "",
        "status": "made",
        "error": None,
        "pictureUrl": f"/api/tasks/{task.id}/artifacts/scene-001.png",
        "source": "provider",
        "written": None,
        "decision": None,
        "isPending": False,
        "actions": ["edit", "redo", "replace", "placeholder", "drop"],
    }
    assert (second["status"], second["pictureUrl"]) == ("failed", None)
    assert second["error"] == {"code": "STABILITY_CONTENT_POLICY", "message": "Not that.", "retryable": False}
    assert third["status"] == "made"
    shown = http.get(third["pictureUrl"])
    assert (shown.status_code, shown.content) == (200, b"\x89PNG\x03")
    names = [file["name"] for file in http.get(f"/api/tasks/{task.id}/artifacts").json()["data"]]
    assert names == ["scene-001.png", "scene-003.png"]


def test_scenes_of_a_task_without_a_script_are_none(http: httpx.Client, world: World) -> None:
    assert scenes_of(http, making.new(world)) == []


def test_a_decision_is_recorded_and_starts_nothing(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    body = {"action": "edit", "narration": "  Gieß\n “茶” 🍵 auf.  ", "userId": "mia"}
    answer = http.post(f"/api/tasks/{task.id}/scenes/2", json=body)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert data["decision"] == {
        "id": data["decision"]["id"],
        "taskId": str(task.id),
        "action": "edit",
        "scene": 2,
        "data": {"narration": "Gieß “茶” 🍵 auf."},
        "decidedBy": "mia",
        "createdAt": data["decision"]["createdAt"],
        "isPending": True,
    }
    assert data["task"]["status"] == "failed"
    assert world.pokes == 0
    second = scenes_of(http, task)[1]
    assert (second["narration"], second["status"], second["isPending"]) == ("Gieß “茶” 🍵 auf.", "failed", True)
    assert second["written"] == {"narration": "Words 2.", "picture": "Picture 2", "heading": ""}
    assert "restore" in second["actions"]
    assert http.get(f"/api/tasks/{task.id}/decisions").json()["data"] == [data["decision"]]


def test_a_decision_may_start_the_task_at_once(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    answer = http.post(
        f"/api/tasks/{task.id}/scenes/2", json={"action": "drop", "retry": True}, headers={"x-user-id": "leo"}
    )
    data = answer.json()["data"]
    assert (data["decision"]["action"], data["decision"]["decidedBy"]) == ("drop", "leo")
    assert (data["task"]["status"], data["task"]["traceId"]) == ("pending", task.trace_id)
    assert world.pokes == 1
    actions = [one["action"] for one in http.get(f"/api/tasks/{task.id}/decisions").json()["data"]]
    assert actions == ["drop", "retry"]


def test_a_retry_takes_decisions_with_it(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    image = upload(http)
    body = {
        "scenes": [
            {"scene": 1, "action": "redo"},
            {"scene": 2, "action": "replace", "image": image},
            {"scene": 3, "action": "placeholder"},
        ],
        "avatar": {"action": "portrait", "image": image},
    }
    answer = http.post(f"/api/tasks/{task.id}/retry", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["status"] == "pending"
    assert answer.json()["data"]["selection"] == ["scene_images", "narration", "avatar", "composite", "upload"]
    assert world.pokes == 1
    assert [scene["status"] for scene in scenes_of(http, task)] == ["made", "replaced", "placeholder"]
    decisions = http.get(f"/api/tasks/{task.id}/decisions").json()["data"]
    assert [(one["action"], one["scene"], one["decidedBy"]) for one in decisions] == [
        ("redo", 1, "api"), ("replace", 2, "api"), ("placeholder", 3, "api"), ("portrait", None, "api"),
        ("retry", None, "api"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"{}"])
def test_a_bare_retry_is_enough(http: httpx.Client, world: World, content: bytes) -> None:
    task = making.failed(world)
    headers = {"content-type": "application/json"} if content else {}
    answer = http.post(f"/api/tasks/{task.id}/retry", content=content, headers=headers)
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "pending"), answer.text


def test_going_back_to_a_stage(http: httpx.Client, world: World) -> None:
    task = making.succeeded(world)
    making_now = http.post(f"/api/tasks/{task.id}/retry", json={"fromStage": "scene_images"})
    assert making_now.json()["data"]["selection"] == ["scene_images", "narration", "avatar", "composite", "upload"]


def test_a_running_task_says_what_to_do(http: httpx.Client, world: World) -> None:
    task = making.filmed(world)
    for path, body in (("retry", {}), ("scenes/1", {"action": "redo"}), ("avatar", {"action": "without"})):
        answer = http.post(f"/api/tasks/{task.id}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "TASK_STATE_CONFLICT")
        assert "cancel it first" in answer.json()["error"]
    assert scenes_of(http, task)[0]["actions"] == []


@pytest.mark.parametrize(
    ("path", "body", "code", "told"),
    [
        ("scenes/9", {"action": "drop"}, "NOT_FOUND", "scenes 1 to 3"),
        ("scenes/0", {"action": "drop"}, "VALIDATION_ERROR", "scene"),
        ("scenes/1", {}, "VALIDATION_ERROR", "action"),
        ("scenes/1", {"action": "burn"}, "VALIDATION_ERROR", "action"),
        ("scenes/1", {"action": "edit"}, "VALIDATION_ERROR", "at least one"),
        ("scenes/1", {"action": "edit", "narration": " \n "}, "VALIDATION_ERROR", "narration"),
        ("scenes/1", {"action": "edit", "narration": "x" * 5_001}, "VALIDATION_ERROR", "narration"),
        ("scenes/1", {"action": "edit", "narration": "a\x00b"}, "VALIDATION_ERROR", "narration"),
        ("scenes/1", {"action": "edit", "heading": "x" * 121}, "VALIDATION_ERROR", "heading"),
        ("scenes/1", {"action": "drop", "heading": "x"}, "VALIDATION_ERROR", "heading"),
        ("scenes/1", {"action": "replace"}, "VALIDATION_ERROR", "image"),
        ("scenes/1", {"action": "replace", "image": "/etc/passwd"}, "VALIDATION_ERROR", "image"),
        ("scenes/1", {"action": "replace", "image": "artifact:" + "0" * 64}, "VALIDATION_ERROR", "POST /api/artifacts"),
        ("scenes/1", {"action": "drop", "userId": "a\nb"}, "VALIDATION_ERROR", "userId"),
        ("avatar", {"action": "portrait"}, "VALIDATION_ERROR", "image"),
        ("avatar", {"action": "drop"}, "VALIDATION_ERROR", "action"),
        ("avatar", {"action": "place"}, "VALIDATION_ERROR", "corner, panel, intro, cutout"),
        ("avatar", {"action": "place", "place": "roof"}, "VALIDATION_ERROR", "place"),
        ("avatar", {"action": "without", "place": "corner"}, "VALIDATION_ERROR", "place"),
        ("retry", {"fromStage": "images"}, "VALIDATION_ERROR", "fromStage"),
        ("retry", {"scenes": [{"action": "drop"}]}, "VALIDATION_ERROR", "scene"),
        ("retry", {"scenes": [{"scene": 9, "action": "drop"}]}, "NOT_FOUND", "scenes 1 to 3"),
        ("retry", {"scenes": [{"scene": n, "action": "drop"} for n in (1, 2, 3)]}, "VALIDATION_ERROR", "last one"),
        ("retry", {"scene": 1}, "VALIDATION_ERROR", "scene"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(
    http: httpx.Client, world: World, path: str, body: dict[str, Any], code: str, told: str
) -> None:
    task = images_failed(world)
    answer = http.post(f"/api/tasks/{task.id}/{path}", json=body)
    assert answer.json()["code"] == code, answer.text
    assert answer.status_code == (404 if code == "NOT_FOUND" else 400)
    assert told in answer.json()["error"]
    assert world.tasks.decisions(task.id) == []
    assert world.tasks.get(task.id) == task


@pytest.mark.parametrize(("method", "path"), [("GET", "scenes"), ("GET", "decisions"), ("GET", "avatar"),
                                              ("POST", "retry"), ("POST", "scenes/1"), ("POST", "avatar")])  # fmt: skip
def test_an_unknown_task_is_not_found(http: httpx.Client, method: str, path: str) -> None:
    body = None if method == "GET" else {"action": "restore"} if path != "retry" else {}
    answer = http.request(method, f"/api/tasks/{uuid4()}/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "TASK_NOT_FOUND")


def test_the_presenter_is_told_and_decided_about(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    before = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]
    assert (before["status"], before["decision"]) == ("missing", None)
    assert before["actions"] == ["portrait", "place", "without"]
    answer = http.post(f"/api/tasks/{task.id}/avatar", json={"action": "without"})
    assert answer.status_code == 200
    after = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]
    assert (after["status"], after["isPending"]) == ("dropped", True)
    assert after["actions"] == ["portrait", "place", "without", "restore"]


def test_the_presenter_s_place_is_told_and_chosen(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    before = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]
    assert before["place"] == "corner"
    assert before["places"] == [
        {"place": "intro", "filmedAgain": True, "picturesAgain": False},
        {"place": "cutout", "filmedAgain": True, "picturesAgain": False},
        {"place": "panel", "filmedAgain": True, "picturesAgain": True},
    ]
    answer = http.post(f"/api/tasks/{task.id}/avatar", json={"action": "place", "place": "panel"})
    assert answer.json()["data"]["decision"]["data"] == {"place": "panel"}
    after = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]
    assert (after["place"], after["status"], after["isPending"]) == ("panel", "missing", True)
    body = {"avatar": {"action": "place", "place": "cutout"}}
    assert http.post(f"/api/tasks/{task.id}/retry", json=body).status_code == 200
    assert world.tasks.decided(task.id).place == "cutout"


def test_a_film_that_cannot_be_cut_out_costs_nothing_more_in_the_corner(http: httpx.Client, world: World) -> None:
    task = not_cut_out(world)
    view = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]
    assert (view["status"], view["error"]["code"], view["place"]) == ("failed", "AVATAR_CANNOT_BE_CUT_OUT", "cutout")
    assert [(one["place"], one["filmedAgain"]) for one in view["places"]] == [
        ("corner", False), ("intro", True), ("panel", True)
    ]  # fmt: skip


def test_a_place_that_failed_is_neither_offered_nor_accepted_until_the_portrait_changes(
    http: httpx.Client, world: World
) -> None:
    task = not_cut_out(world)
    path, wish = f"/api/tasks/{task.id}/avatar", {"action": "place", "place": "cutout"}

    def offered() -> list[str]:
        return [one["place"] for one in http.get(path).json()["data"]["places"]]

    def refused(address: str, body: dict[str, Any]) -> None:
        answer = http.post(address, json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, "AVATAR_CANNOT_BE_CUT_OUT")
        assert "behind them in the film" in answer.json()["error"]
        assert "Possible are corner, panel, intro" in answer.json()["error"]

    refused(path, wish)
    assert http.post(path, json={"action": "place", "place": "corner"}).status_code == 200
    assert offered() == ["intro", "panel"]
    refused(path, wish)
    refused(f"/api/tasks/{task.id}/retry", {"avatar": wish})
    assert http.post(path, json={"action": "place"}).json()["error"].endswith("possible are corner, panel, intro.")

    assert http.post(path, json={"action": "portrait", "image": upload(http)}).status_code == 200
    assert "cutout" in offered()
    assert http.post(path, json=wish).status_code == 200
    http.post(path, json={"action": "restore"})
    refused(path, wish)


def test_a_place_that_worked_after_all_is_offered_again(http: httpx.Client, world: World) -> None:
    task = not_cut_out(world)
    world.tasks.retry(task.id, by="mia")
    again = making.taken_up(world)
    clip = world.store.put_bytes(b"cut out", "video/mp4")
    making.hand_on(world, again, AvatarManifest(provider="x", clip=clip, place=PresenterKind.CUTOUT))
    world.work.cancel(again, by="mia")
    path = f"/api/tasks/{task.id}/avatar"
    assert http.post(path, json={"action": "place", "place": "corner"}).status_code == 200
    assert http.post(path, json={"action": "place", "place": "cutout"}).status_code == 200


def test_a_film_that_is_kept_can_be_watched(http: httpx.Client, world: World) -> None:
    task = not_cut_out(world)
    address = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]["clipUrl"]
    assert http.get(address).content == b"film"
    names = [file["name"] for file in http.get(f"/api/tasks/{task.id}/artifacts").json()["data"]]
    assert names[-1] == "presenter-kept.mp4"


@pytest.mark.parametrize("place", ["corner", "panel", "intro"])
@pytest.mark.parametrize("drawn_here", [True, False])
def test_pictures_are_held_by_the_next_attempt_exactly_if_they_are_told_to_be_made_again(
    http: httpx.Client, world: World, place: str, drawn_here: bool
) -> None:
    if drawn_here:
        world.providers["image"] = LocalImageProvider()
    task = not_cut_out(world)
    places = http.get(f"/api/tasks/{task.id}/avatar").json()["data"]["places"]
    (told,) = [one["picturesAgain"] for one in places if one["place"] == place]
    assert told is (place == "panel")
    body = {"avatar": {"action": "place", "place": place}}
    selection = http.post(f"/api/tasks/{task.id}/retry", json=body).json()["data"]["selection"]
    assert ("scene_images" in selection) is told


def test_a_dropped_scene_can_come_back(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    http.post(f"/api/tasks/{task.id}/scenes/1", json={"action": "drop"})
    first = scenes_of(http, task)[0]
    assert first["status"] == "dropped"
    assert "drop" not in first["actions"]
    http.post(f"/api/tasks/{task.id}/scenes/1", json={"action": "restore"})
    assert scenes_of(http, task)[0]["status"] == "made"


def test_a_placeholder_is_told_by_its_source(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    world.tasks.retry(task.id, by="mia")
    again = making.taken_up(world)
    making.hand_on(world, again, script())
    source = picture(world, 1).model_copy(update={"source": PictureSource.PLACEHOLDER})
    making.hand_on(world, again, SceneImagesManifest(provider="local", images=[source]))
    assert [scene["source"] for scene in scenes_of(http, task)] == ["placeholder", None, None]
