"""The simulated YouTube takes thumbnails and captions, and refuses what the real one refuses."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe_tests.integration.sandbox.youtube_client import ENGLISH, SRT, Client, picture, reason


@pytest.fixture
def client(sandbox: httpx.Client) -> Client:
    return Client(sandbox)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_thumbnail_is_set_and_served_in_five_sizes(client: Client, sandbox: httpx.Client, kind: str) -> None:
    video = client.upload()["id"]
    answer = client.thumbnail(video, picture(kind), f"image/{kind.lower()}")
    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert list(item) == ["default", "medium", "high", "standard", "maxres"]
    for thumbnail in item.values():
        shown = sandbox.get(thumbnail["url"])
        with Image.open(io.BytesIO(shown.content)) as image:
            assert image.size == (thumbnail["width"], thumbnail["height"])


@pytest.mark.parametrize(
    ("data", "kind", "status", "expected"),
    [
        (b"", "image/jpeg", 400, "mediaBodyRequired"),
        (b"no picture", "image/jpeg", 400, "invalidImage"),
        (picture("WEBP"), "image/png", 400, "invalidImage"),
        (picture("JPEG")[:500], "image/jpeg", 400, "invalidImage"),
        (picture(), "image/webp", 400, "badContent"),
        (bytes(52_428_801), "image/jpeg", 413, "uploadTooLarge"),
    ],
)
def test_a_wrong_thumbnail_is_refused(client: Client, data: bytes, kind: str, status: int, expected: str) -> None:
    answer = client.thumbnail(client.upload()["id"], data, kind)
    assert (answer.status_code, reason(answer)) == (status, expected)


def test_thumbnails_need_a_video_and_a_verified_channel(client: Client, sandbox: httpx.Client) -> None:
    assert reason(client.thumbnail("unknown", picture())) == "videoNotFound"
    other = Client(sandbox, "1//0sandbox-user-unverified")
    refused = other.thumbnail(other.upload()["id"], picture())
    assert (refused.status_code, reason(refused)) == (403, "forbidden")
    assert "doesnt have permissions" in refused.text
    assert reason(other.thumbnail(client.upload()["id"], picture())) == "forbidden"


def test_captions_are_added_listed_and_taken_away(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload()["id"]
    answer = client.caption({"videoId": video, "language": "ja", "name": "日本語", "isDraft": False}, SRT)
    assert answer.status_code == 200
    track = answer.json()
    assert track["kind"] == "youtube#caption"
    shown = {key: track["snippet"][key] for key in ("videoId", "trackKind", "language", "name", "status", "isDraft")}
    assert shown == {
        "videoId": video, "trackKind": "standard", "language": "ja", "name": "日本語",
        "status": "serving", "isDraft": False,
    }  # fmt: skip
    assert client.get("captions", part="snippet", videoId=video).json()["items"] == [track]
    assert "海が呼吸する" in sandbox.get(f"/youtube-site/captions/{track['id']}").text
    gone = sandbox.delete("/youtube/youtube/v3/captions", params={"id": track["id"]}, headers=client.headers)
    assert gone.status_code == 204
    assert client.get("captions", part="snippet", videoId=video).json()["items"] == []


def test_the_same_track_twice_is_a_conflict(client: Client) -> None:
    video = client.upload()["id"]
    assert client.caption({"videoId": video, **ENGLISH}, SRT).status_code == 200
    again = client.caption({"videoId": video, **ENGLISH}, SRT)
    assert (again.status_code, reason(again)) == (409, "captionExists")
    assert client.caption({"videoId": video, **ENGLISH, "name": "Other"}, SRT).status_code == 200


def test_a_file_without_times_is_a_track_that_failed(client: Client) -> None:
    track = client.caption({"videoId": client.upload()["id"], **ENGLISH}, b"just words").json()["snippet"]
    assert (track["status"], track["failureReason"]) == ("failed", "unknownFormat")


@pytest.mark.parametrize(
    ("snippet", "file", "status", "expected"),
    [
        ({**ENGLISH}, b"", 400, "contentRequired"),
        ({**ENGLISH, "name": "x" * 151}, SRT, 400, "nameTooLong"),
        ({"name": "English"}, SRT, 400, "invalidMetadata"),
        ({**ENGLISH, "language": "plain english"}, SRT, 400, "invalidMetadata"),
        ({**ENGLISH, "isDraft": "no"}, SRT, 400, "invalidMetadata"),
        ({**ENGLISH, "videoId": "unknown"}, SRT, 404, "videoNotFound"),
        ({**ENGLISH, "videoId": None}, SRT, 400, "invalidMetadata"),
        ("no object", SRT, 400, "invalidMetadata"),
    ],
)
def test_wrong_captions_are_refused(client: Client, snippet: Any, file: bytes, status: int, expected: str) -> None:
    video = client.upload()["id"]
    answer = client.caption({"videoId": video, **snippet} if isinstance(snippet, dict) else snippet, file)
    assert (answer.status_code, reason(answer)) == (status, expected)


def test_captions_must_be_multipart(client: Client, sandbox: httpx.Client) -> None:
    url = "/youtube/upload/youtube/v3/captions?uploadType=multipart&part=snippet"
    assert reason(sandbox.post(url, json={}, headers=client.headers)) == "badContent"
    broken = {**client.headers, "Content-Type": "multipart/related; boundary=b"}
    assert reason(sandbox.post(url, content=b"--b\r\n\r\n{}", headers=broken)) == "badContent"
