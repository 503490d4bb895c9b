"""Which encoding a text file has: told by its byte order mark, or by the person, else UTF-8 or UTF-16."""

from __future__ import annotations

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    # UTF-32's mark begins with that of UTF-16.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte order marks, and what they tell of the encoding."""


def encoding_of(content: bytes, told: str | None = None) -> str:
    """Return the encoding of a file's content; ``told`` is what the person says, which is believed."""
    return told or next((name for mark, name in _MARKS if content.startswith(mark)), None) or _unmarked(content)


def _unmarked(content: bytes) -> str:
    """Tell UTF-16 without its mark by where the zeros of a first Latin letter, digit or sign are; all else is UTF-8."""
    if len(content) >= 4 and content[0] and not content[1] and (content[2] or content[3]):
        return "utf-16-le"
    if len(content) >= 4 and not content[0] and content[1]:
        return "utf-16-be"
    return "utf-8"
