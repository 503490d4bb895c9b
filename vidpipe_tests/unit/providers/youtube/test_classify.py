from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from vidpipe.providers.service import Reply
from vidpipe.providers.youtube.classify import classify
from vidpipe_tests.unit.providers.youtube.fake import refusal

QUOTA = (
    'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">'
    "quota</a>."
)
PER_DAY = (
    "Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day' of service "
    "'youtube.googleapis.com' for consumer 'project_number:123'."
)
PER_MINUTE = PER_DAY.replace("per day", "per minute")

BY_REASON = [
    (403, "quotaExceeded", QUOTA, "YOUTUBE_QUOTA_EXCEEDED"),
    (403, "dailyLimitExceeded", "Daily Limit Exceeded", "YOUTUBE_QUOTA_EXCEEDED"),
    (429, "rateLimitExceeded", PER_DAY, "YOUTUBE_QUOTA_EXCEEDED"),
    (403, "userRateLimitExceeded", PER_DAY, "YOUTUBE_QUOTA_EXCEEDED"),
    (429, "rateLimitExceeded", PER_MINUTE, "YOUTUBE_RATE_LIMIT"),
    (403, "rateLimitExceeded", "Rate Limit Exceeded", "YOUTUBE_RATE_LIMIT"),
    (403, "userRateLimitExceeded", "User Rate Limit Exceeded", "YOUTUBE_RATE_LIMIT"),
    (400, "uploadLimitExceeded", "The user has exceeded the number of videos.", "YOUTUBE_UPLOAD_LIMIT_EXCEEDED"),
    (429, "uploadRateLimitExceeded", "Too many thumbnails.", "YOUTUBE_RATE_LIMIT"),
    (401, "authError", "Invalid Credentials", "YOUTUBE_TOKEN_EXPIRED"),
    (401, "required", "Login Required", "YOUTUBE_TOKEN_EXPIRED"),
    (401, "authorizationRequired", "Login Required", "YOUTUBE_TOKEN_EXPIRED"),
    (401, "youtubeSignupRequired", "Unauthorized", "YOUTUBE_INVALID_TOKEN"),
    (403, "insufficientPermissions", "Insufficient Permission", "YOUTUBE_INVALID_TOKEN"),
    *(
        (403, reason, "Forbidden", "YOUTUBE_FORBIDDEN")
        for reason in (
            "forbidden", "forbiddenPrivacySetting", "forbiddenLicenseSetting", "authenticatedUserAccountSuspended",
            "authenticatedUserAccountClosed", "accessNotConfigured",
        )
    ),
    *(
        (400, reason, "Bad", "YOUTUBE_INVALID_METADATA")
        for reason in (
            "invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId", "invalidPublishAt",
            "invalidVideoMetadata", "defaultLanguageNotSet", "invalidFilename", "invalidRecordingDetails",
            "invalidImage", "nameTooLong", "contentRequired",
        )
    ),
    (400, "mediaBodyRequired", "No body", "YOUTUBE_UPLOAD_FAILED"),
    (409, "captionExists", "Exists", "YOUTUBE_UPLOAD_FAILED"),
    (404, "videoNotFound", "Gone", "YOUTUBE_VIDEO_NOT_FOUND"),
    (413, "uploadTooLarge", "Large", "YOUTUBE_VIDEO_TOO_LARGE"),
    (503, "backendError", "Backend Error", "YOUTUBE_SERVER_ERROR"),
    (500, "internalError", "Internal", "YOUTUBE_SERVER_ERROR"),
    (500, "processingFailure", "Failure", "YOUTUBE_SERVER_ERROR"),
    (400, "aReasonOfTomorrow", "New", "YOUTUBE_UPLOAD_FAILED"),
]  # fmt: skip
PLAIN = [
    (401, "YOUTUBE_TOKEN_EXPIRED"), (403, "YOUTUBE_FORBIDDEN"), (404, "YOUTUBE_VIDEO_NOT_FOUND"),
    (408, "YOUTUBE_NETWORK_ERROR"), (410, "YOUTUBE_VIDEO_NOT_FOUND"), (413, "YOUTUBE_VIDEO_TOO_LARGE"),
    (429, "YOUTUBE_RATE_LIMIT"), (400, "YOUTUBE_UPLOAD_FAILED"), (500, "YOUTUBE_SERVER_ERROR"),
    (502, "YOUTUBE_SERVER_ERROR"), (503, "YOUTUBE_SERVER_ERROR"), (504, "YOUTUBE_SERVER_ERROR"),
]  # fmt: skip
OAUTH = [
    (400, "invalid_grant", "Token has been expired or revoked.", "YOUTUBE_INVALID_TOKEN"),
    (400, "invalid_grant", "Bad Request", "YOUTUBE_INVALID_TOKEN"),
    (401, "invalid_client", "The OAuth client was not found.", "YOUTUBE_INVALID_TOKEN"),
    (401, "invalid_client", "Unauthorized", "YOUTUBE_INVALID_TOKEN"),
    (400, "invalid_scope", "Some requested scopes were invalid.", "YOUTUBE_INVALID_TOKEN"),
    (400, "unauthorized_client", "Unauthorized", "YOUTUBE_INVALID_TOKEN"),
    (500, "internal_failure", None, "YOUTUBE_SERVER_ERROR"),
    (400, "server_error", None, "YOUTUBE_SERVER_ERROR"),
    (503, "temporarily_unavailable", None, "YOUTUBE_SERVER_ERROR"),
    (429, "rate_limit_exceeded", None, "YOUTUBE_RATE_LIMIT"),
]


def reply(status: int, body: Any, **headers: str) -> Reply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status=status, headers=httpx.Headers(headers), body=data)


@pytest.mark.parametrize(("status", "reason", "message", "code"), BY_REASON)
def test_the_reason_decides(status: int, reason: str, message: str, code: str) -> None:
    error = classify(reply(status, refusal(status, reason, message).json()))
    assert error.code == code
    assert error.details["reason"] == reason
    assert error.details["httpStatus"] == status
    assert "<" not in error.message


@pytest.mark.parametrize(("status", "code"), PLAIN)
@pytest.mark.parametrize(
    "body", [b"", b"Some gateway's text", b'{"error": null}', b'{"error": {"errors": "?"}}', b"[1]"]
)
def test_without_a_reason_the_status_decides(status: int, code: str, body: bytes) -> None:
    assert classify(reply(status, body)).code == code


@pytest.mark.parametrize(("status", "name", "text", "code"), OAUTH)
def test_googles_accounts_have_a_shape_of_their_own(status: int, name: str, text: str | None, code: str) -> None:
    body = {"error": name} | ({"error_description": text} if text else {})
    error = classify(reply(status, body))
    assert (error.code, error.details["reason"]) == (code, name)


def test_newer_bodies_name_the_reason_in_their_details() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
    body = {"error": {"code": 403, "message": "Request had insufficient scopes.", "details": [info]}}
    assert classify(reply(403, body)).code == "YOUTUBE_INVALID_TOKEN"


def test_what_youtube_says_is_passed_on_without_html_and_not_at_any_length() -> None:
    error = classify(reply(403, refusal(403, "quotaExceeded", QUOTA + "x" * 9_000).json()))
    assert error.details["providerMessage"].startswith("The request cannot be completed because you have exceeded your")
    assert len(error.details["providerMessage"]) == 500


def test_a_wish_to_wait_is_honoured() -> None:
    assert classify(reply(503, b"", **{"retry-after": "7"})).retry_after == 7
