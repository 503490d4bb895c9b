"""Which thumbnail a finished video has: seen, chosen and taken back, over the API and on the page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vidpipe.models import Artifact, AvatarManifest, NarrationManifest, SceneImagesManifest, Stage, Task, UploadManifest
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.api.forms import png, post, show
from vidpipe_tests.integration.api.test_decisions import BRIEF, picture, script, upload


def published(world: World, **publish: Any) -> Task:
    """A task that has succeeded, its film with three candidates."""
    task = making.started(world, payload={**BRIEF, "publish": publish})

    def put(content: bytes, kind: str = "image/jpeg") -> Artifact:
        return world.store.put_bytes(content, kind)

    candidates = [put(b"\xff\xd8\xff%d" % number) for number in (1, 2, 3)]
    film = making.film_manifest(world).model_copy(update={"thumbnail": candidates[0], "thumbnails": candidates})
    narration = NarrationManifest(
        provider="local", audio=put(b"RIFF", "audio/wav"), duration=1, loudness_lufs=-14, true_peak_dbtp=-1, scenes=[]
    )
    contents = put(b"{}", "application/json")
    for manifest in (
        script(),
        SceneImagesManifest(provider="local", images=[picture(world, 1)]),
        narration,
        AvatarManifest(provider="none", clip=None),
        film,
        UploadManifest(provider="folder", url="file:///v.mp4", contents=contents, thumbnail=candidates[1]),
    ):
        making.hand_on(world, task, manifest)
    return world.work.complete(task, {"title": "Tea", "publishedUrl": None})


def thumbnail_of(http: httpx.Client, task: Task) -> dict[str, Any]:
    answer = http.get(f"/api/tasks/{task.id}/thumbnail")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()["data"]
    return shown


def test_the_candidates_and_the_one_that_is_used_are_listed_and_served(http: httpx.Client, world: World) -> None:
    task = published(world, thumbnail=2)
    shown = thumbnail_of(http, task)
    assert (shown["chosen"], shown["isPending"], shown["decision"], shown["canChoose"]) == (2, False, None, True)
    names = [url.rsplit("/", 1)[-1] for url in shown["candidateUrls"]]
    assert names == ["thumbnail-1.jpg", "thumbnail-2.jpg", "thumbnail-3.jpg"]
    assert http.get(shown["candidateUrls"][2]).content == b"\xff\xd8\xff3"
    assert http.get(shown["thumbnailUrl"]).content == b"\xff\xd8\xff2"


def test_a_choice_makes_the_publication_stale_and_nothing_else(http: httpx.Client, world: World) -> None:
    task = published(world)
    assert http.post(f"/api/tasks/{task.id}/thumbnail", json={"number": 3, "userId": "mia"}).status_code == 200
    shown = thumbnail_of(http, task)
    assert (shown["chosen"], shown["isPending"], shown["decision"]["decidedBy"]) == (3, True, "mia")
    assert world.tasks.unfinished(task.id) == [Stage.UPLOAD]
    again = http.post(f"/api/tasks/{task.id}/retry", json={})
    assert again.json()["data"]["selection"] == ["upload"]


def test_a_choice_can_continue_the_task_at_once(http: httpx.Client, world: World) -> None:
    task = published(world)
    image = upload(http)
    answer = http.post(f"/api/tasks/{task.id}/thumbnail", json={"image": image, "retry": True})
    data = answer.json()["data"]
    assert (data["decision"]["action"], data["decision"]["data"]) == ("thumbnail", {"image": image})
    assert data["task"]["selection"] == ["upload"]


def test_a_choice_comes_with_a_retry_too_and_can_be_taken_back(http: httpx.Client, world: World) -> None:
    task = published(world, thumbnail=2)
    http.post(f"/api/tasks/{task.id}/thumbnail", json={"number": 3})
    http.post(f"/api/tasks/{task.id}/thumbnail", json={})
    shown = thumbnail_of(http, task)
    assert (shown["chosen"], shown["decision"]) == (2, None)
    answer = http.post(f"/api/tasks/{task.id}/retry", json={"thumbnail": {"number": 1}})
    assert answer.json()["data"]["selection"] == ["upload"]


def test_a_choice_is_no_decision_about_the_presenter(http: httpx.Client, world: World) -> None:
    task = published(world)
    http.post(f"/api/tasks/{task.id}/avatar", json={"action": "without"})
    http.post(f"/api/tasks/{task.id}/thumbnail", json={"number": 2})
    assert http.get(f"/api/tasks/{task.id}/avatar").json()["data"]["decision"]["action"] == "without"
    http.post(f"/api/tasks/{task.id}/avatar", json={"action": "restore"})
    assert thumbnail_of(http, task)["chosen"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {"number": 4}, {"number": 0}, {"number": "two"}, {"number": True}, {"image": "/etc/passwd"},
        {"image": "artifact:" + "0" * 64}, {"number": 1, "image": "artifact:" + "0" * 64}, {"thumbnail": 1},
    ],
)  # fmt: skip
def test_what_is_no_thumbnail_is_refused(http: httpx.Client, world: World, body: dict[str, Any]) -> None:
    task = published(world)
    answer = http.post(f"/api/tasks/{task.id}/thumbnail", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR"), answer.text
    assert world.tasks.decisions(task.id) == []


def test_a_request_names_only_pictures_that_were_uploaded(http: httpx.Client) -> None:
    for wished in ("me.png", "artifact:" + "0" * 64):
        answer = http.post("/api/ai/video/generate", json={**BRIEF, "publish": {"thumbnail": wished}})
        assert answer.status_code == 400
        assert "publish: thumbnail" in answer.json()["error"]


def test_the_page_shows_the_candidates_and_takes_a_choice(http: httpx.Client, world: World) -> None:
    task = published(world)
    page = show(http, task)
    shown = [one["src"] for tag, one in page.tags if tag == "img" and "thumbnail" in (one.get("src") or "")]
    assert len(shown) == 3
    assert post(http, task, "thumbnail", number="2").status_code == 303
    assert "is number 2" in show(http, task).text
    assert "Thumbnail: number 2" in show(http, task).text
    assert post(http, task, "thumbnail", action="brief").status_code == 303
    assert world.tasks.decided(task.id).thumbnail is None


def test_the_page_takes_a_picture_of_ones_own(http: httpx.Client, world: World) -> None:
    task = published(world)
    file = {"image": ("own.png", png(), "image/png")}
    answer = http.post(f"/admin/tasks/{task.id}/thumbnail", data={"action": "thumbnail-file"}, files=file)
    assert answer.status_code == 303, answer.text
    assert "is your picture" in show(http, task).text


@pytest.mark.parametrize("fields", [{"number": "9"}, {"number": "x"}, {"number": ""}, {"action": "thumbnail-file"}])
def test_what_the_page_cannot_take_is_told_there(http: httpx.Client, world: World, fields: dict[str, str]) -> None:
    task = published(world)
    assert post(http, task, "thumbnail", **fields).status_code == 400
    assert world.tasks.decisions(task.id) == []
    assert http.get(f"/admin/tasks/{task.id}/thumbnail").status_code == 303


def test_an_older_film_has_nothing_to_choose_from(http: httpx.Client, world: World) -> None:
    task = making.succeeded(world)
    shown = thumbnail_of(http, task)
    assert (shown["candidateUrls"], shown["canChoose"]) == ([], False)
    assert not [one for _, one in show(http, task).tags if one.get("id") in ("thumbnail", "thumbnail-file")]
