from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from vidpipe.providers.did.classify import classify, classify_job, classify_storage
from vidpipe.providers.service import Reply


def reply(status: int, body: Any, **headers: str) -> Reply:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Reply(status=status, headers=httpx.Headers(headers), body=content)


def error(kind: str, description: str = "", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "description": description, **more}


ANSWERS: list[tuple[int, Any, str]] = [
    (402, error("InsufficientCreditsError", "not enough credits"), "DID_QUOTA_EXCEEDED"),
    (402, "", "DID_QUOTA_EXCEEDED"),
    (404, error("NotFoundError", "not credits found for user"), "DID_QUOTA_EXCEEDED"),
    (401, error("AuthorizationError", "user unauthenticated"), "DID_INVALID_API_KEY"),
    (401, {"message": "Unauthorized"}, "DID_INVALID_API_KEY"),
    (403, {"message": "Missing Authentication Token"}, "DID_INVALID_API_KEY"),
    (403, {"message": "Forbidden"}, "DID_INVALID_API_KEY"),
    (403, error("PermissionError", "user has no permission for stitch"), "DID_PERMISSION_DENIED"),
    (400, error("InvalidAudioDurationError"), "DID_INVALID_AUDIO"),
    (400, error("BadRequestError", "invalid audio"), "DID_INVALID_AUDIO"),
    (400, error("ValidationError", details={"body.script.audio_url": {"message": "bad"}}), "DID_INVALID_AUDIO"),
    (415, error("UnsupportedMimeTypeError", details={"received": "audio/ogg"}), "DID_INVALID_AUDIO"),
    (400, error("BadRequestError", "invalid image"), "DID_INVALID_IMAGE"),
    (400, error("BadRequestError", "invalid actor url"), "DID_INVALID_REQUEST"),
    (400, error("InvalidFaceError"), "DID_INVALID_IMAGE"),
    (400, error("InvalidImageResolutionError"), "DID_INVALID_IMAGE"),
    (400, error("InvalidFileSizeError", "10 MB"), "DID_INVALID_IMAGE"),
    (400, error("InvalidFileSizeError", "audio file is larger than 6 MB"), "DID_INVALID_AUDIO"),
    (
        415,
        error("UnsupportedMimeTypeError", details={"received": "image/webp", "supported": ["image/jpeg"]}),
        "DID_INVALID_IMAGE",
    ),
    (400, error("ValidationError", details={"body.script": {"message": "required"}}), "DID_INVALID_REQUEST"),
    (400, "no JSON", "DID_INVALID_REQUEST"),
    (409, error("NotReadyError", "talk is in process, try again later"), "DID_INVALID_REQUEST"),
    (404, error("NotFoundError", "not found"), "DID_NOT_FOUND"),
    (404, {"message": "Not Found"}, "DID_NOT_FOUND"),
    (404, error("NotFoundError", "presenter not found"), "DID_INVALID_REQUEST"),
    (429, error("TooManyRequestsError"), "DID_RATE_LIMIT"),
    (429, "Too many requests", "DID_RATE_LIMIT"),
    (451, error("ImageModerationError"), "DID_CONTENT_POLICY"),
    (451, error("CelebrityRecognizedError"), "DID_CONTENT_POLICY"),
    (451, error("TextModerationError"), "DID_CONTENT_POLICY"),
    (451, error("AudioModerationError"), "DID_CONTENT_POLICY"),
    (451, "", "DID_CONTENT_POLICY"),
    (500, error("InternalServerError"), "DID_SERVER_ERROR"),
    (500, {"message": "Internal server error"}, "DID_SERVER_ERROR"),
    (502, "<html>bad gateway</html>", "DID_SERVER_ERROR"),
    (503, "", "DID_SERVER_ERROR"),
    (504, {"message": "Endpoint request timed out"}, "DID_SERVER_ERROR"),
    (500, ["no", "object"], "DID_SERVER_ERROR"),
    (302, "", "PROVIDER_RESPONSE_INVALID"),
]


@pytest.mark.parametrize(("status", "body", "code"), ANSWERS)
def test_every_refusal_has_its_code(status: int, body: Any, code: str) -> None:
    assert classify(reply(status, body)).code == code


def test_a_refusal_tells_did_s_own_words_and_its_name_for_the_request() -> None:
    answer = reply(402, error("InsufficientCreditsError", "not enough credits"), **{"x-amzn-requestid": "r-9"})
    told = classify(answer)
    assert told.message == "D-ID refused: not enough credits"
    assert told.details == {
        "httpStatus": 402,
        "requestId": "r-9",
        "kind": "InsufficientCreditsError",
        "providerMessage": "not enough credits",
    }


def test_the_wait_that_did_asks_for_is_kept() -> None:
    assert classify(reply(429, "slow down", **{"retry-after": "17"})).retry_after == 17


def test_long_answers_are_cut() -> None:
    assert len(classify(reply(500, "x" * 100_000)).details["providerMessage"]) == 500


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ({"status": "error", "error": error("FaceError", "face not detected")}, "DID_INVALID_IMAGE"),
        ({"status": "error", "error": error("SourceError")}, "DID_INVALID_IMAGE"),
        ({"status": "error", "error": error("DriverError")}, "DID_SERVER_ERROR"),
        ({"status": "error", "error": error("VideoEnhanceError")}, "DID_SERVER_ERROR"),
        ({"status": "error", "error": error("UnknownError")}, "DID_SERVER_ERROR"),
        ({"status": "error", "error": error("LogoError")}, "DID_INVALID_REQUEST"),
        ({"status": "error", "error": error("NewKindError")}, "DID_SERVER_ERROR"),
        ({"status": "error", "error": "it broke"}, "DID_SERVER_ERROR"),
        ({"status": "error"}, "DID_SERVER_ERROR"),
        ({"status": "rejected"}, "DID_CONTENT_POLICY"),
        ({"status": "rejected", "error": error("UnknownError")}, "DID_CONTENT_POLICY"),
    ],
)
def test_every_failed_job_has_its_code(job: dict[str, Any], code: str) -> None:
    assert classify_job({"id": "tlk_1", **job}).code == code


def test_storage_that_refuses_says_nothing_about_the_key() -> None:
    expired = classify_storage(reply(403, "<Error><Code>AccessDenied</Code></Error>"))
    assert (expired.code, expired.details["httpStatus"]) == ("DID_DOWNLOAD_FAILED", 403)
