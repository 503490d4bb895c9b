"""Trace ids: made, taken from callers, carried by W3C ``traceparent``, and bound to every log line.

https://www.w3.org/TR/trace-context/
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from structlog.contextvars import bound_contextvars

_TRACE_ID = re.compile(r"[0-9a-f]{32}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.S)
_SAMPLED = 0x01


@dataclass(frozen=True, kw_only=True, slots=True)
class TraceParent:
    """What a ``traceparent`` header says: the trace, the caller's span in it, and whether the caller records it."""

    trace_id: str
    parent_id: str
    sampled: bool = True


def new_trace_id() -> str:
    """Make a trace id: 32 lower-case hex digits, never all zero."""
    return _random_hex(16)


def new_span_id() -> str:
    """Make a span id: 16 lower-case hex digits, never all zero."""
    return _random_hex(8)


def _random_hex(size: int) -> str:
    while True:
        value = secrets.token_hex(size)
        if value.strip("0"):
            return value


def normalise_trace_id(value: str | None) -> str | None:
    """Return a caller's trace id as 32 lower-case hex digits; None when it is none.

    A UUID with dashes counts, in capitals too. All zeros is W3C's way to say "no trace".
    """
    if value is None:
        return None
    lower = value.strip().lower()
    if _UUID.fullmatch(lower):
        lower = lower.replace("-", "")
    return lower if _TRACE_ID.fullmatch(lower) and lower.strip("0") else None


def parse_traceparent(header: str | None) -> TraceParent | None:
    """Read a ``traceparent`` header; None when it is absent or not valid, as the standard asks.

    A later version than 00 may carry more at its end, which is skipped.
    """
    match = _TRACEPARENT.fullmatch(header.strip(" \t")) if header else None
    if match is None:
        return None
    version, trace_id, parent_id, flags, rest = match.groups()
    if version == "ff" or (version == "00" and rest) or not trace_id.strip("0") or not parent_id.strip("0"):
        return None
    return TraceParent(trace_id=trace_id, parent_id=parent_id, sampled=bool(int(flags, 16) & _SAMPLED))


def format_traceparent(parent: TraceParent) -> str:
    """Write the ``traceparent`` header that hands the trace on."""
    return f"00-{parent.trace_id}-{parent.parent_id}-{_SAMPLED if parent.sampled else 0:02x}"


@contextmanager
def bind_trace(*, trace_id: str | None = None, project_id: str | None = None, **fields: object) -> Iterator[None]:
    """Put these fields on every log line of the block, async calls and their tasks included; None leaves a field as is.

    Names with a place of their own in a line: trace_id, project_id (the task), user_id, api, stage, run_id,
    provider, retry_attempt. Others go into ``details``.
    """
    given = {"trace_id": trace_id, "project_id": project_id, **fields}
    with bound_contextvars(**{name: value for name, value in given.items() if value is not None}):
        yield
