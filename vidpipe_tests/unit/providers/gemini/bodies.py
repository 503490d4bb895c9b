"""Bodies of Gemini's answers, in the shape Google documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from vidpipe.providers.gemini.config import Config
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session

KEY = "AIzaSyInventedForTests-000000000000000"
USAGE = {"promptTokenCount": 212, "candidatesTokenCount": 640, "thoughtsTokenCount": 118, "totalTokenCount": 970}


def config(**changes: Any) -> Config:
    """Return settings with a key."""
    return Config(api_key=KEY, **changes)


def session(answer: Callable[[httpx.Request], httpx.Response], ledger: MemoryLedger | None = None) -> Session:
    """Return a session whose service is a function."""
    return Session(ledger, transport=httpx.MockTransport(answer))


def success(text: str, **changes: Any) -> dict[str, Any]:
    """Return a finished answer, with a thought before the text that comes in two parts."""
    parts = [
        {"text": "Let me count the words {", "thought": True},
        {"text": text[:40]},
        {"text": text[40:], "thoughtSignature": "Eo8B"},
    ]
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}
    return {
        "candidates": [candidate | changes],
        "usageMetadata": USAGE,
        "modelVersion": "gemini-3.8-flash",
        "responseId": "k2Yhaf",
    }


def refused_output(reason: str) -> dict[str, Any]:
    """Return an answer that was stopped for a reason, without content."""
    return {"candidates": [{"finishReason": reason, "index": 0}], "usageMetadata": USAGE}


def blocked(reason: str) -> dict[str, Any]:
    """Return the answer to a prompt that was blocked."""
    return {
        "promptFeedback": {"blockReason": reason, "safetyRatings": []},
        "usageMetadata": {"promptTokenCount": 212, "totalTokenCount": 212},
        "modelVersion": "gemini-3.8-flash",
    }


def error(code: int, status: str, message: str, *details: dict[str, Any]) -> dict[str, Any]:
    """Return an error body."""
    return {"error": {"code": code, "message": message, "status": status, "details": list(details)}}


def reason(name: str) -> dict[str, Any]:
    """Return the detail that names a reason."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": name,
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }


def violations(*quotas: dict[str, str]) -> dict[str, Any]:
    """Return the detail that names quotas."""
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": list(quotas)}


def violation(quota_id: str, value: str | None) -> dict[str, str]:
    """Return one quota; a limit of zero has no value on the wire."""
    one = {"quotaMetric": "generativelanguage.googleapis.com/requests", "quotaId": quota_id}
    return one if value is None else one | {"quotaValue": value}


def retry_in(delay: str) -> dict[str, Any]:
    """Return the detail that asks to wait."""
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


def dumps(value: Any) -> str:
    """Return JSON as a model writes it."""
    return json.dumps(value, ensure_ascii=False)
