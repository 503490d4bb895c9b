"""The two shapes in which Google refuses: string codes on the Interactions API, the classic ones elsewhere."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse

from vidpipe.sandbox.call import Answer, json_answer
from vidpipe.sandbox.keys import is_sandbox_key

_INFO = "type.googleapis.com/google.rpc."
_STATUSES = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class Refused(Exception):
    """The request is answered with this error instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.outcome)
        self.answer = answer


def problem(status: int, code: str, message: str) -> Answer:
    """Answer with an error as the Interactions API words it: the code is a string."""
    return json_answer(status, {"error": {"code": code, "message": message}}, outcome=code)


def classic(status: int, message: str, *, details: list[dict[str, Any]] | None = None, name: str = "") -> Answer:
    """Answer with an error as the rest of the Gemini API words it: the code is the HTTP status."""
    name = name or _STATUSES[status]
    error: dict[str, Any] = {"code": status, "message": message, "status": name}
    if details is not None:
        error["details"] = details
    return json_answer(status, {"error": error}, outcome=name)


def invalid(message: str) -> Refused:
    """A field is not as documented."""
    return Refused(problem(400, "invalid_request", message))


def retired(model: str) -> str:
    """What is said of a model that has been shut down."""
    return f"models/{model} is no longer available. Please use a newer model."


def bad_key() -> Answer:
    """Refuse a key in the classic shape, which has status 400."""
    message = "API key not valid. Please pass a valid API key."
    service = {"service": "generativelanguage.googleapis.com"}
    info = {"@type": _INFO + "ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com", "metadata": service}
    localized = {"@type": _INFO + "LocalizedMessage", "locale": "en-US", "message": message}
    return classic(400, message, details=[info, localized])


def check_key_classically(key: str | None) -> str:
    """Check a key for the Files API and the old model paths. Raises Refused."""
    if key is None:
        message = "Method doesn't allow unregistered callers (callers without established identity)."
        raise Refused(classic(403, message))
    if not is_sandbox_key(key):
        raise Refused(bad_key())
    return key


def over_quota(quota_id: str, value: str | None, retry: float) -> Answer:
    """Answer 429 in the classic shape; without a ``value`` the limit is 0, which protobuf drops."""
    limit = value or "0"
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_requests_per_model",
        "quotaId": quota_id,
        "quotaDimensions": {"location": "global", "model": "gemini-omni-1.2-flash"},
    }
    if value is not None:
        violation["quotaValue"] = value
    message = (
        "You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: "
        f"generativelanguage.googleapis.com/generate_requests_per_model, limit: {limit}\nPlease retry in {retry}s."
    )
    failure = {"@type": _INFO + "QuotaFailure", "violations": [violation]}
    return classic(429, message, details=[failure, {"@type": _INFO + "RetryInfo", "retryDelay": f"{retry}s"}])


def bad_gateway() -> Answer:
    """Answer as the front end does when nothing behind it answers."""
    page = "<html><title>Error 502 (Server Error)!!1</title><p>The server encountered a temporary error.</html>"
    return Answer(HTMLResponse(page, 502), "bad_gateway")
