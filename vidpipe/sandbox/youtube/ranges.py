"""The Content-Range of an upload request (RFC 9110, and Google's ``bytes */N`` that asks how far it got)."""

from __future__ import annotations

import re
from dataclasses import dataclass

STEP = 262_144
"""Every PUT but the last carries a multiple of this many bytes, as Google's resumable uploads demand."""
_RANGE = re.compile(r"bytes\s+(?:(\d+)-(\d+)|\*)/(\d+|\*)")


class BadRange(Exception):
    """The range cannot be; the message is what the upload server says."""


@dataclass(frozen=True)
class ContentRange:
    """Bytes ``first`` up to and without ``end`` of ``total`` (None: not yet known). A question has no bytes."""

    first: int
    end: int
    total: int | None
    question: bool = False

    @property
    def length(self) -> int:
        """How many bytes the request carries."""
        return self.end - self.first

    @property
    def is_last(self) -> bool:
        """Whether the file ends with these bytes."""
        return self.end == self.total


def read_range(header: str | None, body_length: int | None, size: int | None) -> ContentRange:
    """Read the header of a PUT whose body has ``body_length`` bytes (None: not told) for a file of ``size``.

    Without the header, the body is the whole file. Raises :class:`BadRange`.
    """
    if header is None:
        whole = body_length if body_length is not None else size
        if whole is None:
            raise BadRange("Invalid request. There is neither a Content-Range nor a Content-Length header.")
        return _agreed(ContentRange(0, whole, whole), body_length, size)
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        raise BadRange(f"Failed to parse Content-Range header: {header}")
    total = None if match[3] == "*" else int(match[3])
    if match[1] is None:
        return _agreed(ContentRange(0, 0, total, question=True), body_length, size)
    return _agreed(ContentRange(int(match[1]), int(match[2]) + 1, total), body_length, size)


def _agreed(range_: ContentRange, body_length: int | None, size: int | None) -> ContentRange:
    if size is not None and range_.total not in (None, size):
        raise BadRange(f"Invalid request. Content-Range says {range_.total} bytes in all, the session {size}.")
    total = size if range_.total is None else range_.total
    if range_.question:
        if body_length:
            raise BadRange("Invalid request. A status query carries no bytes.")
        return ContentRange(0, 0, total, question=True)
    agreed = ContentRange(range_.first, range_.end, total)
    if agreed.length <= 0 and total != 0:
        raise BadRange("Invalid request. The Content-Range header holds no bytes.")
    if total is not None and agreed.end > total:
        raise BadRange(f"Invalid request. Content-Range ends behind the file's {total} bytes.")
    if body_length is not None and body_length != agreed.length:
        raise BadRange(f"Invalid request. Content-Range says {agreed.length} bytes, Content-Length {body_length}.")
    if not agreed.is_last and agreed.length % STEP:
        raise BadRange(
            "Invalid request. The number of bytes uploaded is required to be equal or greater than 262144, except for "
            "the final request (it's recommended to be the exact multiple of 262144). The received request contained "
            f"{agreed.length} bytes, which does not meet this requirement."
        )
    return agreed
