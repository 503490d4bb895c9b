"""The simulated YouTube after the upload: processing, thumbnails, captions, lists, quota, every documented error."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe.sandbox.world import World
from vidpipe.sandbox.youtube import YouTube
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.youtube_client import METADATA, Client, reason, small_film

SRT = "1\n00:00:00,000 --> 00:00:01,000\n海が呼吸する\n".encode()
ENGLISH = {"language": "en", "name": "English"}


@pytest.fixture
def client(sandbox: httpx.Client) -> Client:
    return Client(sandbox)


def configure(sandbox: httpx.Client, **values: Any) -> None:
    answer = sandbox.post("/__sandbox__/accounts", json={"provider": "youtube", **values})
    assert answer.status_code == 200, answer.text


def advance(sandbox: httpx.Client, seconds: float) -> None:
    sandbox.post("/__sandbox__/clock", json={"advance": seconds})


def picture(kind: str = "JPEG", size: tuple[int, int] = (1280, 720)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


def titled(title: str) -> dict[str, Any]:
    return {**METADATA, "snippet": {"title": title}}


def test_a_video_is_processed_after_a_while_and_its_numbers_are_strings(client: Client, sandbox: httpx.Client) -> None:
    video = client.upload()
    first = client.look(video["id"])[0]
    assert first["status"]["uploadStatus"] in ("uploaded", "processed")
    advance(sandbox, 60)
    (done,) = client.look(video["id"])
    assert done["status"]["uploadStatus"] == "processed"
    assert done["processingDetails"] == {
        "processingStatus": "succeeded",
        "processingProgress": {"partsTotal": "100", "partsProcessed": "100", "timeLeftMs": "0"},
    }
    assert "suggestions" not in done


def test_processing_can_be_watched(client: Client, world: World) -> None:
    world.profile = "real"
    try:
        video = client.upload()
        (item,) = client.look(video["id"])
        assert item["status"]["uploadStatus"] == "uploaded"
        assert item["processingDetails"] == {"processingStatus": "processing"}
        world.advance(20)
        (item,) = client.look(video["id"])
        progress = item["processingDetails"]["processingProgress"]
        assert all(isinstance(value, str) for value in progress.values())
        assert 40 <= int(progress["partsProcessed"]) <= 60
    finally:
        world.profile = "instant"


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
    advance(sandbox, 24 * 3600)
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


FAULTS = {
    "quota_exceeded": (403, "quotaExceeded"),
    "quota_exceeded_2": (403, "dailyLimitExceeded"),
    "quota_exceeded_3": (429, "rateLimitExceeded"),
    "rate_limit": (429, "rateLimitExceeded"),
    "rate_limit_2": (403, "userRateLimitExceeded"),
    "rate_limit_3": (403, "rateLimitExceeded"),
    "rate_limit_4": (429, "uploadRateLimitExceeded"),
    "upload_limit_exceeded": (400, "uploadLimitExceeded"),
    "token_expired": (401, "authError"),
    "token_expired_2": (401, "authorizationRequired"),
    "token_expired_3": (401, "required"),
    "signup_required": (401, "youtubeSignupRequired"),
    "permission_denied": (403, "insufficientPermissions"),
    "forbidden": (403, "forbidden"),
    "forbidden_2": (403, "forbiddenPrivacySetting"),
    "forbidden_3": (403, "forbiddenLicenseSetting"),
    "forbidden_4": (403, "authenticatedUserAccountSuspended"),
    "forbidden_5": (403, "authenticatedUserAccountClosed"),
    "forbidden_6": (403, "accessNotConfigured"),
    "forbidden_7": (403, "forbidden"),
    "invalid_metadata": (400, "invalidTitle"),
    "invalid_metadata_2": (400, "invalidDescription"),
    "invalid_metadata_3": (400, "invalidTags"),
    "invalid_metadata_4": (400, "invalidCategoryId"),
    "invalid_metadata_5": (400, "invalidPublishAt"),
    "invalid_metadata_6": (400, "invalidVideoMetadata"),
    "invalid_metadata_7": (400, "defaultLanguageNotSet"),
    "invalid_metadata_8": (400, "invalidFilename"),
    "invalid_metadata_9": (400, "invalidRecordingDetails"),
    "upload_failed": (400, "mediaBodyRequired"),
    "video_not_found": (404, "videoNotFound"),
    "video_too_large": (413, "uploadTooLarge"),
    "invalid_image": (400, "invalidImage"),
    "caption_exists": (409, "captionExists"),
    "server_error": (503, "backendError"),
    "server_error_2": (500, "internalError"),
    "server_error_3": (500, "processingFailure"),
}
OAUTH_FAULTS = {
    "invalid_token": (400, "invalid_grant"),
    "invalid_token_2": (400, "invalid_grant"),
    "invalid_token_3": (401, "invalid_client"),
    "invalid_token_4": (401, "invalid_client"),
    "invalid_token_5": (400, "invalid_scope"),
    "invalid_token_6": (400, "unauthorized_client"),
    "token_server_error": (500, "internal_failure"),
    "token_server_error_2": (503, "temporarily_unavailable"),
    "token_server_error_3": (400, "server_error"),
    "token_server_error_4": (429, "rate_limit_exceeded"),
}
TEXT_FAULTS = {
    "server_error_4": 502, "server_error_5": 504, "server_error_6": 503,
    "session_expired": 404, "session_expired_2": 410,
}  # fmt: skip
VIDEO_FAULTS = {
    "processing_failed": ("failed", "failureReason", "conversion"),
    "processing_failed_2": ("failed", "failureReason", "invalidFile"),
    "rejected": ("rejected", "rejectionReason", "copyright"),
    "rejected_2": ("rejected", "rejectionReason", "inappropriate"),
    "rejected_3": ("rejected", "rejectionReason", "duplicate"),
    "video_too_large_2": ("rejected", "rejectionReason", "length"),
}
TRIED_ELSEWHERE = {"not_listed", "processing_failed_3", "nothing_stored", "partly_kept"} | {
    f"interrupted{number}" for number in ("", "_2", "_3")
}


def test_every_fault_is_tried() -> None:
    tried = {*FAULTS, *OAUTH_FAULTS, *TEXT_FAULTS, *VIDEO_FAULTS, *TRIED_ELSEWHERE}
    assert set(YouTube().faults) == tried


@pytest.mark.parametrize(("fault", "status", "expected"), [(name, *rest) for name, rest in FAULTS.items()])
def test_an_armed_fault_has_the_documented_body(
    client: Client, arm: Arm, fault: str, status: int, expected: str
) -> None:
    arm("youtube", fault, endpoint="list_videos")
    answer = client.get("videos", part="id", id="x")
    assert (answer.status_code, reason(answer)) == (status, expected)
    assert client.get("videos", part="id", id="x").status_code == 200


@pytest.mark.parametrize(("fault", "status", "expected"), [(name, *rest) for name, rest in OAUTH_FAULTS.items()])
def test_an_armed_fault_of_the_token_endpoint_has_oauths_body(
    sandbox: httpx.Client, arm: Arm, fault: str, status: int, expected: str
) -> None:
    arm("youtube", fault, endpoint="token")
    answer = sandbox.post("/youtube/oauth2/token")
    assert (answer.status_code, answer.json()["error"]) == (status, expected)


@pytest.mark.parametrize(("fault", "status"), TEXT_FAULTS.items())
def test_an_armed_fault_may_be_plain_text(client: Client, arm: Arm, fault: str, status: int) -> None:
    arm("youtube", fault, endpoint="send_bytes")
    answer = client.ask("/youtube/upload/youtube/v3/videos?upload_id=x", 1)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("fault", "status", "field", "expected"), [(n, *rest) for n, rest in VIDEO_FAULTS.items()])
def test_an_armed_fault_lets_a_video_fail_for_good(
    client: Client, arm: Arm, fault: str, status: str, field: str, expected: str
) -> None:
    video = client.upload()["id"]
    arm("youtube", fault, endpoint="list_videos")
    for _ in range(2):
        (item,) = client.look(video)
        assert (item["status"]["uploadStatus"], item["status"][field]) == (status, expected)


def test_two_faults_of_lists(client: Client, arm: Arm) -> None:
    video = client.upload()["id"]
    arm("youtube", "not_listed", endpoint="list_videos")
    arm("youtube", "processing_failed_3", endpoint="list_videos")
    assert client.look(video) == []
    assert client.look(video)[0]["processingDetails"]["processingStatus"] == "terminated"


def test_an_unknown_path_is_plain_text(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/youtube/youtube/v4/videos")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=UTF-8")
