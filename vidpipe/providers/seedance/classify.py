"""What Seedance's refusals mean. Its errors are ``{"error": {"code", "message", "param", "type"}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.providers.service import Reply

_CODES: Mapping[str, str] = {
    "MissingParameter": "SEEDANCE_INVALID_REQUEST",
    "InvalidParameter": "SEEDANCE_INVALID_REQUEST",
    "InvalidImageURL": "SEEDANCE_INVALID_REQUEST",
    "InvalidEndpoint": "SEEDANCE_INVALID_REQUEST",
    "AuthenticationError": "SEEDANCE_INVALID_API_KEY",
    "AccountOverdueError": "SEEDANCE_QUOTA_EXCEEDED",
    "OperationDenied.ServiceOverdue": "SEEDANCE_QUOTA_EXCEEDED",
    "SetLimitExceeded": "SEEDANCE_QUOTA_EXCEEDED",
    "OperationDenied": "SEEDANCE_PERMISSION_DENIED",
    "AccessDenied": "SEEDANCE_PERMISSION_DENIED",
    "InvalidEndpointOrModel": "SEEDANCE_MODEL_UNAVAILABLE",
    "ModelNotOpen": "SEEDANCE_MODEL_UNAVAILABLE",
    "RateLimitExceeded": "SEEDANCE_RATE_LIMIT",
    "ServerOverloaded": "SEEDANCE_RATE_LIMIT",
    "InternalServiceError": "SEEDANCE_SERVER_ERROR",
    "ContentSecurityDetectionError": "SEEDANCE_SERVER_ERROR",
}
"""Whole codes, or what stands before their first dot. What a code does not say, the status does."""
_REFUSED = re.compile(r"SensitiveContentDetected|RiskDetection")
"""Of texts, pictures, films and sounds, of what was sent and of what was made."""
_STATUSES: Mapping[int, str] = {
    400: "SEEDANCE_INVALID_REQUEST",
    401: "SEEDANCE_INVALID_API_KEY",
    403: "SEEDANCE_PERMISSION_DENIED",
    404: "SEEDANCE_TASK_NOT_FOUND",
    429: "SEEDANCE_RATE_LIMIT",
}
_USED_UP = re.compile(r"\bfree\b|exhaust", re.I)
"""QuotaExceeded says that the queue is full, unless its words say that the free quota is used up."""


def classify(reply: Reply) -> ProviderError:
    """Read an answer that is no success."""
    error = reply.object().get("error")
    reason: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code, message = str(reason.get("code") or ""), str(reason.get("message") or "") or reply.text.strip()
    details = {"httpStatus": reply.status, "requestId": reply.request_id, "param": str(reason.get("param") or "")[:200]}
    return _refusal(_ours(reply.status, code, message), code, message, details, reply.retry_after)


def classify_task(task: Mapping[str, Any]) -> ProviderError:
    """Read a task that came to no film: failed, expired or cancelled. It is looked at with success (HTTP 200)."""
    error, status = task.get("error"), str(task.get("status") or "")
    reason: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code, message = str(reason.get("code") or ""), str(reason.get("message") or "")
    details = {"jobId": str(task.get("id") or "")[:200], "jobStatus": status[:50]}
    if status in ("expired", "cancelled"):
        said = message or f"the task {'expired' if status == 'expired' else 'was cancelled'} before it was done"
        ours = "SEEDANCE_TIMEOUT" if status == "expired" else "SEEDANCE_TASK_NOT_FOUND"
        return _refusal(ours, code, said, details, None)
    return _refusal(_ours(500, code, message), code, message, details, None)


def classify_storage(reply: Reply) -> ProviderError:
    """Read the refusal of the host of results: a signed address whose 24 hours are over, as a rule."""
    return ProviderError(
        f"Seedance's storage did not deliver the clip (HTTP {reply.status}).",
        code="SEEDANCE_SERVER_ERROR" if reply.status >= 500 or reply.status == 429 else "SEEDANCE_TASK_NOT_FOUND",
        details={"httpStatus": reply.status, "requestId": reply.headers.get("x-tos-request-id", reply.request_id)},
    )


def _ours(status: int, code: str, message: str) -> str:
    if _REFUSED.search(code):
        return "SEEDANCE_CONTENT_POLICY"
    if code == "QuotaExceeded":
        return "SEEDANCE_QUOTA_EXCEEDED" if _USED_UP.search(message) else "SEEDANCE_RATE_LIMIT"
    known = _CODES.get(code) or _CODES.get(code.partition(".")[0]) or _STATUSES.get(status)
    if known is not None:
        return known
    if status >= 500:
        return "SEEDANCE_SERVER_ERROR"
    return "SEEDANCE_INVALID_REQUEST" if status >= 400 else "PROVIDER_RESPONSE_INVALID"


def _refusal(
    ours: str, code: str, message: str, details: Mapping[str, Any], retry_after: float | None
) -> ProviderError:
    words = (message or code)[:500]
    facts = {**details, "providerCode": code[:200], "providerMessage": words}
    said = f": {words}" if words else ""
    return ProviderError(f"Seedance refused{said}", code=ours, details=facts, retry_after=retry_after)
