"""What ElevenLabs' refusals mean: its word for the matter first, the status only when there is none.

Four shapes are known: ``detail`` as an object with ``status``, as one with ``type``, ``code`` and ``status``, as a list
(a request that breaks the schema), and as plain text. Used-up credits come as 401, like a wrong key.
"""

from __future__ import annotations

import re
from typing import Any

from vidpipe.errors import ProviderError, clean
from vidpipe.providers.service import Reply

_BY_WORD = {
    "quota_exceeded": "TTS_QUOTA_EXCEEDED",
    "invalid_api_key": "TTS_INVALID_API_KEY",
    "needs_authorization": "TTS_INVALID_API_KEY",
    "missing_permissions": "TTS_PERMISSION_DENIED",
    "detected_unusual_activity": "TTS_PERMISSION_DENIED",
    "output_format_not_allowed": "TTS_PERMISSION_DENIED",
    "paid_plan_required": "TTS_PLAN_REQUIRED",
    "voice_not_found": "TTS_VOICE_NOT_FOUND",
    "max_character_limit_exceeded": "TTS_TEXT_TOO_LONG",
    "text_too_long": "TTS_TEXT_TOO_LONG",
    "model_not_found": "TTS_INVALID_REQUEST",
    "invalid_model": "TTS_INVALID_REQUEST",
    "too_many_concurrent_requests": "TTS_RATE_LIMIT",
    "concurrent_limit_exceeded": "TTS_RATE_LIMIT",
    "system_busy": "TTS_RATE_LIMIT",
    "rate_limit_exceeded": "TTS_RATE_LIMIT",
}
_BY_STATUS = {
    400: "TTS_INVALID_REQUEST",
    401: "TTS_INVALID_API_KEY",
    402: "TTS_PLAN_REQUIRED",
    403: "TTS_PERMISSION_DENIED",
    408: "TTS_SERVER_ERROR",
    429: "TTS_RATE_LIMIT",
}
_POLICY = re.compile(r"moderation|polic(?:y|ies)|prohibited|safety|terms of (?:use|service)|disallowed|unsafe", re.I)
_QUOTA = re.compile(r"exceeds your quota|credits? remaining|out of credits", re.I)


def classify(reply: Reply) -> ProviderError:
    """Return the error that an answer other than success stands for."""
    detail = reply.object().get("detail")
    facts = detail if isinstance(detail, dict) else {}
    words = [str(facts.get(name) or "") for name in ("status", "code", "type")]
    text = _text(detail) or ("" if reply.object() else reply.text.strip())
    word = next((known for known in words if known in _BY_WORD), "") or next(filter(None, words), "")
    said = str(clean(text))[:500]
    return ProviderError(
        f"ElevenLabs answered {reply.status}{f' {word}' if word else ''}{f': {said}' if detail and said else '.'}",
        code=_code(reply.status, word, " ".join([*words, text])),
        details={
            "httpStatus": reply.status,
            "requestId": reply.request_id or str(facts.get("request_id") or "")[:200],
            "providerMessage": said,
        },
        retry_after=reply.retry_after,
    )


def _text(detail: Any) -> str:
    if isinstance(detail, dict):
        return str(detail.get("message") or "")
    if isinstance(detail, list):
        rows = [row for row in detail if isinstance(row, dict)]
        return "; ".join(f"{'.'.join(map(str, row.get('loc') or []))}: {row.get('msg', '')}" for row in rows)
    return str(detail or "")


def _code(status: int, word: str, everything: str) -> str:
    if word in _BY_WORD:
        return _BY_WORD[word]
    if _QUOTA.search(everything):
        return "TTS_QUOTA_EXCEEDED"
    if status in (400, 403, 451) and _POLICY.search(everything):
        return "TTS_CONTENT_POLICY"
    if status >= 500:
        return "TTS_SERVER_ERROR"
    return _BY_STATUS.get(status, "TTS_INVALID_REQUEST")
