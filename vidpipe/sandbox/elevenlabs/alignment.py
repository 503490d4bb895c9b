"""When each character is heard: the word times of real speech shared out over their characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Protocol

from vidpipe.text.spoken import spoken_words

Alignment = dict[str, list[Any]]
_CHARACTERS, _STARTS, _ENDS = "characters", "character_start_times_seconds", "character_end_times_seconds"


class Word(Protocol):
    """A word as written and when it is heard, in seconds."""

    @property
    def text(self) -> str:
        """The word, punctuation kept."""
        ...

    @property
    def start(self) -> float:
        """When it begins."""
        ...

    @property
    def end(self) -> float:
        """When it ends."""
        ...


def alignment(text: str, words: Sequence[Word]) -> Alignment:
    """Return ElevenLabs' three arrays for a text: its characters, their starts and their ends.

    The characters joined are the text, white space included; a pause belongs to the white space in it, so the
    times run on without a gap from the first character to the last. ``words`` must follow the text's order.
    """
    pieces: list[tuple[str, float, float]] = []
    position, heard = 0, 0.0
    for word in words:
        at = text.index(word.text, position)
        pieces.append((text[position:at], heard, word.start))
        pieces.append((word.text, word.start, word.end))
        position, heard = at + len(word.text), word.end
    pieces.append((text[position:], heard, heard))
    return _arrays(pieces)


def normalized_alignment(words: Sequence[Word], language: str) -> Alignment:
    """Return the same for the words as they are read out: numbers, units and abbreviations spelled in full."""
    forms = spoken_words([word.text for word in words], language)
    pieces: list[tuple[str, float, float]] = []
    heard: float | None = None
    for word, form in zip(words, forms, strict=True):
        if not form:
            continue
        if heard is not None:
            pieces.append((" ", heard, word.start))
        pieces.append((form, word.start, word.end))
        heard = word.end
    return _arrays(pieces)


def _arrays(pieces: Iterable[tuple[str, float, float]]) -> Alignment:
    characters: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    for text, start, end in pieces:
        step = (max(start, end) - start) / max(len(text), 1)
        edges = [round(start + step * index, 3) for index in range(len(text) + 1)]
        characters += text
        for first, last in pairwise(edges):
            starts.append(first)
            ends.append(last)
    return {_CHARACTERS: characters, _STARTS: starts, _ENDS: ends}


def part(whole: Alignment, first: float, last: float) -> Alignment | None:
    """Return the characters that begin from ``first`` until before ``last``; None when there are none."""
    chosen = [number for number, start in enumerate(whole[_STARTS]) if first <= start < last]
    return {name: [values[number] for number in chosen] for name, values in whole.items()} if chosen else None
