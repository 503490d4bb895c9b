"""Google's error bodies for generateContent, and its refusals, which come with status 200."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer

HOST = "generativelanguage.googleapis.com"
_TYPE = "type.googleapis.com/google.rpc."
_BAD_KEY = "API key not valid. Please pass a valid API key."

Detail = dict[str, Any]


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.outcome)


def body(code: int, status: str, message: str, details: list[Detail] | None = None) -> dict[str, Any]:
    """Return an error in Google's shape; ``details`` may be absent."""
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = details
    return {"error": error}


def refusal(code: int, status: str, message: str, outcome: str, details: list[Detail] | None = None) -> Answer:
    """Answer with an error."""
    return json_answer(code, body(code, status, message, details), outcome=outcome)


def invalid(message: str, field: str | None = None) -> Refused:
    """Refuse a request for what it says: 400 INVALID_ARGUMENT."""
    violation = {"field": field, "description": message} if field else {"description": message}
    details = [{"@type": _TYPE + "BadRequest", "fieldViolations": [violation]}]
    return Refused(refusal(400, "INVALID_ARGUMENT", message, "invalid_request", details))


def bad_key(message: str = _BAD_KEY) -> Answer:
    """Answer a key that is no good: 400, and the reason in the details."""
    details = [
        error_info("API_KEY_INVALID", service=HOST),
        {"@type": _TYPE + "LocalizedMessage", "locale": "en-US", "message": message},
    ]
    return refusal(400, "INVALID_ARGUMENT", message, "invalid_api_key", details)


def no_key() -> Answer:
    """Answer a request without any key."""
    message = (
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API."
    )
    return refusal(403, "PERMISSION_DENIED", message, "permission_denied")


def no_model(name: str, version: str) -> Answer:
    """Answer for a model that never was, or cannot do this."""
    message = (
        f"models/{name} is not found for API version {version}, or is not supported for generateContent. "
        "Call ListModels to see the list of available models and their supported methods."
    )
    return refusal(404, "NOT_FOUND", message, "model_unavailable")


def retired(name: str) -> Answer:
    """Answer for a model that has been shut down."""
    message = f"This model models/{name} is no longer available. Please update your code to use a newer model."
    return refusal(404, "NOT_FOUND", message, "model_unavailable")


def error_info(reason: str, **metadata: str) -> Detail:
    """The detail by which errors of one status are told apart."""
    return {"@type": _TYPE + "ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": metadata}


def violation(quota: str, model: str, value: float | None) -> Detail:
    """One exceeded limit; a limit of zero has no value on the wire."""
    metric = (
        "generate_content_free_tier_input_token_count" if "Token" in quota else "generate_content_free_tier_requests"
    )
    found: Detail = {
        "quotaMetric": f"{HOST}/{metric}",
        "quotaId": quota,
        "quotaDimensions": {"location": "global", "model": model},
    }
    return {**found, "quotaValue": f"{value:.0f}"} if value else found


def exhausted(violations: list[Detail], wait: float, outcome: str) -> Answer:
    """Answer that limits are exceeded; the words are the same for a day's quota and for a minute's rate."""
    lines = [
        f"* Quota exceeded for metric: {v['quotaMetric']}, limit: {v.get('quotaValue', '0')}, "
        f"model: {v['quotaDimensions']['model']}"
        for v in violations
    ]
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n"
        + "\n".join(lines)
        + f"\nPlease retry in {wait:.2f}s."
    )
    links = [
        {
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
        }
    ]
    details: list[Detail] = [
        {"@type": _TYPE + "Help", "links": links},
        {"@type": _TYPE + "QuotaFailure", "violations": violations},
        {"@type": _TYPE + "RetryInfo", "retryDelay": f"{wait:.3f}".rstrip("0").rstrip(".") + "s"},
    ]
    return refusal(429, "RESOURCE_EXHAUSTED", message, outcome, details)


DAILY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
TOKENS_PER_MINUTE = "GenerateContentInputTokensPerModelPerMinute-FreeTier"
DEPLETED = "Your prepayment credits are depleted. Please go to AI Studio to manage your project and billing."


def success(call: Call, model: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with what every answer carries: model and id."""
    return {**answer, "modelVersion": model, "responseId": call.world.token(18)}


def html(status: int, title: str) -> Answer:
    """Answer as the front end does, not the service: a page."""
    page = (
        f"<!DOCTYPE html>\n<html lang=en>\n<title>Error {status} ({title})!!1</title>\n<p><b>{status}.</b> "
        "<ins>That’s an error.</ins>\n<p>The server encountered a temporary error and could not complete your request."
        "<p>Please try again in 30 seconds. <ins>That’s all we know.</ins>\n"
    )
    return Answer(Response(page, status, media_type="text/html; charset=UTF-8"), "server_error")
