"""What the refusals of OpenAI's Videos API mean: ``{"error": {"message", "type", "param", "code"}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.providers.service import Reply

_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"})
_GONE = re.compile(r"model_not_found|deprecat|no longer available|shut ?down|retired", re.I)
MODERATED = re.compile(r"moderation|content_policy|safety", re.I)


def classify(reply: Reply) -> ProviderError:
    """Read an answer to a creation that is no success: where there are no videos, the API is gone."""
    code, kind, message = _reason(reply)
    return _error(_ours(reply.status, f"{code} {kind}", message, "SORA_RETIRED"), reply, code, message)


def classify_look(reply: Reply) -> ProviderError:
    """Read an answer about a video that was begun."""
    code, kind, message = _reason(reply)
    return _error(_ours(reply.status, f"{code} {kind}", message, "SORA_TASK_NOT_FOUND"), reply, code, message)


def classify_download(reply: Reply) -> ProviderError:
    """Read the refusal of a film, which is kept for hours only."""
    if reply.status not in (403, 404, 410):
        return classify_look(reply)
    code, _, message = _reason(reply)
    return _error("SORA_DOWNLOAD_EXPIRED", reply, code, message)


def classify_video(video: Mapping[str, Any]) -> ProviderError:
    """Read a video that failed."""
    error = video.get("error")
    reason: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code, message = str(reason.get("code") or ""), str(reason.get("message") or "")
    ours = "SORA_CONTENT_POLICY" if MODERATED.search(code) else "SORA_SERVER_ERROR"
    words = (message or code)[:500]
    details = {"jobId": str(video.get("id") or "")[:200], "providerCode": code[:200], "providerMessage": words}
    return ProviderError(f"The video service failed{f': {words}' if words else ''}", code=ours, details=details)


def _reason(reply: Reply) -> tuple[str, str, str]:
    error = reply.object().get("error")
    if not isinstance(error, Mapping):
        return "", "", error if isinstance(error, str) else reply.text.strip()
    return str(error.get("code") or ""), str(error.get("type") or ""), str(error.get("message") or "")


def _ours(status: int, named: str, message: str, missing: str) -> str:
    if status in (404, 410):
        return "SORA_RETIRED" if _GONE.search(f"{named} {message}") else missing
    if status == 401:
        return "SORA_INVALID_API_KEY"
    if status == 402 or (status in (400, 403, 429) and any(code in named.split() for code in _NO_MONEY)):
        return "SORA_QUOTA_EXCEEDED"
    if status == 403:
        return "SORA_PERMISSION_DENIED"
    if status == 429:
        return "SORA_RATE_LIMIT"
    if status >= 500 or status in (408, 409):
        return "SORA_SERVER_ERROR"
    if MODERATED.search(named):
        return "SORA_CONTENT_POLICY"
    return "SORA_RETIRED" if _GONE.search(f"{named} {message}") else "SORA_INVALID_REQUEST"


def _error(ours: str, reply: Reply, code: str, message: str) -> ProviderError:
    words = (message or code)[:500]
    details = {
        "httpStatus": reply.status,
        "requestId": reply.request_id,
        "providerCode": code[:200],
        "providerMessage": words,
    }
    said = f": {words}" if words else ""
    return ProviderError(f"The video service refused{said}", code=ours, details=details, retry_after=reply.retry_after)
