"""What is known of ElevenLabs' speech models; GET /v1/models tells the same for an account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SpeechModel:
    """Most characters of one request, credits for a character, and which fields of a request the model knows."""

    longest: int
    credits: float = 1.0
    language_code: bool = True
    neighbours: bool = True


_MODELS = {
    "eleven_multilingual_v2": SpeechModel(longest=10_000, language_code=False),
    "eleven_flash_v2_5": SpeechModel(longest=40_000, credits=0.5),
    "eleven_turbo_v2_5": SpeechModel(longest=40_000, credits=0.5),
    "eleven_flash_v2": SpeechModel(longest=30_000, credits=0.5, language_code=False),
    "eleven_turbo_v2": SpeechModel(longest=30_000, credits=0.5, language_code=False),
    "eleven_v3": SpeechModel(longest=5_000, neighbours=False),
    "eleven_v4": SpeechModel(longest=2_000, neighbours=False),
    "eleven_v4_turbo": SpeechModel(longest=5_000, credits=0.5, neighbours=False),
}
_UNKNOWN = SpeechModel(longest=2_000, neighbours=False)


def speech_model(name: str) -> SpeechModel:
    """Return what is known of a model; of an unknown one nothing is taken for granted."""
    return _MODELS.get(name, _UNKNOWN)
