"""Reads the story of one trace back from the log files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.observability.files import log_files
from vidpipe.observability.lines import FIELDS, printable
from vidpipe.observability.trace import normalise_trace_id

_COLOURS = {"debug": "\x1b[2m", "info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_PLAIN = "\x1b[0m"


def read_trace(log_dir: Path, trace_id: str) -> Iterator[dict[str, Any]]:
    """Yield all lines of a trace from all processes, oldest first; lines that are no log lines are skipped.

    Holds the trace's lines of one day in memory. Raises InvalidInput when ``trace_id`` is none.
    """
    wanted = normalise_trace_id(trace_id)
    if wanted is None:
        raise InvalidInput(f"{trace_id!r} is no trace id: those have 32 hex digits, as in the x-trace-id header")
    return _lines(log_dir, wanted)


def _lines(log_dir: Path, trace_id: str) -> Iterator[dict[str, Any]]:
    for _, path in log_files(log_dir):
        found = []
        with path.open("rb") as file:
            for raw in file:
                line = _parsed(raw) if trace_id.encode() in raw else None
                if line is not None and line.get("trace_id") == trace_id:
                    found.append(line)
        # Processes write in the order in which they get to it, which is nearly that of their clocks.
        yield from sorted(found, key=lambda line: str(line.get("timestamp", "")))


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def render_line(line: dict[str, Any], *, colour: bool = False) -> str:
    """Write a log line as text for a terminal: time, level, stage, message, then the facts.

    Tracebacks follow on lines of their own. Nothing in the line can steer the terminal.
    """
    level = str(line.get("level", "info"))
    who = str(line.get("stage") or line.get("service") or line.get("module") or "")
    head = f"{str(line.get('timestamp', ''))[:23].replace('T', ' ')} {level:<7} {who:<12} {line.get('message', '')}"
    details = line.get("details")
    facts = {name: line[name] for name in FIELDS[FIELDS.index("provider") :] if line.get(name) is not None}
    if isinstance(details, dict):
        facts |= details
    exception = facts.pop("exception", None)
    text = "  ".join([head, *(f"{name}={_short(value)}" for name, value in facts.items())])
    text = printable(text.replace("\n", "⏎"))
    if colour and level in _COLOURS:
        text = f"{_COLOURS[level]}{text}{_PLAIN}"
    return "\n".join([text, *_traceback(exception)])


def _short(value: object) -> str:
    if isinstance(value, str) and value and not set(value) & set(' "='):
        return value
    return json.dumps(value, ensure_ascii=False)


def _traceback(exception: object) -> Iterator[str]:
    """Write what structlog's ExceptionDictTransformer made of an exception, the innermost frame last."""
    for stack in exception if isinstance(exception, list) else []:
        if isinstance(stack, dict):
            for frame in stack.get("frames", []):
                yield printable(f"    {frame.get('filename')}:{frame.get('lineno')} in {frame.get('name')}")
            yield printable(f"    {stack.get('exc_type')}: {stack.get('exc_value')}".replace("\n", "⏎"))
