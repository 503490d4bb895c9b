"""The simulated YouTube takes videos by resumable upload: sessions, ranges, and what arrived stays."""

from __future__ import annotations

import socket
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.youtube_client import METADATA, STEP, Client, long_upload, reason, small_film


@pytest.fixture
def client(sandbox: httpx.Client) -> Client:
    return Client(sandbox)


def with_snippet(**fields: Any) -> dict[str, Any]:
    return {**METADATA, "snippet": {**METADATA["snippet"], **fields}}


def with_status(**fields: Any) -> dict[str, Any]:
    return {**METADATA, "status": {**METADATA["status"], **fields}}


def test_an_upload_begins_with_an_empty_answer_and_an_address_on_this_host(client: Client, sandbox_url: str) -> None:
    answer = client.start(size=1000)
    assert (answer.status_code, answer.content) == (200, b"")
    location = answer.headers["location"]
    assert location.startswith(
        f"{sandbox_url}/youtube/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status&"
    )
    assert "upload_id=ADPycd" in location


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"status": {}}, "invalidTitle"),
        (with_snippet(title="  "), "invalidTitle"),
        (with_snippet(title="x" * 101), "invalidTitle"),
        (with_snippet(title="2 > 1"), "invalidTitle"),
        (with_snippet(title=7), "invalidTitle"),
        (with_snippet(description="é" * 2501), "invalidDescription"),
        (with_snippet(description="<b>"), "invalidDescription"),
        (with_snippet(tags=["x" * 501]), "invalidTags"),
        (with_snippet(tags=["a b"] * 84), "invalidTags"),
        (with_snippet(tags="tides"), "invalidTags"),
        (with_snippet(categoryId="99"), "invalidCategoryId"),
        (with_snippet(categoryId=27), "invalidCategoryId"),
        (with_snippet(defaultLanguage="english!"), "invalidVideoMetadata"),
        (with_status(privacyStatus="secret"), "invalidVideoMetadata"),
        (with_status(license="mit"), "invalidVideoMetadata"),
        (with_status(containsSyntheticMedia="yes"), "invalidVideoMetadata"),
        (with_status(publishAt="2099-01-01T00:00:00Z"), "invalidPublishAt"),
        (with_status(privacyStatus="private", publishAt="tomorrow"), "invalidPublishAt"),
        (with_status(privacyStatus="private", publishAt="2001-01-01T00:00:00Z"), "invalidPublishAt"),
        ([], "invalidVideoMetadata"),
    ],
)
def test_wrong_metadata_is_refused_before_any_bytes(client: Client, metadata: Any, expected: str) -> None:
    answer = client.start(metadata)
    assert (answer.status_code, reason(answer)) == (400, expected)


@pytest.mark.parametrize(
    "metadata",
    [
        with_snippet(title="字" * 100, description="é" * 2500, tags=["a b"] * 83),
        with_snippet(categoryId="27", defaultLanguage="zh-TW", defaultAudioLanguage="en"),
        with_status(privacyStatus="private", publishAt="2099-01-01T00:00:00Z"),
    ],
)
def test_metadata_at_the_limits_is_taken(client: Client, metadata: Any) -> None:
    assert client.start(metadata).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        ({"part": ""}, 400, "missingRequiredParameter"),
        ({"part": "snippet,nonsense"}, 400, "unknownPart"),
        ({"X-Upload-Content-Type": "text/plain"}, 400, "badContent"),
        ({"X-Upload-Content-Length": "many"}, 400, "badRequest"),
        ({"size": 274_877_906_945}, 413, "uploadTooLarge"),
    ],
)
def test_what_the_session_cannot_be_is_refused(client: Client, change: Any, status: int, expected: str) -> None:
    answer = client.start(**change)
    assert (answer.status_code, reason(answer)) == (status, expected)


def test_metadata_that_is_no_json_is_refused(client: Client, sandbox: httpx.Client) -> None:
    url = "/youtube/upload/youtube/v3/videos?uploadType=resumable&part=snippet"
    assert reason(sandbox.post(url, content=b"{", headers=client.headers)) == "parseError"


def test_chunks_are_acknowledged_one_by_one_and_the_last_brings_the_video(client: Client) -> None:
    film = long_upload(2.5)
    size, session = len(film), client.session(len(film))
    first = client.put(session, film[:STEP], f"bytes 0-{STEP - 1}/{size}")
    assert (first.status_code, first.headers["range"], first.content) == (308, f"bytes=0-{STEP - 1}", b"")
    assert "location" not in first.headers
    second = client.put(session, film[STEP : 2 * STEP], f"bytes {STEP}-{2 * STEP - 1}/{size}")
    assert second.headers["range"] == f"bytes=0-{2 * STEP - 1}"
    last = client.put(session, film[2 * STEP :], f"bytes {2 * STEP}-{size - 1}/{size}")
    assert last.status_code == 200
    video = last.json()
    assert (video["kind"], len(video["id"])) == ("youtube#video", 11)
    assert video["snippet"]["title"] == METADATA["snippet"]["title"]
    assert video["snippet"]["description"] == METADATA["snippet"]["description"]
    assert video["snippet"]["categoryId"] == "22"
    assert video["status"]["uploadStatus"] == "uploaded"
    assert video["status"]["privacyStatus"] == "unlisted"
    assert client.ask(session, size).json() == video


def test_a_whole_file_may_come_in_one_put_without_a_range(client: Client) -> None:
    film = small_film()
    assert client.put(client.session(len(film)), film, None).status_code == 200


def test_nothing_stored_is_a_308_without_range(client: Client) -> None:
    session = client.session(1000)
    answer = client.ask(session, 1000)
    assert answer.status_code == 308
    assert "range" not in answer.headers


@pytest.mark.parametrize(
    ("length", "range_"),
    [
        (STEP, f"bytes 0-{STEP - 1}/{4 * STEP}"),  # another total than the session's
        (STEP, f"bytes {STEP}-{2 * STEP - 1}/{3 * STEP}"),  # a hole
        (STEP - 1, f"bytes 0-{STEP - 2}/{3 * STEP}"),  # no multiple of 256 KiB
        (STEP + 1, f"bytes 0-{STEP}/{3 * STEP}"),
        (STEP, f"bytes 0-{2 * STEP - 1}/{3 * STEP}"),  # shorter than it says
        (2 * STEP, f"bytes 0-{STEP - 1}/{3 * STEP}"),  # longer than it says
        (STEP, f"bytes {2 * STEP + 1}-{3 * STEP}/{3 * STEP}"),  # ends behind the file
        (STEP, f"{STEP}"),
        (STEP, f"bytes */{3 * STEP}"),  # a question with bytes
        (STEP, None),  # a whole file of another size
    ],
)
def test_a_wrong_content_range_is_refused_and_keeps_nothing(client: Client, length: int, range_: str | None) -> None:
    session = client.session(3 * STEP)
    answer = client.put(session, bytes(length), range_)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert "range" not in client.ask(session, 3 * STEP).headers


def test_bytes_sent_again_count_once(client: Client) -> None:
    film = long_upload(2)
    size, session = len(film), client.session(len(film))
    client.put(session, film[:STEP], f"bytes 0-{STEP - 1}/{size}")
    again = client.put(session, film[: 2 * STEP], f"bytes 0-{2 * STEP - 1}/{size}")
    assert again.headers["range"] == f"bytes=0-{2 * STEP - 1}"
    assert client.put(session, film[2 * STEP :], f"bytes {2 * STEP}-{size - 1}/{size}").status_code == 200


def test_a_connection_that_breaks_at_any_byte_keeps_what_arrived(
    client: Client, sandbox: httpx.Client, world: World
) -> None:
    film = long_upload(3)
    size, session = len(film), client.session(len(film))
    parts = urlsplit(session)
    sent = 300_001
    with socket.create_connection((str(parts.hostname), int(parts.port or 0))) as connection:
        head = (
            f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {size}\r\n"
            f"Content-Range: bytes 0-{size - 1}/{size}\r\nAuthorization: {client.headers['Authorization']}\r\n\r\n"
        )
        connection.sendall(head.encode() + film[:sent])
    while not (calls := world.journal.entries(endpoint="send_bytes")) or calls[0].outcome == "open":
        time.sleep(0.01)
    assert calls[0].outcome == "client_gone"
    assert client.ask(session, size).headers["range"] == f"bytes=0-{sent - 1}"
    assert client.put(session, film[sent:], f"bytes {sent}-{size - 1}/{size}").status_code == 200
    video = client.ask(session, size).json()["id"]
    assert sandbox.get(f"/youtube-site/film/{video}").content == film


@pytest.mark.parametrize(
    ("fault", "status", "kept"),
    [("interrupted_2", 503, STEP), ("interrupted_3", 401, STEP), ("partly_kept", 308, STEP)],
)
def test_a_failure_mid_way_leaves_half_and_the_rest_completes_it(
    client: Client, arm: Arm, fault: str, status: int, kept: int
) -> None:
    film = long_upload(2)
    size, session = len(film), client.session(len(film))
    arm("youtube", fault, endpoint="send_bytes")
    answer = client.put(session, film, f"bytes 0-{size - 1}/{size}")
    assert answer.status_code == status
    assert client.ask(session, size).headers["range"] == f"bytes=0-{kept - 1}"
    assert client.put(session, film[kept:], f"bytes {kept}-{size - 1}/{size}").status_code == 200


def test_a_cut_mid_way_keeps_half(client: Client, arm: Arm) -> None:
    film = long_upload(2)
    size, session = len(film), client.session(len(film))
    arm("youtube", "interrupted", endpoint="send_bytes")
    with pytest.raises(httpx.TransportError):
        client.put(session, film, f"bytes 0-{size - 1}/{size}")
    assert client.ask(session, size).headers["range"] == f"bytes=0-{size // 2 - 1}"


def test_a_lost_last_answer_is_found_by_the_question(client: Client, arm: Arm, world: World) -> None:
    film = small_film()
    session = client.session(len(film))
    arm("youtube", "drop_after", endpoint="send_bytes")
    with pytest.raises(httpx.TransportError):
        client.put(session, film, f"bytes 0-{len(film) - 1}/{len(film)}")
    answer = client.ask(session, len(film))
    assert answer.status_code == 200
    assert client.put(session, film, f"bytes 0-{len(film) - 1}/{len(film)}").json() == answer.json()
    assert len(world.store["youtube"]["state"].videos) == 1


def test_the_server_may_keep_less_than_it_was_sent(client: Client, sandbox: httpx.Client) -> None:
    sandbox.post("/__sandbox__/accounts", json={"provider": "youtube", "keptPerRequest": STEP})
    film = long_upload(2)
    size, session, there = len(film), client.session(len(film)), 0
    while (answer := client.put(session, film[there:], f"bytes {there}-{size - 1}/{size}")).status_code == 308:
        there = int(answer.headers["range"].rpartition("-")[2]) + 1
        assert there % STEP == 0
    assert answer.status_code == 200


def test_a_session_ends_after_a_week(client: Client, sandbox: httpx.Client) -> None:
    session = client.session(1000)
    sandbox.post("/__sandbox__/clock", json={"advance": 7 * 24 * 3600})
    client = Client(sandbox)
    assert client.ask(session, 1000).status_code == 404


def test_a_session_that_ended_after_its_last_byte_leaves_the_video_in_the_uploads(client: Client, arm: Arm) -> None:
    film = small_film()
    session = client.session(len(film))
    video = client.put(session, film, None).json()
    arm("youtube", "session_expired_2", endpoint="send_bytes")
    assert client.ask(session, len(film)).status_code == 410
    assert client.ask(session, len(film)).status_code == 404
    playlist = "UU" + video["snippet"]["channelId"][2:]
    items = client.get("playlistItems", part="snippet", playlistId=playlist).json()["items"]
    assert [item["snippet"]["resourceId"]["videoId"] for item in items] == [video["id"]]


def test_a_server_that_lost_everything_says_so_by_a_308_without_range(client: Client, arm: Arm) -> None:
    session = client.session(2 * STEP)
    client.put(session, bytes(STEP), f"bytes 0-{STEP - 1}/{2 * STEP}")
    arm("youtube", "nothing_stored", endpoint="send_bytes")
    assert "range" not in client.ask(session, 2 * STEP).headers
    assert "range" not in client.ask(session, 2 * STEP).headers


def test_a_token_that_expires_mid_way_leaves_the_session(client: Client, sandbox: httpx.Client) -> None:
    session = client.session(2 * STEP)
    client.put(session, bytes(STEP), f"bytes 0-{STEP - 1}/{2 * STEP}")
    sandbox.post("/__sandbox__/clock", json={"advance": 3600})
    assert reason(client.ask(session, 2 * STEP)) == "authError"
    assert Client(sandbox).ask(session, 2 * STEP).headers["range"] == f"bytes=0-{STEP - 1}"


def test_another_channel_cannot_go_on_with_the_upload(client: Client, sandbox: httpx.Client) -> None:
    other = Client(sandbox, "1//0sandbox-user-somebody")
    assert other.ask(client.session(1000), 1000).status_code == 404
