"""How ElevenLabs says no: its three body shapes, and the failures on demand in every shape that was seen."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.service import Fault

BUSY_WAIT = 2


def old_error(status: int, word: str, message: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer in the old shape: a status word and a message."""
    return json_answer(status, {"detail": {"status": word, "message": message}}, outcome=word, headers=headers)


def new_error(call: Call, status: int, kind: str, word: str, message: str, *, code: str | None = None) -> Answer:
    """Answer in the new shape: type, code and status, of which ``code`` may say less than ``word``."""
    detail = {
        "type": kind,
        "code": code or word,
        "message": message,
        "status": word,
        "request_id": call.world.token(20),
        "param": None,
    }
    return json_answer(status, {"detail": detail}, outcome=word)


def text_error(status: int, message: str, outcome: str) -> Answer:
    """Answer with a plain text as the detail."""
    return json_answer(status, {"detail": message}, outcome=outcome)


def unprocessable(detail: list[dict[str, object]]) -> Answer:
    """Answer as the framework does when a request breaks its schema."""
    return json_answer(422, {"detail": detail}, outcome="unprocessable")


def no_key(call: Call) -> Answer:
    """Refuse a call without a key."""
    message = "Neither authorization header nor xi-api-key received, please provide one."
    return new_error(call, 401, "authentication_error", "needs_authorization", message, code="unauthorized")


def wrong_key() -> Answer:
    """Refuse a key that is not known."""
    return old_error(401, "invalid_api_key", "Invalid API key")


def missing_permission(call: Call, permission: str) -> Answer:
    """Refuse a key whose scope does not reach here."""
    message = f"The API key you used is missing the permission {permission} to execute this operation."
    return new_error(call, 401, "authentication_error", "missing_permissions", message, code="unauthorized")


def quota_message(limit: int, left: int, needed: int) -> str:
    """Word the refusal of a request that costs more credits than are left."""
    return (
        f"This request exceeds your quota of {limit}. You have {left} credits remaining, while {needed} credits are "
        "required for this request."
    )


def out_of_credits(limit: int, left: int, needed: int) -> Answer:
    """Refuse what cannot be paid: 401, which looks like an authentication error."""
    return old_error(401, "quota_exceeded", quota_message(limit, left, needed))


def voice_not_found(call: Call, voice_id: str) -> Answer:
    """Refuse a voice that is not there."""
    message = f"A voice with the voice_id {voice_id} was not found."
    return new_error(call, 404, "not_found", "voice_not_found", message)


def plan_required(call: Call, message: str) -> Answer:
    """Refuse what the plan does not hold."""
    return new_error(call, 402, "payment_required", "paid_plan_required", message)


def text_too_long(longest: int, model_id: str, length: int) -> Answer:
    """Refuse a text that the model does not take in one request."""
    message = f"The text has {length} characters; {model_id} takes at most {longest} in one request."
    return old_error(400, "max_character_limit_exceeded", message)


def model_not_found(model_id: str) -> Answer:
    """Refuse a model that is not there."""
    return old_error(400, "model_not_found", f"A model with model ID {model_id} does not exist.")


def refused_content() -> Answer:
    """Refuse what must not be spoken; the exact word is not known."""
    return old_error(400, "content_moderation", "The text was flagged by our content moderation.")


def too_many(call: Call, most: int) -> Answer:
    """Refuse a request beyond the plan's concurrency."""
    message = f"Too many concurrent requests. Your current subscription is associated with a maximum of {most}."
    return new_error(call, 429, "rate_limit_error", "too_many_concurrent_requests", message)


def _old(status: int, word: str, message: str, *, headers: Mapping[str, str] | None = None) -> Fault:
    return lambda _: old_error(status, word, message, headers=headers)


def _new(status: int, kind: str, word: str, message: str, *, code: str | None = None) -> Fault:
    return lambda call: new_error(call, status, kind, word, message, code=code)


_MISSING: list[dict[str, object]] = [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]
_QUOTA = quota_message(10_000, 0, 91)
_PLAN = "This needs a paid subscription."
_BUSY = "The system is experiencing heavy traffic, please try again."

FAULTS: Mapping[str, Fault] = {
    "quota_exceeded": _old(401, "quota_exceeded", _QUOTA),
    "quota_exceeded_2": _new(402, "payment_required", "quota_exceeded", _QUOTA),
    "quota_exceeded_3": _old(429, "quota_exceeded", _QUOTA),
    "invalid_api_key": lambda _: wrong_key(),
    "invalid_api_key_2": _new(401, "authentication_error", "invalid_api_key", "Invalid API key", code="unauthorized"),
    "invalid_api_key_3": no_key,
    "permission_denied": lambda call: missing_permission(call, "text_to_speech"),
    "permission_denied_2": _old(401, "detected_unusual_activity", "Unusual activity detected. Free tier disabled."),
    "permission_denied_3": _old(403, "output_format_not_allowed", "The output format is not allowed."),
    "permission_denied_4": lambda _: text_error(403, "Forbidden", "permission_denied"),
    "plan_required": lambda call: plan_required(call, _PLAN),
    "plan_required_2": _new(402, "payment_required", "free_users_not_allowed", _PLAN),
    "voice_not_found": lambda call: voice_not_found(call, "nobody"),
    "voice_not_found_2": _old(400, "voice_not_found", "A voice with the voice_id nobody was not found."),
    "text_too_long": lambda _: text_too_long(10_000, "eleven_multilingual_v2", 10_001),
    "text_too_long_2": _new(400, "validation_error", "text_too_long", "The text is too long."),
    "invalid_request": lambda _: model_not_found("eleven_nothing"),
    "invalid_request_2": lambda _: unprocessable(_MISSING),
    "invalid_request_3": _new(400, "validation_error", "invalid_model", "The model cannot be used here."),
    "content_policy": lambda _: refused_content(),
    "content_policy_2": _new(403, "content_policy_error", "content_moderation", "The text was flagged."),
    "rate_limit": lambda call: too_many(call, 5),
    "rate_limit_2": _old(429, "concurrent_limit_exceeded", "Too many concurrent requests."),
    "rate_limit_3": _old(429, "system_busy", _BUSY),
    "rate_limit_4": _old(429, "rate_limit_exceeded", "Too many requests.", headers={"Retry-After": str(BUSY_WAIT)}),
    "server_error": lambda _: text_error(500, "Internal Server Error", "server_error"),
    "server_error_2": lambda _: Answer(Response("Service Unavailable", 503, media_type="text/plain"), "server_error"),
}
"""Every row of ElevenLabs' error list, in the shapes and with the statuses in which each was seen."""
