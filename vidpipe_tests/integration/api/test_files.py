from __future__ import annotations

import hashlib
from collections.abc import Mapping

import httpx
import pytest

from vidpipe.models import Task
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World

FILM = making.FILM
ETAG = f'"{hashlib.sha256(FILM).hexdigest()}"'


@pytest.fixture
def task(world: World) -> Task:
    return making.succeeded(world, title="Tea: 茶 / “hot” ../x")


@pytest.fixture
def video(task: Task) -> str:
    return f"/api/tasks/{task.id}/video"


def test_the_files_are_listed_in_the_order_of_the_line(http: httpx.Client, task: Task) -> None:
    listed = http.get(f"/api/tasks/{task.id}/artifacts").json()["data"]
    assert [file["name"] for file in listed] == [
        "scene-001.png", "video.mp4", "captions.srt", "captions.vtt", "thumbnail.jpg",
    ]  # fmt: skip
    assert listed[1] == {
        "name": "video.mp4",
        "url": f"/api/tasks/{task.id}/artifacts/video.mp4",
        "size": len(FILM),
        "mediaType": "video/mp4",
        "sha256": ETAG.strip('"'),
    }
    for file in listed:
        answer = http.get(file["url"])
        assert (answer.status_code, len(answer.content)) == (200, file["size"])
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]


def test_a_video_is_named_after_its_title(http: httpx.Client, video: str) -> None:
    answer = http.get(video)
    assert answer.content == FILM
    headers = answer.headers
    assert headers["content-type"] == "video/mp4"
    assert headers["content-disposition"] == "inline; filename*=utf-8''tea-%E8%8C%B6-hot-x.mp4"
    assert headers["accept-ranges"] == "bytes"
    assert headers["etag"] == ETAG
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers["x-trace-id"]) == 32


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("captions.vtt", "text/vtt; charset=utf-8"),
        ("captions.srt", "application/x-subrip"),
        ("scene-001.png", "image/png"),
        ("thumbnail.jpg", "image/jpeg"),
    ],
)
def test_every_kind_of_file_has_its_type(http: httpx.Client, task: Task, name: str, media_type: str) -> None:
    assert http.get(f"/api/tasks/{task.id}/artifacts/{name}").headers["content-type"] == media_type


def test_captions_keep_their_letters(http: httpx.Client, task: Task) -> None:
    assert http.get(f"/api/tasks/{task.id}/artifacts/captions.vtt").text == making.CAPTIONS


def test_head_tells_the_size_alone(http: httpx.Client, video: str) -> None:
    answer = http.head(video)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(FILM))


LAST = len(FILM) - 1


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("0-0", 0, 0), ("10-19", 10, 19), (f"{LAST}-", LAST, LAST), ("-5", LAST - 4, LAST), ("5-99999999", 5, LAST)],
)
def test_a_range_is_answered_with_just_that(http: httpx.Client, video: str, wanted: str, first: int, last: int) -> None:
    answer = http.get(video, headers={"range": f"bytes={wanted}"})
    assert (answer.status_code, answer.content) == (206, FILM[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"


def test_several_ranges_come_in_parts(http: httpx.Client, video: str) -> None:
    answer = http.get(video, headers={"range": "bytes=0-1,-2"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert answer.content.count(b"Content-Range: bytes ") == 2


def test_of_several_ranges_those_outside_the_file_are_left_out(http: httpx.Client, video: str) -> None:
    answer = http.get(video, headers={"range": f"bytes=99999999-, 2-3, -0, {len(FILM)}-"})
    assert (answer.status_code, answer.content) == (206, FILM[2:4])
    assert answer.headers["content-range"] == f"bytes 2-3/{len(FILM)}"
    answer = http.get(video, headers={"range": "bytes=0-1, 99999999-, -2"})
    assert answer.status_code == 206
    assert answer.content.count(b"Content-Range: bytes ") == 2


@pytest.mark.parametrize("wanted", [f"bytes={len(FILM)}-", "bytes=99999999-", "bytes=-0", "bytes=-0, 99999999-"])
def test_a_range_outside_the_file_is_refused_in_the_one_shape(http: httpx.Client, video: str, wanted: str) -> None:
    answer = http.get(video, headers={"range": wanted})
    assert (answer.status_code, answer.json()["code"]) == (416, "RANGE_NOT_SATISFIABLE")
    assert answer.headers["content-range"] == f"bytes */{len(FILM)}"
    assert answer.headers["x-trace-id"] == answer.json()["traceId"]


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=",
        "bytes=-",
        "bytes=0-1,5-3",
        "bytes=a-b",
        "bytes=5-3",
        "lines=1-2",
        "bytes",
        "bytes=1-2;",
        "bytes=" + "9" * 5000,
    ],
)
def test_a_malformed_range_is_as_good_as_none(http: httpx.Client, video: str, wanted: str) -> None:
    answer = http.get(video, headers={"range": wanted})
    assert (answer.status_code, answer.content) == (200, FILM)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"range": "bytes=0-0", "if-range": ETAG}, 206),
        ({"range": "bytes=0-0", "if-range": '"another"'}, 200),
        ({"if-none-match": ETAG}, 304),
        ({"if-none-match": f'"x", W/{ETAG}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"another"'}, 200),
    ],
)
def test_validators_are_honoured(http: httpx.Client, video: str, headers: Mapping[str, str], status: int) -> None:
    assert http.get(video, headers=headers).status_code == status


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "video.mp4%00", "VIDEO.MP4", "x.html", "%2e%2e"])
def test_only_names_of_the_manifests_are_served(http: httpx.Client, task: Task, name: str) -> None:
    answer = http.get(f"/api/tasks/{task.id}/artifacts/{name}")
    assert answer.status_code == 404
    assert answer.json()["code"] in ("ARTIFACT_NOT_FOUND", "NOT_FOUND")


def test_before_there_is_a_video_the_answer_says_what_goes_on(http: httpx.Client, world: World) -> None:
    for task, words in [
        (making.failed(world, message="The voice is gone."), "the task failed: The voice is gone."),
        (making.started(world), "still running (0 %)"),
        (making.new(world), "has not started yet"),
    ]:
        answer = http.get(f"/api/tasks/{task.id}/video")
        assert (answer.status_code, answer.json()["code"]) == (404, "ARTIFACT_NOT_FOUND")
        assert words in answer.json()["error"]


def test_a_file_that_left_the_store_is_said_to_be_gone(http: httpx.Client, world: World, video: str) -> None:
    world.store.path(making.film_manifest(world).video).unlink()
    answer = http.get(video)
    assert (answer.status_code, answer.json()["code"]) == (404, "ARTIFACT_NOT_FOUND")
    assert str(world.store.root) not in answer.text


def test_a_damaged_file_is_not_served(http: httpx.Client, world: World, video: str) -> None:
    path = world.store.path(making.film_manifest(world).video)
    path.chmod(0o600)
    path.write_bytes(b"short")
    answer = http.get(video)
    assert (answer.status_code, answer.json()["code"]) == (500, "ARTIFACT_CORRUPT")
    assert str(world.store.root) not in answer.text
