"""The request of OpenAI's speech endpoint, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vidpipe.sandbox.sound_formats import SoundFormat

SHUTDOWN = "2027-01-06"
"""The day on which OpenAI stops every speech model (its deprecation notice of October 2026)."""

MAX_CHARACTERS = 4_096

MODELS = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15", "gpt-4o-mini-tts-2025-03-20")
_NEWER_VOICES = ("ballad", "verse", "marin", "cedar")
VOICES = ("alloy", "ash", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", *_NEWER_VOICES)
RATE = 24_000
FORMATS: Mapping[str, SoundFormat] = {
    "mp3": SoundFormat(codec="mp3", rate=RATE, bit_rate=128_000, media_type="audio/mpeg"),
    "opus": SoundFormat(codec="opus", rate=RATE, bit_rate=64_000, media_type="audio/opus"),
    "aac": SoundFormat(codec="aac", rate=RATE, bit_rate=128_000, media_type="audio/aac"),
    "flac": SoundFormat(codec="flac", rate=RATE, media_type="audio/flac"),
    "wav": SoundFormat(codec="wav", rate=RATE, media_type="audio/wav"),
    "pcm": SoundFormat(codec="pcm", rate=RATE, media_type="audio/pcm"),
}


@dataclass(frozen=True, kw_only=True)
class SpeechOrder:
    """A valid request; ``sse`` asks for server-sent events instead of bytes."""

    model: str
    text: str
    voice: str
    instructions: str
    response_format: str
    speed: float
    sse: bool


def is_old(model: str) -> bool:
    """Whether a model is one of tts-1's family."""
    return model.startswith("tts-1")


class Refused(Exception):
    """The request breaks a rule: the error object's message, param and code, and the HTTP status."""

    def __init__(self, message: str, *, param: str | None, code: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code
        self.status = status


def read_speech_order(body: object) -> SpeechOrder:
    """Check a request's body. Raises :class:`Refused` at the first fault, as OpenAI names one at a time."""
    if not isinstance(body, dict):
        raise Refused("We could not parse the JSON body of your request.", param=None, code="invalid_value")
    model = _string(body, "model", required=True)
    if model not in MODELS:
        message = f"The model `{model}` does not exist or you do not have access to it."
        raise Refused(message, param="model", code="model_not_found", status=404)
    text = _string(body, "input", required=True, longest=MAX_CHARACTERS)
    if not text.strip():
        raise Refused("Invalid 'input': it must not be empty.", param="input", code="invalid_value")
    stream_format = _choice(body, "stream_format", ("audio", "sse"), "audio")
    if stream_format == "sse" and is_old(model):
        message = f"Invalid value: 'sse'. stream_format is not supported with {model}."
        raise Refused(message, param="stream_format", code="invalid_value")
    return SpeechOrder(
        model=model,
        text=text,
        voice=_voice(body, model),
        instructions=_string(body, "instructions", longest=MAX_CHARACTERS),
        response_format=_choice(body, "response_format", tuple(FORMATS), "mp3"),
        speed=_speed(body.get("speed")),
        sse=stream_format == "sse",
    )


def _string(body: Mapping[str, Any], name: str, *, required: bool = False, longest: int | None = None) -> str:
    value = body.get(name)
    if value is None:
        if required:
            raise Refused(f"Missing required parameter: '{name}'.", param=name, code="missing_required_parameter")
        return ""
    if not isinstance(value, str):
        raise Refused(f"Invalid type for '{name}': expected a string.", param=name, code="invalid_type")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Refused(f"Invalid '{name}': it is no valid Unicode.", param=name, code="invalid_value")
    if longest is not None and len(value) > longest:
        raise Refused(
            f"Invalid '{name}': string too long. Expected a string with maximum length {longest}, but got a string "
            f"with length {len(value)} instead.",
            param=name,
            code="string_above_max_length",
        )
    return value


def _choice(body: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = _string(body, name) or default
    if value not in allowed:
        listed = ", ".join(map(repr, allowed))
        message = f"Invalid value: '{value}'. Supported values are: {listed}."
        raise Refused(message, param=name, code="invalid_value")
    return value


def _voice(body: Mapping[str, Any], model: str) -> str:
    """Return the voice's name, or the id of an own voice given as ``{"id": "voice_…"}``."""
    asked = body.get("voice")
    if isinstance(asked, dict):
        own = asked.get("id")
        if isinstance(own, str) and own.startswith("voice_"):
            return own
        raise Refused(
            "Invalid 'voice.id': expected an ID that begins with 'voice'.", param="voice", code="invalid_value"
        )
    _string(body, "voice", required=True)
    allowed = tuple(voice for voice in VOICES if not (is_old(model) and voice in _NEWER_VOICES))
    return _choice(body, "voice", allowed, "")


def _speed(asked: object) -> float:
    if asked is None:
        return 1.0
    if isinstance(asked, bool) or not isinstance(asked, int | float):
        raise Refused("Invalid type for 'speed': expected a number.", param="speed", code="invalid_type")
    if not 0.25 <= asked <= 4.0:
        message = "Invalid 'speed': expected a value between 0.25 and 4.0."
        raise Refused(message, param="speed", code="invalid_value")
    return float(asked)
