"""A text as speech services take it: cut where it is too long for one request, and told apart from nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vidpipe.errors import InvalidInput
from vidpipe.providers.speaking.timing import sentence_words
from vidpipe.text.words import join_words

SENTENCE_PAUSE = 0.3
"""Seconds of silence between two pieces that are parted at the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes into one request, its words, and the seconds of silence before it."""

    text: str
    words: list[str]
    pause: float


def require_speakable(text: str) -> None:
    """Refuse a text without a letter or digit, before anybody pays for it. Raises InvalidInput (SPEECH_EMPTY)."""
    if not any(map(str.isalnum, text)):
        shown = " ".join(text.split())[:60]
        raise InvalidInput(
            f"There is nothing to speak in {shown!r}: write it in words.", code="SPEECH_EMPTY", details={"text": shown}
        )


def in_pieces(text: str, language: str, fits: Callable[[str], bool]) -> list[Piece]:
    """Cut a text into as few pieces as ``fits`` allows: at the ends of sentences, in too long ones between words.

    A text that fits stays as it is. The pieces' words, one after the other, are those of the text.
    """
    sentences = sentence_words(text, language)
    if fits(text):
        return [Piece(text, [word for words in sentences for word in words], 0.0)]
    pieces: list[Piece] = []
    for words in sentences:
        pause = SENTENCE_PAUSE if pieces else 0.0
        if pieces and fits(longer := join_words([*pieces[-1].words, *words])):
            pieces[-1] = Piece(longer, pieces[-1].words + words, pieces[-1].pause)
        else:
            pieces += _parts(words, fits, pause)
    return pieces


def _parts(words: list[str], fits: Callable[[str], bool], pause: float) -> list[Piece]:
    """Cut a sentence between words, where it does not fit whole."""
    parts: list[list[str]] = [[]]
    for word in words:
        if not parts[-1] or fits(join_words([*parts[-1], word])):
            parts[-1].append(word)
        else:
            parts.append([word])
    return [Piece(join_words(part), part, 0.0 if number else pause) for number, part in enumerate(parts)]
