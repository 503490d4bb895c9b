"""Which encoding a text file has: told by its byte order mark, or by the person, and otherwise UTF-8."""

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
    return told or next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
