"""What ElevenLabs sells: models, output formats, plans and voices, as its lists tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidpipe.sandbox.sound_formats import Codec, SoundFormat

DEFAULT_MODEL, DEFAULT_FORMAT = "eleven_multilingual_v2", "mp3_44100_128"


@dataclass(frozen=True, kw_only=True)
class Model:
    """One speech model: longest text in characters, credits per character, dollars per 1,000 characters."""

    model_id: str
    longest: int
    multiplier: float = 1.0
    usd: float = 0.08
    languages: tuple[str, ...]


_MANY = (
    "en", "ja", "zh", "de", "hi", "fr", "ko", "pt", "it", "es", "id", "nl", "tr", "fil", "pl",
    "sv", "bg", "ro", "ar", "cs", "el", "fi", "hr", "ms", "sk", "da", "ta", "uk", "ru",
)  # fmt: skip
_MORE = (*_MANY, "hu", "no", "vi")
_ENGLISH = ("en",)

MODELS: Mapping[str, Model] = {
    model.model_id: model
    for model in (
        Model(model_id="eleven_multilingual_v2", longest=10_000, languages=_MANY),
        Model(model_id="eleven_flash_v2_5", longest=40_000, multiplier=0.5, usd=0.04, languages=_MORE),
        Model(model_id="eleven_turbo_v2_5", longest=40_000, multiplier=0.5, usd=0.04, languages=_MORE),
        Model(model_id="eleven_flash_v2", longest=30_000, multiplier=0.5, usd=0.04, languages=_ENGLISH),
        Model(model_id="eleven_turbo_v2", longest=30_000, multiplier=0.5, usd=0.04, languages=_ENGLISH),
        Model(model_id="eleven_v3", longest=5_000, languages=_MORE),
        Model(model_id="eleven_v4", longest=2_000, languages=_MORE),
        Model(model_id="eleven_v4_turbo", longest=5_000, multiplier=0.5, usd=0.04, languages=_MORE),
    )
}

CONCURRENCY: Mapping[str, int] = {"free": 2, "starter": 3, "creator": 5, "pro": 10, "scale": 15, "business": 15}
"""Requests that each plan may have open at once, smallest plan first."""


def plan_reaches(plan: str, needed: str) -> bool:
    """Whether a plan is at least the needed one."""
    plans = list(CONCURRENCY)
    return plans.index(plan) >= plans.index(needed)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A voice of the library or of the account; ``needs`` is the smallest plan that may use it."""

    voice_id: str
    name: str
    gender: str
    description: str
    category: str = "premade"
    needs: str = "free"
    aligned: bool = True
    """Whether answers carry alignment; ElevenLabs may leave it null, and one voice here always does."""


VOICES: Mapping[str, Voice] = {
    voice.voice_id: voice
    for voice in (
        Voice(voice_id="JBFqnCBsd6RMkjVDRZzb", name="George", gender="male", description="Warm narrator"),
        Voice(voice_id="21m00Tcm4TlvDq8ikWAM", name="Rachel", gender="female", description="Calm narrator"),
        Voice(
            voice_id="sandboxLibraryVoice1",
            name="Library voice",
            gender="female",
            description="From the voice library: not on the free plan",
            category="professional",
            needs="starter",
        ),
        Voice(
            voice_id="sandboxNullAlignment",
            name="Without alignment",
            gender="male",
            description="Its answers leave alignment null",
            category="generated",
            aligned=False,
        ),
    )
}

_MEDIA_TYPES: Mapping[str, str] = {
    "mp3": "audio/mpeg",
    "pcm": "audio/pcm",
    "wav": "audio/wav",
    "opus": "audio/opus",
    "ulaw": "audio/basic",
    "alaw": "audio/alaw",
}
_PCM_RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)


def _format(codec: Codec, rate: int, kilobits: int | None = None) -> tuple[str, SoundFormat]:
    name = f"{codec}_{rate}" + (f"_{kilobits}" if kilobits else "")
    bit_rate = kilobits * 1000 if kilobits else None
    return name, SoundFormat(codec=codec, rate=rate, bit_rate=bit_rate, media_type=_MEDIA_TYPES[codec])


FORMATS: Mapping[str, SoundFormat] = dict(
    [
        _format("mp3", 22050, 32),
        _format("mp3", 24000, 48),
        *(_format("mp3", 44100, kilobits) for kilobits in (32, 64, 96, 128, 192)),
        *(_format("pcm", rate) for rate in _PCM_RATES),
        *(_format("wav", rate) for rate in _PCM_RATES),
        *(_format("opus", 48000, kilobits) for kilobits in (32, 64, 96, 128, 192)),
        _format("ulaw", 8000),
        _format("alaw", 8000),
    ]
)
FORMAT_NEEDS: Mapping[str, str] = {"mp3_44100_192": "creator", "pcm_44100": "pro", "wav_44100": "pro"}
"""The smallest plan of the formats that not every plan has."""


def model_row(model: Model) -> dict[str, object]:
    """Describe a model as ``GET /v1/models`` does."""
    return {
        "model_id": model.model_id,
        "name": model.model_id.replace("_", " ").title(),
        "can_do_text_to_speech": True,
        "maximum_text_length_per_request": model.longest,
        "max_characters_request_free_user": min(model.longest, 2_500),
        "max_characters_request_subscribed_user": model.longest,
        "model_rates": {"character_cost_multiplier": model.multiplier},
        "concurrency_group": "turbo" if model.multiplier < 1 else "standard",
        "languages": [{"language_id": language, "name": language} for language in model.languages],
    }


def voice_row(voice: Voice) -> dict[str, object]:
    """Describe a voice as the voice lists do."""
    return {
        "voice_id": voice.voice_id,
        "name": voice.name,
        "category": voice.category,
        "description": voice.description,
        "labels": {"gender": voice.gender},
        "preview_url": None,
    }
