"""Asking the simulated ElevenLabs, and reading its answers."""

from __future__ import annotations

import io
from typing import Any

import av
import httpx

from vidpipe.sandbox.keys import KEYS

AUTH = {"xi-api-key": KEYS["elevenlabs"]}
VOICE = "JBFqnCBsd6RMkjVDRZzb"
SUBSCRIPTION = "/elevenlabs/v1/user/subscription"


def speak(
    sandbox: httpx.Client,
    text: object = "Hi sea",
    *,
    kind: str = "",
    voice: str = VOICE,
    query: dict[str, str] | None = None,
    **rest: Any,
) -> httpx.Response:
    body = {"text": text, **rest}
    return sandbox.post(f"/elevenlabs/v1/text-to-speech/{voice}{kind}", headers=AUTH, params=query, json=body)


def timed(sandbox: httpx.Client, text: str, **rest: Any) -> Any:
    answer = speak(sandbox, text, kind="/with-timestamps", **rest)
    assert answer.status_code == 200, answer.text
    return answer.json()


def account(sandbox: httpx.Client, **values: object) -> None:
    body = {"provider": "elevenlabs", "key": KEYS["elevenlabs"], **values}
    assert sandbox.post("/__sandbox__/accounts", json=body).status_code == 200


def credits_used(sandbox: httpx.Client) -> int:
    return int(sandbox.get(SUBSCRIPTION, headers=AUTH).json()["character_count"])


def seconds(sound: bytes) -> float:
    with av.open(io.BytesIO(sound), "r") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
