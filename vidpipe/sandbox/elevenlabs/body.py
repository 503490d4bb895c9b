"""The request of ElevenLabs' text-to-speech endpoints, checked field by field; faults in its 422 list shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vidpipe.sandbox.elevenlabs.offers import DEFAULT_FORMAT, DEFAULT_MODEL, FORMATS

MAX_SEED = 4_294_967_295
_SETTINGS: Mapping[str, tuple[float, float]] = {
    "stability": (0, 1),
    "similarity_boost": (0, 1),
    "style": (0, 1),
    "clone_strength": (0, 1),
    "speed": (0.7, 1.2),
}
_NORMALIZATION = ("auto", "on", "off")
_MOST_NEIGHBOURS = 3
_QUERY: Mapping[str, tuple[str, ...]] = {
    "output_format": tuple(FORMATS),
    "optimize_streaming_latency": tuple("01234"),
    "enable_logging": ("true", "false"),
}


@dataclass(frozen=True, kw_only=True)
class SpeechOrder:
    """A request of valid shape; whether model, voice and plan allow it is still open."""

    text: str
    model_id: str
    language_code: str | None
    output_format: str
    speed: float
    normalize: bool
    logged: bool


class Unprocessable(Exception):
    """The request breaks its schema; ``detail`` is the list that ElevenLabs answers with 422."""

    def __init__(self, detail: list[dict[str, object]]) -> None:
        super().__init__(str(detail))
        self.detail = detail


@dataclass
class _Reader:
    """Reads values out of the body and remembers what is wrong with them."""

    body: Mapping[str, Any]
    faults: list[dict[str, object]] = field(default_factory=list)

    def fault(self, loc: list[str | int], message: str, kind: str) -> None:
        self.faults.append({"loc": loc, "msg": message, "type": kind})

    def string(self, name: str) -> str | None:
        value = self.body.get(name)
        if value is not None and not isinstance(value, str):
            self.fault(["body", name], "Input should be a valid string", "string_type")
            return None
        if value is not None and any("\ud800" <= character <= "\udfff" for character in value):
            self.fault(["body", name], "Input should be a valid string, unable to parse as unicode", "string_unicode")
            return None
        return value

    def text(self) -> str:
        if "text" not in self.body:
            self.fault(["body", "text"], "Field required", "missing")
            return ""
        text = self.string("text")
        if not (text or "").strip() and not self.faults:
            self.fault(["body", "text"], "String should have at least 1 character", "string_too_short")
        return text or ""

    def number(self, loc: list[str | int], value: object, low: float, high: float) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(loc, "Input should be a valid number", "float_type")
        elif value < low:
            self.fault(loc, f"Input should be greater than or equal to {low:g}", "greater_than_equal")
        elif value > high:
            self.fault(loc, f"Input should be less than or equal to {high:g}", "less_than_equal")
        else:
            return float(value)
        return None

    def boolean(self, loc: list[str | int], value: object) -> None:
        if value is not None and not isinstance(value, bool):
            self.fault(loc, "Input should be a valid boolean", "bool_type")

    def few(self, name: str) -> None:
        value = self.body.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(["body", name], "Input should be a valid list", "list_type")
        elif len(value) > _MOST_NEIGHBOURS:
            message = f"List should have at most {_MOST_NEIGHBOURS} items after validation, not {len(value)}"
            self.fault(["body", name], message, "too_long")

    def choice(self, loc: list[str | int], value: str | None, allowed: tuple[str, ...]) -> None:
        if value is not None and value not in allowed:
            self.fault(loc, f"Input should be {', '.join(map(repr, allowed))}", "enum")

    def seed(self) -> None:
        seed = self.number(["body", "seed"], self.body.get("seed"), 0, MAX_SEED)
        if seed is not None and seed != int(seed):
            self.fault(["body", "seed"], "Input should be a valid integer", "int_from_float")

    def speed(self) -> float:
        """Check ``voice_settings`` and return its speed, 1.0 being normal."""
        settings = self.body.get("voice_settings")
        if settings is None:
            return 1.0
        if not isinstance(settings, dict):
            self.fault(["body", "voice_settings"], "Input should be a valid dictionary", "model_type")
            return 1.0
        values = {
            name: self.number(["body", "voice_settings", name], settings.get(name), low, high)
            for name, (low, high) in _SETTINGS.items()
        }
        self.boolean(["body", "voice_settings", "use_speaker_boost"], settings.get("use_speaker_boost"))
        speed = values["speed"]
        return 1.0 if speed is None else speed


def read_speech_order(body: object, query: Mapping[str, str]) -> SpeechOrder:
    """Check body and query of a text-to-speech request. Raises :class:`Unprocessable` with every fault."""
    if not isinstance(body, dict):
        fault: dict[str, object] = {"loc": ["body"], "msg": "Input should be a valid dictionary", "type": "model_type"}
        raise Unprocessable([fault])
    reader = _Reader(body)
    text = reader.text()
    model_id = reader.string("model_id")
    language = reader.string("language_code")
    reader.string("previous_text")
    reader.string("next_text")
    for name in ("previous_request_ids", "next_request_ids", "pronunciation_dictionary_locators"):
        reader.few(name)
    for name in ("apply_language_text_normalization", "use_pvc_as_ivc"):
        reader.boolean(["body", name], body.get(name))
    reader.seed()
    normalization = reader.string("apply_text_normalization")
    reader.choice(["body", "apply_text_normalization"], normalization, _NORMALIZATION)
    speed = reader.speed()
    for name, allowed in _QUERY.items():
        reader.choice(["query", name], query.get(name), allowed)
    if reader.faults:
        raise Unprocessable(reader.faults)
    return SpeechOrder(
        text=text,
        model_id=model_id or DEFAULT_MODEL,
        language_code=language,
        output_format=query.get("output_format", DEFAULT_FORMAT),
        speed=speed,
        normalize=normalization != "off",
        logged=query.get("enable_logging") != "false",
    )
