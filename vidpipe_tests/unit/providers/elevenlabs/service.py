"""An ElevenLabs made of canned answers: every character takes a tenth of a second of noise."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from vidpipe.models import Speech
from vidpipe.providers import SpeechRequest
from vidpipe.providers.elevenlabs.config import Config
from vidpipe.providers.elevenlabs.speech import ElevenLabsSpeechProvider
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session

KEY = "sk_" + "0123456789abcdef" * 2
STEP = 0.1
RATE = 24_000
Answering = Callable[[httpx.Request], httpx.Response]


def config(**changes: Any) -> Config:
    return Config(_env_file=None, **{"api_key": KEY, "output_format": "pcm_24000", **changes})


def pcm(seconds: float) -> bytes:
    noise = np.random.default_rng(0).normal(0, 0.1, round(seconds * RATE))
    return bytes((noise * 32767).clip(-32767, 32767).astype("<i2").tobytes())


def timed(text: str) -> dict[str, Any]:
    return {
        "characters": list(text),
        "character_start_times_seconds": [round(number * STEP, 3) for number in range(len(text))],
        "character_end_times_seconds": [round((number + 1) * STEP, 3) for number in range(len(text))],
    }


def body(request: httpx.Request) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(request.content)
    return sent


def spoken(text: str, **changes: Any) -> httpx.Response:
    sound = base64.b64encode(pcm(len(text) * STEP)).decode()
    answer = {"audio_base64": sound, "alignment": timed(text), "normalized_alignment": timed(text)} | changes
    return httpx.Response(200, json=answer, headers={"request-id": "r1", "character-cost": str(len(text))})


def echo(request: httpx.Request) -> httpx.Response:
    return spoken(body(request)["text"])


def speak(
    answering: Answering,
    out: Path,
    text: str = "Hi sea",
    *,
    language: str = "en",
    voice: str | None = None,
    ledger: MemoryLedger | None = None,
    **settings: Any,
) -> Speech:
    async def run() -> Speech:
        async with Session(ledger, transport=httpx.MockTransport(answering)) as session:
            provider = ElevenLabsSpeechProvider(session, config(**settings))
            request = SpeechRequest(text=text, language=language, voice=voice, scene=3)
            return await provider.speak(request, out)

    return asyncio.run(run())
