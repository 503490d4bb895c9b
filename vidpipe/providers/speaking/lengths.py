"""How long words take to say, relative to each other, and where a speaker pauses: guesses from how they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from vidpipe.text.scripts import script_of
from vidpipe.text.spoken import spoken_words

NO_PAUSE, SHORT_PAUSE, LONG_PAUSE = 0, 1, 2

_VOWELS = re.compile(r"[aeiouyаеёиоуыэюяіїєαεηιουω]+")
_WORD, _SYLLABLE, _LETTER = 0.03, 0.085, 0.042
_CHARACTER = {
    "Han": 0.21, "Hiragana": 0.13, "Katakana": 0.13, "Bopomofo": 0.13, "Hangul": 0.17, "Thai": 0.075, "Lao": 0.075,
    "Khmer": 0.08, "Myanmar": 0.08, "Tibetan": 0.1, "Arabic": 0.085, "Hebrew": 0.085, "Syriac": 0.085,
    "Devanagari": 0.12, "Bengali": 0.12, "Gurmukhi": 0.12, "Gujarati": 0.12, "Oriya": 0.12, "Tamil": 0.11,
    "Telugu": 0.12, "Kannada": 0.12, "Malayalam": 0.11, "Sinhala": 0.12, "Ethiopic": 0.16,
}  # fmt: skip
"""Seconds for a letter of scripts that are not alphabets of consonants and vowels."""
_DIGIT, _SYMBOL = 0.3, 0.3
_LONG = re.compile(r"(?:[.!?…。！？｡؟۔।॥።።;；:：—–]|\.\.\.)[\"'”’»)\]}」』】》）]*$")
_SHORT = re.compile(r"[,、，،؛)）\]]+[\"'”’»」』]*$")


def spoken_seconds(words: Sequence[str], language: str) -> list[float]:
    """Return about how many seconds each word takes at an even pace; 0 for what nobody reads out."""
    return [_seconds(form) for form in spoken_words(list(words), language)]


def pause_behind(word: str) -> int:
    """Tell which pause a word's punctuation asks for behind it."""
    if _LONG.search(word):
        return LONG_PAUSE
    return SHORT_PAUSE if _SHORT.search(word) else NO_PAUSE


def _seconds(form: str) -> float:
    total = 0.0
    for word in form.split():
        plain = unicodedata.normalize("NFD", word.casefold())
        letters = [character for character in plain if character.isalpha()]
        slow = [_CHARACTER[script] for character in letters if (script := script_of(character)) in _CHARACTER]
        alphabetic = len(letters) - len(slow)
        total += sum(slow)
        total += _DIGIT * sum(character.isnumeric() for character in plain if not character.isalpha())
        total += _SYMBOL * sum(unicodedata.category(character) in ("Sc", "Sm", "So") for character in plain)
        total += _SYMBOL * sum(character in "%&@#‰" for character in plain)
        if alphabetic:
            total += _WORD + _SYLLABLE * max(len(_VOWELS.findall(plain)), 1) + _LETTER * alphabetic
    return total
