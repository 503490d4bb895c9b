"""Which writing system a character belongs to, as far as speaking and splitting need it.

The ranges are blocks of the Unicode Character Database (``Blocks.txt``, version 15).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x0530, 0x058F, "Armenian"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"),
    (0x0700, 0x074F, "Syriac"),
    (0x0750, 0x077F, "Arabic"),
    (0x0780, 0x07BF, "Thaana"),
    (0x08A0, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"),
    (0x0B00, 0x0B7F, "Oriya"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"),
    (0x0D00, 0x0D7F, "Malayalam"),
    (0x0D80, 0x0DFF, "Sinhala"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Lao"),
    (0x0F00, 0x0FFF, "Tibetan"),
    (0x1000, 0x109F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1200, 0x139F, "Ethiopic"),
    (0x1780, 0x17FF, "Khmer"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x3005, 0x3007, "Han"),
    (0x3040, 0x309F, "Hiragana"),
    (0x30A0, 0x30FF, "Katakana"),
    (0x3100, 0x312F, "Bopomofo"),
    (0x3130, 0x318F, "Hangul"),
    (0x31F0, 0x31FF, "Katakana"),
    (0x3400, 0x4DBF, "Han"),
    (0x4E00, 0x9FFF, "Han"),
    (0xA960, 0xA97F, "Hangul"),
    (0xAC00, 0xD7FF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFE, "Arabic"),
    (0xFF66, 0xFF9F, "Katakana"),
    (0x20000, 0x3FFFF, "Han"),
)
_STARTS = [start for start, _, _ in _BLOCKS]

SPACELESS = frozenset({"Han", "Hiragana", "Katakana", "Bopomofo", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"})
"""Scripts that are written without spaces between words."""


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """Name the script of a letter or mark: "Latin", "Han" …; "" for digits, punctuation, spaces and symbols."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    code = ord(character)
    index = bisect_right(_STARTS, code) - 1
    if index >= 0 and code <= _BLOCKS[index][1]:
        return _BLOCKS[index][2]
    if 0x0300 <= code <= 0x036F or unicodedata.category(character)[0] == "M":
        return ""
    return "Latin" if code < 0x0250 or "LATIN" in unicodedata.name(character, "") else "Other"


def is_spaceless(character: str) -> bool:
    """Whether the character belongs to a script without spaces between words."""
    return script_of(character) in SPACELESS


_NATIVE: dict[str, frozenset[str]] = {
    language: frozenset(scripts.split())
    for languages, scripts in {
        "zh": "Han Bopomofo",
        "ja": "Han Hiragana Katakana",
        "ko": "Hangul Han",
        "ru uk be bg mk sr kk ky tt ba cv mn tg": "Cyrillic",
        "el grc": "Greek",
        "ar fa ur sd ug ps ckb": "Arabic",
        "he yi": "Hebrew",
        "hi mr ne sa kok": "Devanagari",
        "bn as bpy": "Bengali",
        "pa": "Gurmukhi Arabic",
        "gu": "Gujarati",
        "or": "Oriya",
        "ta": "Tamil",
        "te": "Telugu",
        "kn": "Kannada",
        "ml": "Malayalam",
        "si": "Sinhala",
        "th": "Thai",
        "lo": "Lao",
        "my shn": "Myanmar",
        "km": "Khmer",
        "bo": "Tibetan",
        "ka": "Georgian",
        "hy hyw": "Armenian",
        "am ti": "Ethiopic",
    }.items()
    for language in languages.split()
}


def native_scripts(language: str) -> frozenset[str]:
    """Return the scripts of a language, by its primary tag; empty for those that are written in Latin letters."""
    return _NATIVE.get(language.split("-")[0].lower(), frozenset())


def foreign_script(text: str, language: str) -> str:
    """Name the script in which most letters foreign to a language are written; "" when they are few.

    Few means less than three in ten letters. Latin is foreign to none: names and formulas use it everywhere.
    """
    own = native_scripts(language) | {"Latin", "Other"}
    letters = [script for script in map(script_of, text) if script]
    foreign = [script for script in letters if script not in own]
    if len(foreign) < 0.3 * len(letters) or not foreign:
        return ""
    return max(sorted(set(foreign)), key=foreign.count)


def is_readable(word: str, language: str) -> bool:
    """Whether a voice of the language can read the word's letters, or at least name them (Greek, Cyrillic)."""
    own = native_scripts(language) | {"Latin", "Other", "Greek", "Cyrillic"}
    return all(script in own for script in map(script_of, word) if script)
