"""Every row of the errors of Google's video."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.providers.omni.classify import classify, classify_download
from vidpipe.providers.service import Reply
from vidpipe_tests.unit.providers.omni.fake import classic, modern

INFO = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
RETIRED = "models/veo-3.1-generate-preview is no longer available. Please use a newer model."


def quota(period: str) -> dict[str, object]:
    violation = {"quotaId": f"GenerateRequests{period}PerProjectPerModel", "quotaValue": "10"}
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]}


ROWS: list[tuple[httpx.Response, str]] = [
    (modern(404, "model_not_found"), "VEO_MODEL_RETIRED"),
    (modern(404, "not_found", RETIRED), "VEO_MODEL_RETIRED"),
    (classic(404, "NOT_FOUND", RETIRED), "VEO_MODEL_RETIRED"),
    (classic(404, "NOT_FOUND", "models/x is not found for API version v1beta"), "VEO_MODEL_RETIRED"),
    (modern(404, "not_found", "Interaction int_9f2c not found."), "VEO_TASK_NOT_FOUND"),
    (modern(401, "authentication"), "VEO_INVALID_API_KEY"),
    (classic(400, "INVALID_ARGUMENT", "API key not valid.", INFO), "VEO_INVALID_API_KEY"),
    (classic(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers"), "VEO_INVALID_API_KEY"),
    (modern(400, "invalid_request"), "VEO_INVALID_REQUEST"),
    (modern(400, "parameter_unknown"), "VEO_INVALID_REQUEST"),
    (modern(416, "out_of_range"), "VEO_INVALID_REQUEST"),
    (modern(403, "permission_denied"), "VEO_PERMISSION_DENIED"),
    (modern(400, "failed_precondition"), "VEO_PERMISSION_DENIED"),
    (classic(400, "FAILED_PRECONDITION", "User location is not supported"), "VEO_PERMISSION_DENIED"),
    (modern(429, "quota_exceeded"), "VEO_QUOTA_EXCEEDED"),
    (modern(402, "payment_required"), "VEO_QUOTA_EXCEEDED"),
    (classic(429, "RESOURCE_EXHAUSTED", "Quota.", quota("PerDay")), "VEO_QUOTA_EXCEEDED"),
    (classic(429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: m, limit: 0"), "VEO_QUOTA_EXCEEDED"),
    (modern(429, "rate_limit_exceeded"), "VEO_RATE_LIMIT"),
    (classic(429, "RESOURCE_EXHAUSTED", "Quota, limit: 10", quota("PerMinute")), "VEO_RATE_LIMIT"),
    (httpx.Response(429, text="slow down"), "VEO_RATE_LIMIT"),
    (modern(400, "content_policy_violation"), "VEO_CONTENT_POLICY"),
    (modern(500, "api_error"), "VEO_SERVER_ERROR"),
    (modern(503, "service_unavailable"), "VEO_SERVER_ERROR"),
    (modern(409, "conflict"), "VEO_SERVER_ERROR"),
    (httpx.Response(502, text="<html>Error 502"), "VEO_SERVER_ERROR"),
]


def reply(response: httpx.Response) -> Reply:
    return Reply(status=response.status_code, headers=response.headers, body=response.content)


@pytest.mark.parametrize(("response", "code"), ROWS)
def test_both_forms_of_errors_are_read(response: httpx.Response, code: str) -> None:
    error = classify(reply(response))
    assert error.code == code
    assert error.details["httpStatus"] == response.status_code


def test_the_longest_wait_that_is_asked_for_is_taken() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "20.5s"}
    limited = classic(429, "RESOURCE_EXHAUSTED", "x", info, **{"retry-after": "3"})
    assert classify(reply(limited)).retry_after == 20.5
    assert classify(reply(modern(429, "rate_limit_exceeded", "Please retry in 7.25s."))).retry_after == 7.25
    assert classify(reply(modern(429, "rate_limit_exceeded"))).retry_after is None


def test_a_file_that_is_refused_for_another_reason_says_so() -> None:
    assert classify_download(reply(httpx.Response(404))).code == "VEO_DOWNLOAD_EXPIRED"
    assert classify_download(reply(httpx.Response(500))).code == "VEO_SERVER_ERROR"
    assert classify_download(reply(modern(401, "authentication"))).code == "VEO_INVALID_API_KEY"
