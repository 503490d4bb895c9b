"""Every failure of the simulated YouTube that can be armed has the documented status, reason and shape."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.sandbox.youtube import YouTube
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.youtube_client import Client, reason

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


@pytest.fixture
def client(sandbox: httpx.Client) -> Client:
    return Client(sandbox)


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
