"""The words of a thumbnail: few enough to be read at a glance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vidpipe.media.captions.phrases import plain, width

GLANCE = 34
"""Characters of Latin text that are read at a glance; a longer title is cut where it parts in two, if it does."""
SHORTEST = 10

_PARTS = re.compile(r"(?<=[:：?？!！。।؟|｜–—…])\s*|\s+[-·•]\s+|(?<=[,，、،;；])\s*")
_DANGLING = " \t:：|｜–—-·•,，、،;；。"
# What follows a number that stands for itself is a space or a letter of a script without spaces, unlike in 3D and 24/7.
_NUMBER = re.compile(
    r"(?P<number>[#№]?\d{1,3}(?:[.,]\d{1,2})?%?)(?=\s|[\u3040-\u9fff\uac00-\ud7af])(?P<rest>.*)", re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a thumbnail; ``number`` is a leading number, which can be shown large, before the rest."""

    title: str
    number: str = ""
    rest: str = ""


def thumbnail_words(title: str) -> Words:
    """Return a title as a thumbnail says it: its first part when that says enough by itself, else all of it."""
    text = plain(title)
    words = text if width(text) <= GLANCE else _first_part(text)
    found = _NUMBER.fullmatch(words)
    if found is None or not found["rest"].strip():
        return Words(title=words)
    return Words(title=words, number=found["number"].strip(), rest=found["rest"].strip())


def _first_part(text: str) -> str:
    parts = [match.start() for match in _PARTS.finditer(text)] + [len(text)]
    long_enough = [text[:end].rstrip(_DANGLING) for end in parts if width(text[:end]) >= SHORTEST]
    fitting = [part for part in long_enough if width(part) <= GLANCE]
    return fitting[-1] if fitting else long_enough[0]
