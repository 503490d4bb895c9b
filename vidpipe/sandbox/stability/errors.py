"""How Stability AI says no: the v2beta and the v1 shape of every documented error, and the failures on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.service import Fault

HEX = "0123456789abcdef"
PENALTY = 60
"""Seconds for which a key that was too fast is refused."""

NO_CREDITS = (
    "You lack sufficient credits to make this request. Please purchase more credits at "
    "https://platform.stability.ai/account/credits and try again."
)
MODERATED = (
    "Your request was flagged by our content moderation system, as a result your request was denied and you were not "
    "charged."
)
NOT_ENGLISH = "prompt: English is the only supported language for this service."
PUBLIC_FIGURE = "prompt: naming a public figure is not allowed."
TOO_FAST = f"You have exceeded 150 requests in 10 seconds and are timed out for {PENALTY} seconds."
TOO_LARGE = "The request is larger than 10MiB."
FAILED = "An unexpected server error has occurred, please try again later."


def v2_error(
    call: Call, status: int, name: str, errors: list[str], *, outcome: str | None = None, retry_after: int | None = None
) -> Answer:
    """Answer in v2beta's shape: id, name, and a list of texts."""
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    body = {"id": call.world.token(32, HEX), "name": name, "errors": errors}
    return json_answer(status, body, outcome=outcome or name, headers=headers)


def v1_error(call: Call, status: int, name: str, message: str) -> Answer:
    """Answer in v1's shape: id, name, and one message."""
    body = {"id": call.world.token(32, HEX), "name": name, "message": message}
    return json_answer(status, body, outcome=name)


def error(call: Call, status: int, name: str, text: str) -> Answer:
    """Answer in the shape of the version that was called."""
    return v1_error(call, status, name, text) if is_v1(call) else v2_error(call, status, name, [text])


def is_v1(call: Call) -> bool:
    """Whether the call is one of v1's (balance, account)."""
    return call.path.startswith("/v1/")


def unauthorized(call: Call, presented: str | None) -> Answer:
    """Refuse the key; v1 repeats it in its message, as the real service does."""
    if not is_v1(call):
        return v2_error(call, 401, "unauthorized", ["authorization: invalid or missing header value"])
    if not presented:
        return v1_error(call, 401, "unauthorized", "missing authorization header")
    message = (
        f"Incorrect API key provided: {presented}. You can find your API key at "
        "https://platform.stability.ai/account/keys."
    )
    return v1_error(call, 401, "unauthorized", message)


def _named(status: int, name: str, text: str) -> Fault:
    return lambda call: error(call, status, name, text)


def _gateway(status: int, reason: str) -> Fault:
    """The load balancer before the service speaks HTML."""

    def answer(_: Call) -> Answer:
        page = (
            f"<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body><h1>{status} {reason}</h1></body></html>"
        )
        return Answer(Response(page, status, media_type="text/html"), "server_error")

    return answer


def _picture(content: bytes) -> Fault:
    """Answer 200 and call it a picture, whatever it is."""
    return lambda _: Answer(Response(content, media_type="image/png"), "invalid_response")


def _slow_down(call: Call) -> Answer:
    return v2_error(call, 429, "rate_limit_exceeded", [TOO_FAST], retry_after=PENALTY)


def _echo(call: Call) -> Answer:
    return unauthorized(call, call.key or call.headers.get("authorization", "").removeprefix("Bearer ").strip())


def faults(filtered: Callable[[Call], Answer]) -> Mapping[str, Fault]:
    """Every row of the reference's error table; ``filtered`` answers 200 with a blurred picture."""
    return {
        "quota_exceeded": _named(402, "payment_required", NO_CREDITS),
        "invalid_api_key": _echo,
        "invalid_api_key_2": lambda call: v1_error(call, 403, "permission_denied", "The key has no access."),
        "invalid_prompt": _named(400, "bad_request", "prompt: is invalid"),
        "invalid_prompt_2": _named(422, "invalid_language", NOT_ENGLISH),
        "invalid_request": _named(413, "payload_too_large", TOO_LARGE),
        "invalid_request_2": _named(404, "not_found", "The requested resource does not exist."),
        "content_policy": _named(403, "content_moderation", MODERATED),
        "content_policy_2": _named(422, "public_figure", PUBLIC_FIGURE),
        "content_policy_3": filtered,
        "rate_limit": _named(429, "rate_limit_exceeded", TOO_FAST),
        "rate_limit_2": _slow_down,
        "server_error": lambda call: error(call, 500, "server_error" if is_v1(call) else "internal_error", FAILED),
        "server_error_2": _gateway(502, "Bad Gateway"),
        "server_error_3": _gateway(503, "Service Temporarily Unavailable"),
        "server_error_4": _gateway(504, "Gateway Time-out"),
        "server_error_5": _gateway(408, "Request Time-out"),
        "invalid_response": _picture(b""),
        "invalid_response_2": _picture(b'{"status": "ok"}'),
    }
