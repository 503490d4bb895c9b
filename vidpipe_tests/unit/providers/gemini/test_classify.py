"""Every row of Google's table of errors becomes its own code."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vidpipe.providers.gemini.classify import classify
from vidpipe.providers.service import Reply
from vidpipe_tests.unit.providers.gemini.bodies import dumps, error, reason, retry_in, violation, violations

CURRENT_QUOTA = "You exceeded your current quota, please check your plan and billing details."
PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
BARE = error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
HTML = "<html><head><title>502 Server Error</title></head></html>"


def exhausted(message: str, *details: dict[str, Any]) -> dict[str, Any]:
    return error(429, "RESOURCE_EXHAUSTED", message, *details)


ROWS: list[tuple[str, int, Any, str]] = [
    (
        "bad key",
        400,
        error(
            400,
            "INVALID_ARGUMENT",
            "API key not valid. Please pass a valid API key.",
            reason("API_KEY_INVALID"),
            {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": "API key …"},
        ),
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "expired key",
        400,
        error(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", reason("API_KEY_INVALID")),
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "deleted key",
        400,
        error(400, "INVALID_ARGUMENT", "API Key not found. Please pass a valid API key.", reason("API_KEY_INVALID")),
        "GEMINI_INVALID_API_KEY",
    ),
    ("no credential", 401, error(401, "UNAUTHENTICATED", "Request had invalid …"), "GEMINI_INVALID_API_KEY"),
    (
        "401 in Interactions' shape",
        401,
        {"error": {"code": "authentication", "message": "no"}},
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "leaked key",
        403,
        error(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "no key at all",
        403,
        error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers"),
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "blocked key",
        403,
        error(403, "PERMISSION_DENIED", "Requests … are blocked.", reason("API_KEY_SERVICE_BLOCKED")),
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "suspended",
        403,
        error(403, "PERMISSION_DENIED", "Consumer … has been suspended.", reason("CONSUMER_SUSPENDED")),
        "GEMINI_INVALID_API_KEY",
    ),
    (
        "API switched off",
        403,
        error(403, "PERMISSION_DENIED", "Generative Language API has not been used", reason("SERVICE_DISABLED")),
        "GEMINI_PERMISSION_DENIED",
    ),
    (
        "other denial",
        403,
        error(403, "PERMISSION_DENIED", "The caller does not have permission"),
        "GEMINI_PERMISSION_DENIED",
    ),
    (
        "region",
        400,
        error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        "GEMINI_PERMISSION_DENIED",
    ),
    (
        "bad field",
        400,
        error(400, "INVALID_ARGUMENT", "Invalid value at 'generation_config'"),
        "GEMINI_INVALID_REQUEST",
    ),
    ("too large", 413, HTML, "GEMINI_INVALID_REQUEST"),
    (
        "retired model",
        404,
        error(404, "NOT_FOUND", "models/gemini-2.0-flash is not found for API version v1beta"),
        "GEMINI_MODEL_UNAVAILABLE",
    ),
    (
        "the day's quota, which also asks to wait 20 s",
        429,
        exhausted(CURRENT_QUOTA, violations(violation(PER_DAY, "250")), retry_in("20s")),
        "GEMINI_QUOTA_EXCEEDED",
    ),
    (
        "day and minute together",
        429,
        exhausted(CURRENT_QUOTA, violations(violation(PER_MINUTE, "10"), violation(PER_DAY, "250"))),
        "GEMINI_QUOTA_EXCEEDED",
    ),
    (
        "limit 0 in the message",
        429,
        exhausted(f"{CURRENT_QUOTA}\n* Quota exceeded for metric: x, limit: 0, model: gemini-3.1-pro"),
        "GEMINI_QUOTA_EXCEEDED",
    ),
    (
        "limit 0 by a missing value",
        429,
        exhausted(CURRENT_QUOTA, violations(violation(PER_MINUTE, None)), retry_in("9s")),
        "GEMINI_QUOTA_EXCEEDED",
    ),
    ("prepaid credits", 429, exhausted("Your prepayment credits are depleted."), "GEMINI_QUOTA_EXCEEDED"),
    ("spending cap", 429, exhausted("Your project has exceeded its monthly spending cap."), "GEMINI_QUOTA_EXCEEDED"),
    ("billing off", 429, exhausted("Billing is disabled for this project."), "GEMINI_QUOTA_EXCEEDED"),
    (
        "money in Interactions' shape",
        402,
        {"error": {"code": "payment_required", "message": "x"}},
        "GEMINI_QUOTA_EXCEEDED",
    ),
    ("rate by spending", 429, exhausted("You exceeded your spend-based rate limit."), "GEMINI_RATE_LIMIT"),
    (
        "per minute",
        429,
        exhausted(
            f"{CURRENT_QUOTA}\n* limit: 10, model: gemini-3.8-flash\nPlease retry in 20.04s.",
            {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
            violations(violation(PER_MINUTE, "10")),
            retry_in("20.041s"),
        ),
        "GEMINI_RATE_LIMIT",
    ),
    ("no capacity", 429, exhausted("No capacity available", reason("MODEL_CAPACITY_EXHAUSTED")), "GEMINI_RATE_LIMIT"),
    ("violation without an id", 429, exhausted(CURRENT_QUOTA, violations({"subject": "x"})), "GEMINI_RATE_LIMIT"),
    ("bare", 429, BARE, "GEMINI_RATE_LIMIT"),
    ("in a list of one", 429, [BARE], "GEMINI_RATE_LIMIT"),
    ("no body", 429, "", "GEMINI_RATE_LIMIT"),
    ("request timeout", 408, HTML, "GEMINI_SERVER_ERROR"),
    ("internal", 500, error(500, "INTERNAL", "An internal error has occurred."), "GEMINI_SERVER_ERROR"),
    ("front end", 502, HTML, "GEMINI_SERVER_ERROR"),
    ("overloaded", 503, error(503, "UNAVAILABLE", "The model is overloaded."), "GEMINI_SERVER_ERROR"),
    ("deadline", 504, error(504, "DEADLINE_EXCEEDED", "Deadline expired."), "GEMINI_TIMEOUT"),
]


def reply(status: int, body: Any, headers: dict[str, str] | None = None) -> Reply:
    text = body if isinstance(body, str) else dumps(body)
    return Reply(status=status, headers=httpx.Headers(headers or {}), body=text.encode())


@pytest.mark.parametrize(("status", "body", "code"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_every_error_of_the_wire_has_its_code(status: int, body: Any, code: str) -> None:
    found = classify(reply(status, body, {"x-goog-request-id": "r-1"}))

    assert found.code == code
    assert found.details["httpStatus"] == status
    assert found.details["requestId"] == "r-1"


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        (exhausted(CURRENT_QUOTA, violations(violation(PER_MINUTE, "10")), retry_in("20.041s")), {}, 20.041),
        (exhausted(CURRENT_QUOTA, retry_in("20s")), {"retry-after": "30"}, 30.0),
        (exhausted(f"{CURRENT_QUOTA} Please retry in 20.04s."), {}, 20.04),
        (exhausted("You exceeded your spend-based rate limit."), {}, 300.0),
        (exhausted("x", retry_in("soon")), {}, None),
        (BARE, {}, None),
    ],
)
def test_a_rate_limit_tells_how_long_to_wait(body: Any, headers: dict[str, str], wait: float | None) -> None:
    assert classify(reply(429, body, headers)).retry_after == wait


def test_the_quota_that_was_hit_is_told_and_a_daily_one_asks_for_no_wait() -> None:
    found = classify(reply(429, exhausted(CURRENT_QUOTA, violations(violation(PER_DAY, "250")), retry_in("20s"))))

    assert (found.details["quotaId"], found.details["quotaValue"]) == (PER_DAY, "250")
    assert found.retry_after is None
    assert not found.retryable


def test_a_providers_long_message_is_cut() -> None:
    found = classify(reply(400, error(400, "INVALID_ARGUMENT", "x" * 5_000)))

    assert len(found.details["providerMessage"]) == 500
    assert len(found.message) < 500
