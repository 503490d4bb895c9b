"""What Stability AI's refusals mean. Its v2beta answers hold ``errors``, its v1 answers (balance) a ``message``."""

from __future__ import annotations

from typing import Any

from vidpipe.errors import ProviderError, clean
from vidpipe.providers.service import Reply

PENALTY_SECONDS = 60.0
"""How long an account is shut out that sent more than 150 requests in 10 seconds (Stability's rate limits)."""

_BY_NAME = {
    "payment_required": "STABILITY_QUOTA_EXCEEDED",
    "unauthorized": "STABILITY_INVALID_API_KEY",
    "permission_denied": "STABILITY_INVALID_API_KEY",
    "content_moderation": "STABILITY_CONTENT_POLICY",
    "public_figure": "STABILITY_CONTENT_POLICY",
    "invalid_language": "STABILITY_INVALID_PROMPT",
    "bad_request": "STABILITY_INVALID_PROMPT",
    "payload_too_large": "STABILITY_INVALID_REQUEST",
    "not_found": "STABILITY_INVALID_REQUEST",
    "rate_limit_exceeded": "STABILITY_RATE_LIMIT",
    "internal_error": "STABILITY_SERVER_ERROR",
    "server_error": "STABILITY_SERVER_ERROR",
}
_BY_STATUS = {
    400: "STABILITY_INVALID_PROMPT",
    401: "STABILITY_INVALID_API_KEY",
    402: "STABILITY_QUOTA_EXCEEDED",
    403: "STABILITY_INVALID_API_KEY",
    408: "STABILITY_SERVER_ERROR",
    422: "STABILITY_INVALID_PROMPT",
    429: "STABILITY_RATE_LIMIT",
}


def classify(reply: Reply) -> ProviderError:
    """Return the error that an answer other than success stands for: its name counts before its status."""
    body = reply.object()
    name, said = str(body.get("name") or ""), _said(body)
    code = _BY_NAME.get(name) or _by_status(reply.status, said)
    # The service repeats a wrong key in its message: cleaned here, not only where errors are written.
    text = str(clean(said or ("" if body else reply.text.strip())))[:500]
    wait = reply.retry_after
    if code == "STABILITY_RATE_LIMIT" and wait is None:
        wait = PENALTY_SECONDS
    return ProviderError(
        f"Stability AI answered {reply.status}{f' {name}' if name else ''}{f': {text}' if said else '.'}",
        code=code,
        details={
            "httpStatus": reply.status,
            "requestId": reply.request_id or str(body.get("id") or "")[:200],
            "providerMessage": text,
        },
        retry_after=wait,
    )


def _said(body: dict[str, Any]) -> str:
    errors = body.get("errors")
    parts = errors if isinstance(errors, list) else [errors or body.get("message") or ""]
    return " ".join(str(part).strip() for part in parts if part)


def _by_status(status: int, said: str) -> str:
    if status == 403 and "moderation" in said.lower():
        return "STABILITY_CONTENT_POLICY"
    if status >= 500:
        return "STABILITY_SERVER_ERROR"
    return _BY_STATUS.get(status, "STABILITY_INVALID_REQUEST")
