"""Parting a word that is wider than a line, with a hyphen, about where speech parts it too."""

from __future__ import annotations

import re

SOFT = "\u00ad"
"""The soft hyphen: seen only where a line ends with it."""
LEAST = 3
"""Letters on either side of a hyphen."""
_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāăąēėęīįōőūůűųаеёиоуыэюяіїєαάεέηήιίοόυύωώ"
_CONSONANT = rf"[^\W\d_{_VOWELS}]"
# What is pronounced as one consonant begins a syllable together.
_SYLLABLE = re.compile(
    rf"[{_VOWELS}]{_CONSONANT}*?(?=(?:sch[lmnrw]?|ch|ck|ph|th|sh|qu|[bcdfgkpt][rl]|{_CONSONANT})[{_VOWELS}])",
    re.IGNORECASE,
)
_WORD = re.compile(r"\W*(?P<letters>[^\W\d_]+)\W*")


def hyphenated(word: str) -> list[str]:
    """Cut a word before the consonants that begin a syllable; all parts but the last end with a soft hyphen.

    A guess that serves for European languages, for words that must be parted somewhere: there is no dictionary of
    hyphenation. What is no plain word, as an address, stays whole, and so do scripts that write no vowels.
    """
    found = _WORD.fullmatch(word)
    if found is None:
        return [word]
    letters, start = found["letters"], found.start("letters")
    places = [one.end() for one in _SYLLABLE.finditer(letters) if LEAST <= one.end() <= len(letters) - LEAST]
    ends = [*(start + place for place in places), len(word)]
    begins = [0, *ends[:-1]]
    parts = [word[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return [*(part + SOFT for part in parts[:-1]), parts[-1]]


def ended(line: str) -> str:
    """Return a line as it is drawn: with a hyphen only where it ends inside a word."""
    return line.replace(SOFT, "") + "-" * line.endswith(SOFT)
