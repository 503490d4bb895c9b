"""A text spoken piece by piece: pieces asked for one after the other, joined, and their words found in the sound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from vidpipe.errors import ProviderError
from vidpipe.models import Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.service import wish_of
from vidpipe.providers.speaking.hearing import heard_spans
from vidpipe.providers.speaking.lengths import spoken_seconds
from vidpipe.providers.speaking.pieces import Piece
from vidpipe.providers.speaking.sound import BadSound, Sound, joined, trimmed, write_wav
from vidpipe.providers.speaking.timing import speech_of

_FASTEST, _SLOWEST = 0.4, 4.0
"""How much shorter and longer than expected a recording may be: lengths of words are guesses from their spelling."""
_LEEWAY_SHORT, _LEEWAY_LONG = 2.0, 4.0
"""Seconds by which it may be so in any case: of a single word little can be expected."""


class PiecedSpeech:
    """Speaks texts of services that tell no times.

    Pieces of a text that is not finished are kept: what was paid for is not asked for again when a later one fails.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Sound] = {}

    async def speak(
        self,
        request: SpeechRequest,
        pieces: Sequence[Piece],
        out: Path,
        *,
        how: object,
        ask: Callable[[Piece, str], Awaitable[Sound]],
        unusable: Callable[[str], ProviderError],
    ) -> Speech:
        """Write the spoken text to ``out`` and tell when its words are heard, as well as sound and spelling tell.

        ``how`` names voice and settings: pieces spoken otherwise are others. ``ask`` has one piece spoken, and is told
        which of how many it is. ``unusable`` makes the error of pieces that do not fit together.
        """
        sounds: list[Sound] = []
        wishes = [wish_of(how, piece.text) for piece in pieces]
        for number, (wish, piece) in enumerate(zip(wishes, pieces, strict=True), 1):
            if wish not in self._kept:
                self._kept[wish] = await ask(piece, f"{number}/{len(pieces)}")
            sounds.append(self._kept[wish])
        try:
            return await asyncio.to_thread(_finished, request, pieces, sounds, out)
        except BadSound as bad:
            raise unusable(f"a recording that is {bad}") from bad
        finally:
            for wish in wishes:
                self._kept.pop(wish, None)


def _finished(request: SpeechRequest, pieces: Sequence[Piece], sounds: Sequence[Sound], out: Path) -> Speech:
    cut = [trimmed(sound)[0] for sound in sounds] if len(sounds) > 1 else list(sounds)
    whole, starts = joined(cut, [piece.pause for piece in pieces])
    spans = [
        (start + begin, start + end)
        for piece, sound, start in zip(pieces, cut, starts, strict=True)
        for begin, end in heard_spans(piece.words, request.language, sound)
    ]
    write_wav(whole, out)
    return speech_of(request.text, request.language, spans, whole.duration)


def require_plausible(sound: Sound, piece: Piece, language: str, *, speed: float = 1.0) -> None:
    """Refuse a recording far too short or too long for its words, as one that broke off. Raises BadSound.

    ``speed`` is how much faster than usual the voice was told to speak.
    """
    expected = sum(spoken_seconds(piece.words, language)) / speed
    shortest, longest = min(_FASTEST * expected, expected - _LEEWAY_SHORT), _SLOWEST * expected + _LEEWAY_LONG
    if not shortest <= sound.duration <= longest:
        raise BadSound(f"{sound.duration:.1f} seconds long, for words of about {expected:.0f} seconds")
