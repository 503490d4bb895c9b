"""Answering with a file as storage hosts do: whole, or the one range of bytes that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call

_ONE_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def file_answer(call: Call, data: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer 200 with the file, 206 with a range of it (RFC 9110, section 14), or 416 past its end."""
    shared = {"Accept-Ranges": "bytes", **(headers or {})}
    wanted = _ONE_RANGE.fullmatch(call.headers.get("range", ""))
    if wanted is None:
        return Answer(Response(data, 200, shared, media_type))
    start = int(wanted[1])
    end = min(int(wanted[2]) if wanted[2] else len(data) - 1, len(data) - 1)
    if start > end:
        shared["Content-Range"] = f"bytes */{len(data)}"
        return Answer(Response(b"", 416, shared), "range")
    shared["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
    return Answer(Response(data[start : end + 1], 206, shared, media_type))
