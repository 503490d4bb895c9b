"""Cutting a text into the words that are shown and timed, and putting them together again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from vidpipe.text.scripts import SPACELESS, is_spaceless, script_of

_JOINERS = "\u200c\u200d\u2060"
STACKERS = "\u17d2\u1039"
"""Signs of Khmer and Myanmar that write the next consonant below the one before it."""


def split_words(text: str) -> list[str]:
    """Cut a text into words as written, punctuation kept with its word.

    Where a script has no spaces between words (Chinese, Japanese, Thai …) every character with its marks is a
    piece of its own, a run of katakana one piece; closing punctuation stays with the piece before it and opening
    punctuation with the piece after it. In all other scripts the words joined by single spaces are the text with
    its white space collapsed.
    """
    return [piece for token in text.split() for piece in _pieces(token)]


def join_words(words: Iterable[str]) -> str:
    """Join words for reading: a space between two of them, but none next to a script written without spaces."""
    text = ""
    for word in words:
        if text and word and not (_edge_is_spaceless(reversed(text)) or _edge_is_spaceless(word)):
            text += " "
        text += word
    return text


def _edge_is_spaceless(characters: Iterable[str]) -> bool:
    """Whether the first letter or digit from the edge, past punctuation, is of a script without spaces."""
    for character in characters:
        if character.isspace():
            return False
        if unicodedata.category(character)[0] in "LN":
            return is_spaceless(character)
        if unicodedata.east_asian_width(character) in "WF" and unicodedata.category(character)[0] == "P":
            return True
    return False


def _pieces(token: str) -> Iterator[str]:
    if not any(is_spaceless(character) for character in token):
        yield token
        return
    piece = ""
    for cluster in clusters(token):
        if piece and _starts_new(piece, cluster):
            yield piece
            piece = ""
        piece += cluster
    yield piece


def _starts_new(piece: str, cluster: str) -> bool:
    """Whether ``cluster`` begins a new piece after ``piece``, both within one run without spaces."""
    if not _has_letter(piece):
        # Opening brackets and quotes wait for their word; so does anything else that has no letter.
        return False
    if not _has_letter(cluster):
        return unicodedata.category(cluster[0]) in ("Ps", "Pi")
    last = next(script for script in (_script(character) for character in reversed(piece)) if script)
    first = _script(cluster[0])
    if last == first == "Katakana":
        return False
    return last in SPACELESS or first in SPACELESS


def _script(character: str) -> str:
    """Name the script, with digits counted as Latin, so that "3D" stays whole."""
    return script_of(character) or ("Latin" if character.isalnum() else "")


def _has_letter(text: str) -> bool:
    return any(_script(character) for character in text)


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character: a base with its marks, joiners and variation selectors.

    Enough of Unicode Standard Annex 29 for splitting: marks, joiners, emoji modifiers and flags, and the Thai and
    Lao vowels that are written before their consonant.
    """
    current = ""
    for character in text:
        if current and not _extends(current, character):
            yield current
            current = ""
        current += character
    if current:
        yield current


def _extends(current: str, character: str) -> bool:
    if character in _JOINERS or unicodedata.category(character)[0] == "M":
        return True
    if current[-1] in STACKERS or current[-1] == "\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if len(current) == 1 and _is_flag_half(current) and _is_flag_half(character):
        return True
    # Thai and Lao: sara e, ae, o, ai before the consonant; sara a, aa, am after it.
    return current[-1] in "เแโใไເແໂໃໄ" or character in "ะาำๅະາຳ"


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
