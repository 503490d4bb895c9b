"""Reads ElevenLabs' spoken answers: the sound, and when each of its characters is heard."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from vidpipe.providers.service import Reply, Service
from vidpipe.providers.speaking.characters import word_spans
from vidpipe.providers.speaking.hearing import heard_spans
from vidpipe.providers.speaking.pieced import require_plausible
from vidpipe.providers.speaking.pieces import Piece
from vidpipe.providers.speaking.sound import BadSound, Sound, decode
from vidpipe.providers.speaking.timing import Span

_ARRAYS = ("characters", "character_start_times_seconds", "character_end_times_seconds")


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """One piece of text as sound; ``spans`` are the times of its words, ``source`` tells where they come from."""

    sound: Sound
    spans: list[Span]
    source: str


def read_answer(service: Service, reply: Reply, piece: Piece, language: str, output_format: str) -> Spoken:
    """Decode the sound and time the words. Raises ProviderError (TTS_INVALID_AUDIO).

    The times are those of the text itself; where the service leaves them out, those of the text as it was read out;
    where it tells none at all, they are found in the sound.
    """
    body = reply.object()
    encoded = body.get("audio_base64")
    if not isinstance(encoded, str) or not encoded:
        raise service.invalid(reply, "no sound")
    kind, _, rate = output_format.partition("_")
    try:
        sound = decode(base64.b64decode(encoded, validate=True), pcm_rate=int(rate) if kind == "pcm" else None)
        require_plausible(sound, piece, language)
    except (binascii.Error, ValueError) as error:
        raise service.invalid(reply, "sound that is not base64") from error
    except BadSound as bad:
        raise service.invalid(reply, f"a recording that is {bad}") from bad
    for source in ("alignment", "normalized_alignment"):
        if timed := _timed(body.get(source)):
            spans = word_spans(piece.words, *timed, sound.duration)
            return Spoken(sound=sound, spans=spans, source=source)
    return Spoken(sound=sound, spans=heard_spans(piece.words, language, sound), source="sound")


def _timed(alignment: Any) -> tuple[list[str], list[Span]] | None:
    """Return characters and times, or None when there are none that can be used."""
    if not isinstance(alignment, dict):
        return None
    characters, starts, ends = (alignment.get(name) for name in _ARRAYS)
    if not (isinstance(characters, list) and isinstance(starts, list) and isinstance(ends, list)):
        return None
    numbers = [value for value in [*starts, *ends] if isinstance(value, int | float)]
    if not characters or not len(characters) == len(starts) == len(ends) or len(numbers) != 2 * len(starts):
        return None
    return [str(text) for text in characters], [
        (float(start), float(end)) for start, end in zip(starts, ends, strict=True)
    ]
