"""The simulated YouTube after the upload: processing with all its ends, lists, quota, the page to watch."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.clocks import standing_clock
from vidpipe_tests.integration.sandbox.youtube_client import (
    ENGLISH,
    METADATA,
    SRT,
    Client,
    advance,
    configure,
    picture,
    reason,
    small_film,
    titled,
)


@pytest.fixture
def client(sandbox: httpx.Client) -> Client:
    return Client(sandbox)


def test_a_video_is_processed_after_a_while_and_its_numbers_are_strings(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload()
    assert video["status"]["uploadStatus"] == "uploaded"
    advance(sandbox, 60)
    (done,) = client.look(video["id"])
    assert done["status"]["uploadStatus"] == "processed"
    assert done["processingDetails"] == {
        "processingStatus": "succeeded",
        "processingProgress": {"partsTotal": "100", "partsProcessed": "100", "timeLeftMs": "0"},
    }
    assert "suggestions" not in done


def test_processing_can_be_watched(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = standing_clock(world, monkeypatch)
    video = client.upload()
    (item,) = client.look(video["id"])
    assert item["status"]["uploadStatus"] == "uploaded"
    assert item["processingDetails"] == {"processingStatus": "processing"}
    turn(20)
    (item,) = client.look(video["id"])
    assert item["processingDetails"] == {
        "processingStatus": "processing",
        "processingProgress": {"partsTotal": "100", "partsProcessed": "50", "timeLeftMs": "20000"},
    }
    turn(20)
    assert client.look(video["id"])[0]["status"]["uploadStatus"] == "processed"


@pytest.mark.parametrize(
    ("film", "metadata", "status", "field", "expected"),
    [
        (b"", METADATA, "failed", "failureReason", "emptyFile"),
        (b"no film at all" * 99, METADATA, "failed", "failureReason", "invalidFile"),
        (None, titled("sandbox:processing_failed"), "failed", "failureReason", "conversion"),
        (None, titled("sandbox:rejected"), "rejected", "rejectionReason", "copyright"),
    ],
)
def test_a_file_that_cannot_be_shown_fails_in_processing(
    client: Client, sandbox: httpx.Client, film: bytes | None, metadata: Any, status: str, field: str, expected: str
) -> None:
    if film == b"":
        video = client.put(client.session(0, metadata), b"", "bytes */0").json()
    else:
        video = client.upload(film, metadata)
    assert video["status"]["uploadStatus"] == "uploaded"
    advance(sandbox, 60)
    (item,) = client.look(video["id"])
    assert (item["status"]["uploadStatus"], item["status"][field]) == (status, expected)


def test_processing_that_is_broken_off_shows_in_its_details_only(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload(metadata=titled("sandbox:terminated"))
    advance(sandbox, 60)
    (item,) = client.look(video["id"])
    assert item["status"]["uploadStatus"] == "uploaded"
    assert item["processingDetails"] == {
        "processingStatus": "terminated",
        "processingFailureReason": "transcodeFailed",
    }


@pytest.mark.parametrize("unverified", ["setting", "user"])
def test_over_fifteen_minutes_are_rejected_from_a_channel_that_is_not_verified(
    sandbox: httpx.Client, unverified: str
) -> None:
    configure(sandbox, channelVerified=unverified != "setting")
    client = Client(sandbox, "1//0sandbox-user-unverified" if unverified == "user" else "1//0sandbox")
    video = client.upload(small_film(901))
    advance(sandbox, 60)
    assert client.look(video["id"])[0]["status"]["rejectionReason"] == "length"
    assert Client(sandbox).upload(small_film(900))["status"]["uploadStatus"] == "uploaded"


def test_the_same_file_twice_is_a_duplicate_where_that_is_set(client: Client, sandbox: httpx.Client) -> None:
    configure(sandbox, rejectsDuplicates=True)
    videos = [client.upload(), client.upload()]
    advance(sandbox, 60)
    states = [client.look(video["id"])[0]["status"] for video in videos]
    assert [state["uploadStatus"] for state in states] == ["processed", "rejected"]
    assert states[1]["rejectionReason"] == "duplicate"


def test_projects_without_an_audit_have_their_videos_locked_to_private(client: Client, sandbox: httpx.Client) -> None:
    configure(sandbox, audited=False)
    video = client.upload()
    assert video["status"]["privacyStatus"] == "private"
    assert client.look(video["id"], "status")[0]["status"]["privacyStatus"] == "private"


def test_an_unknown_video_is_an_empty_list(client: Client, sandbox: httpx.Client) -> None:
    answer = client.get("videos", part="status", id="unknown0000")
    assert answer.status_code == 200
    assert answer.json()["items"] == []
    assert answer.json()["pageInfo"] == {"totalResults": 0, "resultsPerPage": 0}
    configure(sandbox, hiddenLists=2)
    video = client.upload()["id"]
    assert [len(client.look(video)) for _ in range(3)] == [0, 0, 1]


def test_only_the_owner_sees_a_private_video(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload(metadata={**METADATA, "status": {"privacyStatus": "private"}})["id"]
    assert Client(sandbox, "1//0sandbox-user-other").look(video) == []
    assert len(client.look(video)) == 1


@pytest.mark.parametrize(
    ("path", "query", "status", "expected"),
    [
        ("videos", {"id": "x"}, 400, "missingRequiredParameter"),
        ("videos", {"part": "status"}, 400, "missingRequiredParameter"),
        ("videos", {"part": "statos", "id": "x"}, 400, "unknownPart"),
        ("videos", {"part": "status", "id": ",".join(f"video{n}" for n in range(51))}, 400, "invalidFilters"),
        ("channels", {"part": "snippet"}, 400, "missingRequiredParameter"),
        ("playlistItems", {"part": "snippet", "playlistId": "UUnknown"}, 404, "playlistNotFound"),
        ("captions", {"part": "snippet", "videoId": "unknown"}, 404, "videoNotFound"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused(
    client: Client, path: str, query: dict[str, str], status: int, expected: str
) -> None:
    answer = client.get(path, **query)
    assert (answer.status_code, reason(answer)) == (status, expected)


def test_the_channel_leads_to_its_uploads_the_newest_first(client: Client) -> None:
    videos = [client.upload(metadata=titled(f"number {n}"))["id"] for n in range(3)]
    (channel,) = client.get("channels", part="snippet,contentDetails", mine="true").json()["items"]
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": "2"}
    first = client.get("playlistItems", **query).json()
    second = client.get("playlistItems", **query, pageToken=first["nextPageToken"]).json()
    items = first["items"] + second["items"]
    assert [item["contentDetails"]["videoId"] for item in items] == videos[::-1]
    assert [item["snippet"]["title"] for item in items] == ["number 2", "number 1", "number 0"]
    assert "nextPageToken" not in second
    assert first["pageInfo"] == {"totalResults": 3, "resultsPerPage": 2}


def test_calls_cost_what_the_table_says_and_the_pool_runs_out(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload()["id"]  # its own bucket, no units
    configure(sandbox, unitsPerDay=452)
    assert client.caption({"videoId": video, **ENGLISH}, SRT).status_code == 200  # 400
    assert client.thumbnail(video, picture()).status_code == 200  # 50
    assert client.get("videos", part="status", id=video).status_code == 200  # 1
    assert client.get("videos", part="nonsense", id=video).status_code == 400  # 1, although refused
    spent = client.get("videos", part="status", id=video)
    assert (spent.status_code, reason(spent)) == (403, "quotaExceeded")
    assert spent.json()["error"]["errors"][0]["domain"] == "youtube.quota"
    assert client.upload()["kind"] == "youtube#video"


def test_the_days_uploads_run_out_as_a_429_and_come_back_at_pacific_midnight(
    client: Client, sandbox: httpx.Client
) -> None:
    configure(sandbox, uploadsPerDay=2, accessTokenSeconds=10**6)
    client = Client(sandbox)
    assert [client.start().status_code for _ in range(3)] == [200, 200, 429]
    refused = client.start()
    assert reason(refused) == "rateLimitExceeded"
    assert refused.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert "per day" in refused.text
    assert Client(sandbox, "1//0sandbox-user-other").start().status_code == 429  # the quota is the project's
    advance(sandbox, 26 * 3600)  # also when the day has 25 hours
    assert client.start().status_code == 200


def test_too_many_requests_a_minute_are_a_429_without_per_day(client: Client, sandbox: httpx.Client) -> None:
    configure(sandbox, requestsPerMinute=2)
    answers = [client.get("videos", part="id", id="x") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert reason(answers[2]) == "rateLimitExceeded"
    assert "per day" not in answers[2].text
    advance(sandbox, 61)
    assert client.get("videos", part="id", id="x").status_code == 200


def test_a_channels_own_limit_is_another_error(client: Client, sandbox: httpx.Client) -> None:
    configure(sandbox, channelUploads=1)
    assert client.start().status_code == 200
    refused = client.start()
    assert (refused.status_code, reason(refused)) == (400, "uploadLimitExceeded")


def test_a_deleted_video_is_gone(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload()["id"]
    other = Client(sandbox, "1//0sandbox-user-other")
    url = f"/youtube/youtube/v3/videos?id={video}"
    assert reason(sandbox.delete(url, headers=other.headers)) == "forbidden"
    assert sandbox.delete(url, headers=client.headers).status_code == 204
    assert client.look(video) == []


def test_an_upload_can_be_watched(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload(metadata=titled('Tom & "Jerry" 🐭'))["id"]
    client.caption({"videoId": video, **ENGLISH}, SRT)
    page = sandbox.get(f"/youtube-site/watch?v={video}")
    assert "Tom &amp; &quot;Jerry&quot; 🐭" in page.text
    film = sandbox.get(f"/youtube-site/film/{video}", headers={"Range": "bytes=4-7"})
    assert (film.status_code, film.content) == (206, b"ftyp")
    with Image.open(io.BytesIO(sandbox.get(f"/youtube-site/vi/{video}/hqdefault.jpg").content)) as still:
        assert still.size == (480, 360)
