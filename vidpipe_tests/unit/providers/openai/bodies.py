"""Bodies of OpenAI's answers and of servers that speak its protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.openai.config import Config
from vidpipe.providers.session import Session

KEY = "sk-inventedForTests00000000000000"


def config(**changes: Any) -> Config:
    """Return settings with a key and a model."""
    return Config(**{"api_key": KEY, "script_model": "gpt-of-tests"} | changes)


def session(answer: Callable[[httpx.Request], httpx.Response], ledger: MemoryLedger | None = None) -> Session:
    """Return a session whose server is a function."""
    return Session(ledger, transport=httpx.MockTransport(answer))


def success(content: Any, finish_reason: str = "stop", **message: Any) -> dict[str, Any]:
    """Return a finished chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "gpt-of-tests-2026-08-01",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": None} | message,
                "finish_reason": finish_reason,
            }
        ],
        "usage": {"prompt_tokens": 500, "completion_tokens": 700, "total_tokens": 1_200},
    }


def error(kind: str | None, code: Any, message: str = "…", param: str | None = None) -> dict[str, Any]:
    """Return an error in OpenAI's shape."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
