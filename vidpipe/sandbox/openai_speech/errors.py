"""How OpenAI says no: one error object, and the failures on demand by each of its codes."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.openai_speech.body import MAX_CHARACTERS
from vidpipe.sandbox.service import Fault

BAD_REQUEST, NO_QUOTA, TOO_FAST, BROKEN = "invalid_request_error", "insufficient_quota", "requests", "server_error"
KEYS_PAGE = "https://platform.openai.com/account/api-keys"
QUOTA = "You exceeded your current quota, please check your plan and billing details."


def error(
    status: int,
    kind: str,
    code: str | None,
    message: str,
    *,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Answer with OpenAI's error object."""
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return json_answer(status, body, headers=headers, outcome=code or kind)


def unauthorized(key: str | None) -> Answer:
    """Refuse a key; of a wrong one the ends are repeated, as the real service does."""
    shown = f"{key[:8]}{'*' * 8}{key[-4:]}" if key and len(key) > 16 else "*" * len(key or "")
    given = f"Incorrect API key provided: {shown}." if key else "You didn't provide an API key."
    return error(401, BAD_REQUEST, "invalid_api_key", f"{given} You can find your API key at {KEYS_PAGE}.")


def not_an_admin() -> Answer:
    """Refuse a key that may not read the organization's use."""
    return error(403, BAD_REQUEST, "missing_scope", "You have insufficient permissions. Missing scopes: api.usage.read")


def model_not_found(model: str) -> Answer:
    """Refuse a model that is not there, or not any more."""
    message = f"The model `{model}` does not exist or you do not have access to it."
    return error(404, BAD_REQUEST, "model_not_found", message, param="model")


def out_of_credit() -> Answer:
    """Refuse what cannot be paid."""
    return error(429, NO_QUOTA, "credit_balance_exhausted", QUOTA)


def too_fast(what: str, limit: float, wait: float) -> Answer:
    """Refuse a key beyond its ``what`` a minute; ``wait`` seconds later it may go on."""
    message = f"Rate limit reached on {what} per min. Limit: {limit:g}. Please try again in {wait:.3f}s."
    headers = {"retry-after-ms": str(max(1, round(wait * 1000))), "Retry-After": str(max(1, -int(-wait // 1)))}
    return error(429, what, "rate_limit_exceeded", message, headers=headers)


def _fixed(status: int, kind: str, code: str | None, message: str, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: error(status, kind, code, message, headers=named)


def _sound(content: bytes) -> Fault:
    """Answer 200 and call it sound, whatever it is."""
    return lambda _: Answer(Response(content, media_type="audio/mpeg"), "invalid_audio")


_COUNTRY = "unsupported_country_region_territory"

FAULTS: Mapping[str, Fault] = {
    "quota_exceeded": lambda _: out_of_credit(),
    "quota_exceeded_2": _fixed(429, NO_QUOTA, "organization_spend_limit_exceeded", QUOTA),
    "quota_exceeded_3": _fixed(429, NO_QUOTA, "project_spend_limit_exceeded", QUOTA),
    "quota_exceeded_4": _fixed(429, NO_QUOTA, "organization_usage_limit_exceeded", QUOTA),
    "quota_exceeded_5": _fixed(429, NO_QUOTA, NO_QUOTA, QUOTA),
    "invalid_api_key": lambda call: unauthorized(call.headers.get("authorization", "").removeprefix("Bearer ")),
    "permission_denied": _fixed(403, "request_forbidden", _COUNTRY, "Country, region, or territory not supported"),
    "permission_denied_2": _fixed(403, BAD_REQUEST, None, "Project does not have access to this model."),
    "text_too_long": _fixed(400, BAD_REQUEST, "string_above_max_length", f"'input' exceeds {MAX_CHARACTERS}."),
    "invalid_request": _fixed(400, BAD_REQUEST, "invalid_value", "Invalid value."),
    "model_retired": lambda _: model_not_found("tts-1"),
    "rate_limit": lambda _: too_fast(TOO_FAST, 500, 1.5),
    "rate_limit_2": _fixed(429, TOO_FAST, "slow_down", "Please slow down."),
    "server_error": _fixed(500, BROKEN, None, "The server had an error while processing your request."),
    "server_error_2": _fixed(503, BROKEN, "overloaded", "The engine is currently overloaded, please try again later."),
    "server_error_3": _fixed(500, BROKEN, None, "This will not get better.", x_should_retry="false"),
    "invalid_audio": _sound(b"ID3"),
    "invalid_audio_2": _sound(b'{"status": "ok"}'),
}
"""Every row of the endpoint's error table, the quota codes of 2026 and the older one included."""


def unknown_url(call: Call) -> Answer:
    """Answer a path that there is not."""
    return error(404, BAD_REQUEST, None, f"Invalid URL ({call.request.method} {call.path})")
