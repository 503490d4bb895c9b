"""Asking the simulated Gemini, and reading its answers."""

from __future__ import annotations

from typing import Any

import httpx

from vidpipe.sandbox.keys import KEYS

MODEL = "gemini-3.8-flash"
KEY = {"x-goog-api-key": KEYS["gemini"]}
TIDES = "Topic: how tides work. 5 scenes, 60 s."
SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "scenes": {
            "type": "array",
            "minItems": 5,
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {"narration": {"type": "string"}, "image_prompt": {"type": "string"}},
                "required": ["narration", "image_prompt"],
            },
        },
    },
    "required": ["title", "scenes"],
}


def question(text: str = TIDES, config: dict[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    contents = [{"role": "user", "parts": [{"text": text}]}]
    return {"contents": contents, **({"generationConfig": config} if config is not None else {}), **rest}


def in_json(**more: Any) -> dict[str, Any]:
    return {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA, **more}


def ask(
    sandbox: httpx.Client,
    body: object,
    *,
    model: str = MODEL,
    version: str = "v1beta",
    verb: str = "generateContent",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    path = f"/gemini/{version}/models/{model}:{verb}"
    return sandbox.post(path, json=body, headers=KEY if headers is None else headers)


def text_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    parts = answer.json()["candidates"][0]["content"]["parts"]
    return "".join(part["text"] for part in parts if not part.get("thought"))


def reasons_of(answer: httpx.Response) -> list[str]:
    return [detail["reason"] for detail in answer.json()["error"].get("details", []) if "reason" in detail]


def quotas_of(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 429
    details = {detail["@type"].rpartition(".")[2]: detail for detail in answer.json()["error"]["details"]}
    assert details["RetryInfo"]["retryDelay"].endswith("s")
    assert float(details["RetryInfo"]["retryDelay"][:-1]) > 0
    assert "retry-after" not in answer.headers
    violations: list[dict[str, Any]] = details["QuotaFailure"]["violations"]
    return violations
