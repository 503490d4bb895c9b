"""What the refusals of Google's video mean.

The Interactions API answers ``{"error": {"code": "quota_exceeded", "message"}}``; what stands before it, and the older
APIs, ``{"error": {"code": 429, "status", "message", "details"}}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.providers.service import Reply

POLICY = re.compile(r"polic|safety|prohibited|blocked|sensitive|responsible ai", re.I)
"""Words of a refusal that are about what was asked for."""
_RETIRED = re.compile(r"no longer available|models/\S+ (?:is|was) not found|model .{0,80}not found|shut down", re.I)
_BAD_KEY = re.compile(r"reported as leaked|unregistered callers", re.I)
_LIMIT_ZERO = re.compile(r"limit:\s*0(?![\d.])")
_RETRY_IN = re.compile(r"retry in ([\d.]+)\s*s", re.I)


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """An error, taken apart; any part may be missing. ``code`` is Google's word for it, in lower case."""

    http: int
    code: str
    message: str
    details: str
    """As text: only words in it matter."""


_TABLE: tuple[tuple[Callable[[_Fault], bool], str], ...] = (
    (lambda f: f.http == 404 and (f.code == "model_not_found" or bool(_RETIRED.search(f.message))), "MODEL_RETIRED"),
    (lambda f: f.http in (404, 410), "TASK_NOT_FOUND"),
    (lambda f: f.http == 401 or "API_KEY_INVALID" in f.details, "INVALID_API_KEY"),
    (lambda f: f.http == 403 and bool(_BAD_KEY.search(f.message)), "INVALID_API_KEY"),
    (lambda f: f.http == 403 or f.code == "failed_precondition", "PERMISSION_DENIED"),
    (lambda f: f.http == 402 or f.code == "quota_exceeded", "QUOTA_EXCEEDED"),
    (lambda f: f.http == 429 and ("PerDay" in f.details or bool(_LIMIT_ZERO.search(f.message))), "QUOTA_EXCEEDED"),
    (lambda f: f.http == 429, "RATE_LIMIT"),
    (lambda f: f.http in (408, 409, 499) or f.http >= 500, "SERVER_ERROR"),
    (lambda f: bool(POLICY.search(f.code)), "CONTENT_POLICY"),
)


def classify(reply: Reply) -> ProviderError:
    """Read an answer that is no success."""
    error = reply.object().get("error")
    reason: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    fault = _Fault(
        http=reply.status,
        code=str(reason.get("status") or reason.get("code") or "").lower(),
        message=" ".join(str(reason.get("message") or "").split()),
        details=str(reason.get("details") or ""),
    )
    ours = next((code for applies, code in _TABLE if applies(fault)), "INVALID_REQUEST")
    details = {"httpStatus": reply.status, "requestId": reply.request_id}
    return refusal(f"VEO_{ours}", fault.code, fault.message, details, _wait(reply, fault))


def classify_download(reply: Reply) -> ProviderError:
    """Read the refusal of a file: it is kept for two days."""
    if reply.status not in (403, 404, 410):
        return classify(reply)
    details = {"httpStatus": reply.status, "requestId": reply.request_id}
    return ProviderError(
        f"Google did not deliver the clip (HTTP {reply.status}).", code="VEO_DOWNLOAD_EXPIRED", details=details
    )


def _wait(reply: Reply, fault: _Fault) -> float | None:
    told = re.search(r"retryDelay\W+([\d.]+)s", fault.details) or _RETRY_IN.search(fault.message)
    try:
        delay = float(told[1]) if told else None
    except ValueError:
        delay = None
    return max((wait for wait in (delay, reply.retry_after) if wait is not None), default=None)


def refusal(
    ours: str, code: str, message: str, details: Mapping[str, Any], retry_after: float | None = None
) -> ProviderError:
    """Return the error with Google's own words."""
    words = (message or code)[:500]
    said = f": {words}" if words else ""
    facts = {**details, "providerCode": code[:200], "providerMessage": words}
    return ProviderError(f"Google's video service refused{said}", code=ours, details=facts, retry_after=retry_after)
