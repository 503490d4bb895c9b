"""Parting a word that is wider than a line, with a hyphen, where its language parts it."""

from __future__ import annotations

import re
from functools import lru_cache

import pyphen

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


def hyphenated(word: str, language: str) -> list[str]:
    """Cut a word where it may be parted; all parts but the last end with a soft hyphen.

    By the dictionary of the video's language, a BCP 47 tag. Where there is none, as for Finnish, or it does not know
    the word, before the consonants that begin a syllable: a guess that serves for European languages. What is no plain
    word, as an address, stays whole, and so do scripts that write no vowels.
    """
    found = _WORD.fullmatch(word)
    if found is None:
        return [word]
    letters, start = found["letters"], found.start("letters")
    places = _of_dictionary(letters, language) or _guessed(letters)
    ends = [*(start + place for place in places), len(word)]
    begins = [0, *ends[:-1]]
    parts = [word[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return [*(part + SOFT for part in parts[:-1]), parts[-1]]


def ended(line: str) -> str:
    """Return a line as it is drawn: with a hyphen only where it ends inside a word."""
    return line.replace(SOFT, "") + "-" * line.endswith(SOFT)


def _of_dictionary(letters: str, language: str) -> list[int]:
    dictionary = _dictionary(language)
    # Places that change the spelling, as "asszony" to "asz-szony", are no places to cut at.
    return [int(place) for place in dictionary.positions(letters) if not place.data] if dictionary else []


@lru_cache(maxsize=4)
def _dictionary(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known, left=LEAST, right=LEAST) if known else None


def _guessed(letters: str) -> list[int]:
    return [one.end() for one in _SYLLABLE.finditer(letters) if LEAST <= one.end() <= len(letters) - LEAST]
