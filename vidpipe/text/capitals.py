"""Writing a text in capitals, as its language does."""

from __future__ import annotations

import unicodedata

_TURKIC = frozenset({"tr", "az"})
_DOTS = str.maketrans({"i": "İ", "ı": "I"})
_GREEK_TONOS = "\u0301"


def capitals(text: str, language: str) -> str:
    """Return a text in capitals; letters of scripts that have none in ordinary writing stay as they are.

    Turkish and Azerbaijani keep their two kinds of i apart, and Greek capitals carry no accent (Unicode Standard,
    section 5.18; CLDR's transforms el-Upper, tr-Upper, az-Upper).
    """
    primary = language.split("-")[0].lower()
    if primary in _TURKIC:
        text = text.translate(_DOTS)
    raised = "".join(map(_capital, text))
    if primary == "el":
        bare = unicodedata.normalize("NFD", raised).replace(_GREEK_TONOS, "")
        raised = unicodedata.normalize("NFC", bare)
    return raised


def _capital(character: str) -> str:
    # Georgian has capitals (U+1C90 to U+1CBF) only for headings set wholly in them, and few fonts draw them.
    return character if "\u10d0" <= character <= "\u10ff" else character.upper()
