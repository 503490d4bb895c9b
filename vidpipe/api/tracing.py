"""The trace id of a request: the caller's, or a new one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vidpipe.observability.trace import new_trace_id

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
_PLAIN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODY = "0" * 32


def trace_id_of(headers: Mapping[str, str]) -> str:
    """Return the trace id that the headers name, else a new one: 32 hex digits, lower case.

    ``traceparent`` goes first, and is ignored as a whole when malformed (W3C Trace Context, 3.2.2).
    ``x-trace-id`` may be a UUID or 32 hex digits.
    """
    parent = _TRACEPARENT.fullmatch(headers.get("traceparent", "").strip())
    # Version 00 has exactly four fields; later ones may have more.
    if parent and parent[1] != _NOBODY and not (parent[0].startswith("00-") and parent[2]):
        return parent[1]
    return normalised(headers.get("x-trace-id", "")) or new_trace_id()


def normalised(text: str) -> str | None:
    """Return a trace id, given as a UUID or as 32 hex digits, in its one form; None when it is not one."""
    text = text.strip()
    plain = text.replace("-", "").lower()
    return plain if _PLAIN.fullmatch(text) and plain != _NOBODY else None
