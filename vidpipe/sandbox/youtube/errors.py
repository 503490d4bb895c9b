"""YouTube's error bodies, and the faults that can be armed: every documented reason, in its true shape."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, json_answer
from vidpipe.sandbox.youtube.messages import MESSAGES

_STATES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
}
_WITH_STATE = {"authError", "rateLimitExceeded", "insufficientPermissions"}
"""Reasons of the newer kind, whose bodies carry a ``status``."""


class Refused(Exception):
    """A request that YouTube answers with an error."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.outcome)
        self.answer = answer


def error(
    status: int,
    reason: str,
    message: str | None = None,
    *,
    domain: str = "youtube.video",
    location: str | None = None,
    details: list[Mapping[str, Any]] | None = None,
) -> Answer:
    """Answer with YouTube's error body; ``location`` names the field or the parameter."""
    message = MESSAGES[reason] if message is None else message
    item: dict[str, Any] = {"message": message, "domain": domain, "reason": reason}
    if location:
        kind = "other" if location.startswith("body") else "header" if location == "Authorization" else "parameter"
        item |= {"location": location, "locationType": kind}
    body: dict[str, Any] = {"code": status, "message": message, "errors": [item]}
    if reason in _WITH_STATE:
        body["status"] = _STATES[status]
    if details:
        body["details"] = details
    headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if status == 401 else None
    return json_answer(status, {"error": body}, headers=headers, outcome=reason)


def refusal(status: int, reason: str, message: str | None = None, **more: Any) -> Refused:
    """The same, to be raised."""
    return Refused(error(status, reason, message, **more))


def oauth_error(status: int, name: str, description: str | None = None) -> Answer:
    """Answer as Google's token endpoint does."""
    body = {"error": name} | ({"error_description": description} if description else {})
    return json_answer(status, body, headers={"Cache-Control": "no-store"}, outcome=name)


def plain(status: int, text: str | None = None, *, outcome: str | None = None) -> Answer:
    """Answer in plain text, as the upload servers and gateways do."""
    phrase = HTTPStatus(status).phrase
    response = Response(text or phrase, status_code=status, media_type="text/plain; charset=UTF-8")
    return Answer(response, outcome=outcome or phrase.lower().replace(" ", "_"))


def scope_insufficient() -> Answer:
    """Answer a token whose user has not allowed this."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "youtube.googleapis.com"},
    }
    return error(403, "insufficientPermissions", domain="global", details=[info])
