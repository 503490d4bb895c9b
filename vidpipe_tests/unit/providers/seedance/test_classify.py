"""Every row of Seedance's errors."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.providers.seedance.classify import classify, classify_task
from vidpipe.providers.service import Reply

BURSTS = [
    "RateLimitExceeded.EndpointRPMExceeded",
    "ModelAccountRpmRateLimitExceeded",
    "ModelAccountTpmRateLimitExceeded",
    "ModelAccountIpmRateLimitExceeded",
    "APIAccountRpmRateLimitExceeded",
    "AccountRateLimitExceeded",
    "RequestBurstTooFast",
    "InflightBatchsizeExceeded",
    "ServerOverloaded",
]
SENSITIVE = [
    f"{what}SensitiveContentDetected{more}"
    for what in ("", "InputText", "InputImage", "InputVideo", "InputAudio")
    for more in ("", ".PolicyViolation", ".PrivacyInformation")
]

ROWS: list[tuple[int, str, str, str]] = [
    (400, "MissingParameter", "", "SEEDANCE_INVALID_REQUEST"),
    (400, "InvalidParameter", "", "SEEDANCE_INVALID_REQUEST"),
    (400, "InvalidParameter.UnsupportedModel", "", "SEEDANCE_INVALID_REQUEST"),
    (400, "InvalidImageURL.EmptyURL", "", "SEEDANCE_INVALID_REQUEST"),
    (400, "InvalidEndpoint.ClosedEndpoint", "", "SEEDANCE_INVALID_REQUEST"),
    *((400, code, "", "SEEDANCE_CONTENT_POLICY") for code in SENSITIVE),
    (400, "InputTextRiskDetection", "", "SEEDANCE_CONTENT_POLICY"),
    (401, "AuthenticationError", "", "SEEDANCE_INVALID_API_KEY"),
    (403, "AccountOverdueError", "", "SEEDANCE_QUOTA_EXCEEDED"),
    (403, "OperationDenied.ServiceOverdue", "", "SEEDANCE_QUOTA_EXCEEDED"),
    (403, "OperationDenied.ServiceNotOpen", "", "SEEDANCE_PERMISSION_DENIED"),
    (403, "AccessDenied", "", "SEEDANCE_PERMISSION_DENIED"),
    (403, "SomethingElse", "", "SEEDANCE_PERMISSION_DENIED"),
    (404, "InvalidEndpointOrModel.NotFound", "", "SEEDANCE_MODEL_UNAVAILABLE"),
    (404, "ModelNotOpen", "", "SEEDANCE_MODEL_UNAVAILABLE"),
    (404, "ResourceNotFound", "", "SEEDANCE_TASK_NOT_FOUND"),
    *((429, code, "", "SEEDANCE_RATE_LIMIT") for code in BURSTS),
    (429, "SetLimitExceeded", "Safe Experience Mode", "SEEDANCE_QUOTA_EXCEEDED"),
    (429, "QuotaExceeded", "The free quota is exhausted.", "SEEDANCE_QUOTA_EXCEEDED"),
    (429, "QuotaExceeded", "The number of queued tasks has reached its limit.", "SEEDANCE_RATE_LIMIT"),
    (500, "InternalServiceError", "", "SEEDANCE_SERVER_ERROR"),
    (500, "ContentSecurityDetectionError", "", "SEEDANCE_SERVER_ERROR"),
    (503, "", "", "SEEDANCE_SERVER_ERROR"),
    (418, "", "", "SEEDANCE_INVALID_REQUEST"),
    (302, "", "", "PROVIDER_RESPONSE_INVALID"),
]


@pytest.mark.parametrize(("status", "code", "message", "expected"), ROWS)
def test_the_code_decides_and_then_the_status(status: int, code: str, message: str, expected: str) -> None:
    body = {"error": {"code": code, "message": f"{message} Request id: 0217", "param": "p", "type": "BadRequest"}}
    response = httpx.Response(status, json=body, headers={"x-request-id": "0217", "retry-after": "7"})
    error = classify(Reply(status=status, headers=response.headers, body=response.content))
    assert (error.code, error.retry_after) == (expected, 7)
    assert (error.details["httpStatus"], error.details["requestId"]) == (status, "0217")
    assert len(str(error.details["providerMessage"])) <= 500


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "text"}', b'{"error": {"code": 5}}'])
def test_bodies_of_no_known_form_are_read_by_their_status(body: bytes) -> None:
    assert classify(Reply(status=500, headers=httpx.Headers(), body=body)).code == "SEEDANCE_SERVER_ERROR"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("OutputTextSensitiveContentDetected", "SEEDANCE_CONTENT_POLICY"),
        ("OutputImageSensitiveContentDetected", "SEEDANCE_CONTENT_POLICY"),
        ("OutputVideoSensitiveContentDetected", "SEEDANCE_CONTENT_POLICY"),
        ("OutputVideoSensitiveContentDetected.PolicyViolation", "SEEDANCE_CONTENT_POLICY"),
        ("OutputAudioSensitiveContentDetected", "SEEDANCE_CONTENT_POLICY"),
        ("InternalServiceError", "SEEDANCE_SERVER_ERROR"),
        ("Whatever", "SEEDANCE_SERVER_ERROR"),
    ],
)
def test_a_task_fails_with_a_code_of_its_own(code: str, expected: str) -> None:
    task = {"id": "cgt-1", "status": "failed", "error": {"code": code, "message": "No. Request id: 0217"}}
    assert classify_task(task).code == expected
    assert classify_task({"status": "failed"}).code == "SEEDANCE_SERVER_ERROR"
