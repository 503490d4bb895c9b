"""A title as the name of a file or folder."""

from __future__ import annotations

import unicodedata

LONGEST = 60
"""Bytes in UTF-8: file systems allow 255, and names are shown in lists."""


def slug(title: str) -> str:
    """Return the title as a file name: letters and digits of any script, joined by dashes; "video" if it has none.

    A long title ends with a whole word where that costs little, and never within a character.
    """
    name = _dashed(unicodedata.normalize("NFKC", title).casefold())
    short = _cut(name)
    if len(short) < len(name) and name[len(short)] != "-":
        whole = short.rpartition("-")[0]
        short = whole if len(whole.encode()) > LONGEST // 2 else short
    return short.strip("-") or "video"


def _dashed(text: str) -> str:
    kept = "".join(letter if _is_kept(letter) else " " for letter in text)
    # A mark whose letter was left out, such as an emoji's variation selector, is left out too.
    words = (word.lstrip("".join(filter(_is_mark, word))) for word in kept.split())
    return "-".join(word for word in words if word)


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M"


def _is_kept(letter: str) -> bool:
    """Whether it is a letter, a digit, or a mark: marks are the vowels of many scripts."""
    return unicodedata.category(letter)[0] in "LMN"


def _cut(name: str) -> str:
    """Return what fits, with no letter parted from its marks."""
    short = name.encode()[:LONGEST].decode(errors="ignore")
    end = len(short)
    while 0 < end < len(name) and _is_mark(name[end]):
        end -= 1
    # One letter with more marks than fit is cut after all.
    return name[:end] or short
