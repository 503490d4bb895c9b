"""The sound in an answer of Gemini: a WAV file, or bare samples whose format the media type tells."""

from __future__ import annotations

import base64
import binascii
import io
import re
import wave
from collections.abc import Mapping, Sequence
from typing import Any

from vidpipe.providers.speaking.sound import BadSound, Sound, decode, joined

_RATE = 24_000
"""Hertz, when the media type does not tell."""


def sound_of(parts: Sequence[Mapping[str, Any]]) -> Sound:
    """Return the sound of an answer's parts, one after the other. Raises BadSound."""
    found = [data for part in parts if isinstance(data := part.get("inlineData"), Mapping)]
    sounds = [_sound(str(one.get("mimeType") or ""), one.get("data")) for one in found]
    if not sounds:
        raise BadSound("not there")
    return joined(sounds, [0.0] * len(sounds))[0]


def _sound(mime: str, data: object) -> Sound:
    try:
        raw = base64.b64decode(str(data or ""), validate=True)
    except binascii.Error as error:
        raise BadSound("no base64") from error
    if raw[:4] == b"RIFF":
        return decode(raw)
    kind = mime.lower().replace(" ", "")
    if not kind.startswith(("audio/l16", "audio/pcm")):
        raise BadSound(f"neither WAV nor bare samples ({mime[:60] or 'no media type'})")
    if not raw:
        raise BadSound("empty")
    return decode(_as_wav(raw, rate=_number(kind, "rate", _RATE), channels=_number(kind, "channels", 1)))


def _number(kind: str, name: str, default: int) -> int:
    found = re.search(rf";{name}=(\d{{1,6}})", kind)
    return int(found[1]) if found and int(found[1]) else default


def _as_wav(raw: bytes, *, rate: int, channels: int) -> bytes:
    """Put a header before 16-bit little-endian samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as track:
        track.setparams((channels, 2, rate, 0, "NONE", "not compressed"))
        track.writeframes(raw[: len(raw) // (2 * channels) * 2 * channels])
    return file.getvalue()
