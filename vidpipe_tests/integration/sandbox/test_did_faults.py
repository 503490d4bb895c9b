"""Every failure of the simulated D-ID that can be armed has the documented status, kind and shape."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.sandbox.did import Did
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.did_client import (
    AUTH,
    advance,
    ended,
    filmed,
    kind_of,
    left,
    look,
    talk,
    xml_code,
)

FAULTS = {
    "quota_exceeded": (402, "InsufficientCreditsError"),
    "quota_exceeded_2": (404, "NotFoundError"),
    "invalid_api_key": (401, "AuthorizationError"),
    "permission_denied": (403, "PermissionError"),
    "invalid_audio": (400, "BadRequestError"),
    "invalid_audio_2": (400, "InvalidAudioDurationError"),
    "invalid_audio_3": (415, "UnsupportedMimeTypeError"),
    "invalid_image": (400, "BadRequestError"),
    "invalid_image_2": (400, "InvalidImageResolutionError"),
    "invalid_image_3": (400, "InvalidFaceError"),
    "invalid_image_4": (400, "InvalidFileSizeError"),
    "invalid_image_5": (415, "UnsupportedMimeTypeError"),
    "invalid_request": (400, "ValidationError"),
    "invalid_request_2": (400, "BadRequestError"),
    "not_found": (404, "NotFoundError"),
    "not_ready": (409, "NotReadyError"),
    "rate_limit": (429, "TooManyRequestsError"),
    "rate_limit_3": (429, "TooManyRequestsError"),
    "content_policy": (451, "ImageModerationError"),
    "content_policy_2": (451, "CelebrityRecognizedError"),
    "content_policy_3": (451, "TextModerationError"),
    "content_policy_4": (451, "AudioModerationError"),
    "server_error": (500, "InternalServerError"),
}
GATEWAY_FAULTS = {
    "invalid_api_key_2": (403, "Missing Authentication Token"),
    "invalid_api_key_3": (403, "Forbidden"),
    "server_error_2": (500, "Internal server error"),
    "server_error_3": (502, "Internal server error"),
    "server_error_4": (503, "Service Unavailable"),
    "server_error_5": (504, "Endpoint request timed out"),
}
ENDINGS = {
    "invalid_image_6": ("error", "FaceError"),
    "invalid_image_7": ("error", "SourceError"),
    "invalid_request_3": ("error", "LogoError"),
    "server_error_6": ("error", "UnknownError"),
    "server_error_7": ("error", "DriverError"),
    "server_error_8": ("error", "VideoEnhanceError"),
    "content_policy_5": ("rejected", "AudioModerationError"),
}
OTHERS = {"rate_limit_2", "created_then_504", "processing_timeout", "download_failed", "download_failed_2"}


def test_every_fault_is_tried() -> None:
    assert set(Did().faults) == {*FAULTS, *GATEWAY_FAULTS, *ENDINGS, *OTHERS}


@pytest.mark.parametrize(("fault", "status", "kind"), [(name, *rest) for name, rest in FAULTS.items()])
def test_an_armed_fault_has_the_documented_body(
    sandbox: httpx.Client, arm: Arm, fault: str, status: int, kind: str
) -> None:
    arm("did", fault)
    answer = talk(sandbox)
    assert (answer.status_code, kind_of(answer)) == (status, kind)
    assert ("retry-after" in answer.headers) is (fault == "rate_limit_3")
    assert left(sandbox) == 120


@pytest.mark.parametrize(("fault", "status", "message"), [(name, *rest) for name, rest in GATEWAY_FAULTS.items()])
def test_an_armed_fault_of_the_gateway_has_no_kind(
    sandbox: httpx.Client, arm: Arm, fault: str, status: int, message: str
) -> None:
    arm("did", fault)
    answer = talk(sandbox)
    assert (answer.status_code, answer.json()) == (status, {"message": message})


@pytest.mark.parametrize(("fault", "status", "kind"), [(name, *rest) for name, rest in ENDINGS.items()])
def test_an_armed_fault_lets_a_job_end_badly(
    sandbox: httpx.Client, arm: Arm, fault: str, status: str, kind: str
) -> None:
    arm("did", fault, endpoint="create_talk")
    job = ended(sandbox, talk(sandbox).json()["id"])
    assert (job["status"], job["error"]["kind"]) == (status, kind)
    later = talk(sandbox, name="sandbox:stuck").json()["id"]
    arm("did", fault, endpoint="get_talk")
    assert [look(sandbox, later)["status"] for _ in range(2)] == [status, status]


def test_a_stuck_job_never_ends(sandbox: httpx.Client, arm: Arm) -> None:
    arm("did", "processing_timeout")
    job = talk(sandbox).json()["id"]
    advance(sandbox, 10_000)
    assert look(sandbox, job)["status"] == "started"


def test_a_504_may_come_after_the_job_was_created_and_paid(sandbox: httpx.Client, arm: Arm) -> None:
    arm("did", "created_then_504")
    answer = talk(sandbox, user_data="job-1 sandbox:stuck")
    assert (answer.status_code, answer.json()) == (504, {"message": "Endpoint request timed out"})
    (job,) = sandbox.get("/did/talks?limit=10", headers=AUTH).json()["talks"]
    assert job["user_data"] == "job-1 sandbox:stuck"
    assert left(sandbox) == 119


def test_too_many_requests_may_be_plain_text(sandbox: httpx.Client, arm: Arm) -> None:
    arm("did", "rate_limit_2")
    answer = talk(sandbox)
    assert (answer.status_code, answer.text) == (429, "Too Many Requests")


def test_downloads_fail_in_s3s_way(sandbox: httpx.Client, arm: Arm) -> None:
    url = look(sandbox, filmed(sandbox))["result_url"]
    arm("did", "download_failed", endpoint="download")
    arm("did", "download_failed_2", endpoint="download")
    codes = [(answer.status_code, xml_code(answer)) for answer in (httpx.get(url), httpx.get(url))]
    assert codes == [(403, "AccessDenied"), (503, "SlowDown")]
    assert httpx.get(url).status_code == 200
