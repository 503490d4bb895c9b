"""What D-ID demands of the body of a talk or a clip, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from vidpipe.sandbox.did.errors import invalid

IMAGES = ("jpg", "jpeg", "png")
SOUNDS = ("m4a", "flac", "mp3", "mp4", "wav")
VOICES = ("microsoft", "elevenlabs", "amazon", "google", "azure-openai")
EXPRESSIONS = ("neutral", "happy", "serious", "surprise")
SHORTEST_TEXT, LONGEST_TEXT, LONGEST_PLAIN_TEXT = 3, 40_000, 10_000
_TAGS = re.compile(r"<[^>]*>")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

Check = Callable[[Any], str | None]
"""Says what is wrong with a value, None when nothing is."""


def check_talk(body: object) -> Mapping[str, Any]:
    """Return the body of POST /talks. Raises :class:`Refused` with every problem of it."""
    checks = {"source_url": media_url(IMAGES), "config": _talk_config, **_COMMON}
    return _checked(body, checks, required=("script",))


def check_clip(body: object) -> Mapping[str, Any]:
    """Return the body of POST /clips. Raises :class:`Refused` with every problem of it."""
    checks = {
        "presenter_id": text(1, 200),
        "driver_id": text(1, 200),
        "config": _clip_config,
        "presenter_config": _presenter_config,
        "background": _background,
        **_COMMON,
    }
    return _checked(body, checks, required=("presenter_id", "script"))


def _checked(body: object, checks: Mapping[str, Check], *, required: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise invalid({"body": "must be an object"})
    problems = {f"body.{name}": f"'{name}' is required" for name in required if body.get(name) is None}
    for name, check in checks.items():
        if body.get(name) is not None and (problem := check(body[name])):
            problems[f"body.{name}"] = problem
    if problems:
        raise invalid(problems)
    return {name: value for name, value in body.items() if value is not None}


def text(shortest: int, longest: int) -> Check:
    """A string of so many characters."""

    def check(value: Any) -> str | None:
        if isinstance(value, str) and shortest <= len(value) <= longest:
            return None
        return f"must be a string of {shortest} to {longest} characters"

    return check


def number(low: float, high: float) -> Check:
    """A number within limits."""

    def check(value: Any) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return None if good else f"must be a number from {low:g} to {high:g}"

    return check


def one_of(*values: Any) -> Check:
    """One of a few values."""
    return lambda value: None if value in values else f"must be one of {', '.join(map(str, values))}"


def flag(value: Any) -> str | None:
    """A boolean."""
    return None if isinstance(value, bool) else "must be a boolean"


def media_url(extensions: Collection[str]) -> Check:
    """An ``https://`` or ``s3://`` address whose path ends in one of these; no data URI."""

    def check(value: Any) -> str | None:
        parts = urlsplit(value) if isinstance(value, str) and len(value) <= 4_000 else None
        ending = parts.path.lower().rpartition(".")[2] if parts else ""
        if parts and parts.scheme in ("https", "s3") and parts.netloc and ending in extensions:
            return None
        return f"must be an https:// or s3:// URL of a file with an extension of {', '.join(extensions)}"

    return check


def https_url(value: Any) -> str | None:
    """An ``https://`` address."""
    good = isinstance(value, str) and value.startswith("https://") and bool(urlsplit(value).hostname)
    return None if good else "must be an https:// URL"


def _url(value: Any) -> str | None:
    good = isinstance(value, str) and value.startswith(("https://", "s3://"))
    return None if good else "must be an https:// or s3:// URL"


def _fields(checks: Mapping[str, Check], *required: str) -> Check:
    """An object whose known fields pass; others are let through."""

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "must be an object"
        if missing := [name for name in required if value.get(name) is None]:
            return f"'{missing[0]}' is required"
        for name, of_field in checks.items():
            if value.get(name) is not None and (problem := of_field(value[name])):
                return f"{name} {problem}"
        return None

    return check


def _script(value: Any) -> str | None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "audio":
        return _fields({"audio_url": media_url(SOUNDS), "subtitles": flag}, "audio_url")(value)
    if kind != "text":
        return "type must be one of audio, text"
    checks = {"input": _input, "ssml": flag, "subtitles": flag, "provider": _provider}
    return _fields(checks, "input")(value)


def _input(value: Any) -> str | None:
    if problem := text(SHORTEST_TEXT, LONGEST_TEXT)(value):
        return problem
    if len(_TAGS.sub("", value)) > LONGEST_PLAIN_TEXT:
        return f"must have at most {LONGEST_PLAIN_TEXT} characters without its tags"
    return None


def _position(value: Any) -> str | None:
    good = isinstance(value, list) and len(value) == 2 and all(number(0, 1e6)(part) is None for part in value)
    return None if good else "must be [x, y]"


def _driver_expressions(value: Any) -> str | None:
    expression = _fields(
        {"start_frame": number(0, 1e9), "expression": one_of(*EXPRESSIONS), "intensity": number(0, 1)},
        "start_frame",
        "expression",
        "intensity",
    )

    def each(values: Any) -> str | None:
        if not isinstance(values, list):
            return "must be a list"
        return next((problem for item in values if (problem := expression(item))), None)

    return _fields({"expressions": each, "transition_frames": number(0, 1e9)})(value)


def _crop(value: Any) -> str | None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "wide":
        return None
    if kind != "rectangle":
        return "type must be one of wide, rectangle"
    sides = {side: number(0, 1) for side in ("top", "left", "bottom", "right")}
    return _fields({"rectangle": _fields(sides, *sides)}, "rectangle")(value)


def _colour(value: Any) -> str | None:
    good = value is False or (isinstance(value, str) and _COLOUR.fullmatch(value))
    return None if good else "must be #RRGGBB or false"


_provider = _fields({"type": one_of(*VOICES), "voice_id": text(1, 200), "voice_config": _fields({})}, "type")
_LOGO = _fields({"url": _url, "position": _position}, "url")
_talk_config = _fields(
    {
        "stitch": flag,
        "result_format": one_of("mp4", "mov"),
        "fluent": flag,
        "pad_audio": number(0, 60),
        "driver_expressions": _driver_expressions,
        "logo": _LOGO,
    }
)
_clip_config = _fields(
    {"result_format": one_of("mp4", "mov", "webm"), "output_resolution": number(150, 1080), "logo": _LOGO}
)
_presenter_config = _fields({"crop": _crop})
_background = _fields({"color": _colour, "source_url": media_url(IMAGES)})
_COMMON: Mapping[str, Check] = {
    "script": _script,
    "name": text(0, 1_000),
    "user_data": text(1, 1_000),
    "webhook": https_url,
    "result_url": _url,
}
