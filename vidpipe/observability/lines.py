"""What one log line looks like: the fields, in their order, as one line of JSON or as text for the terminal."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from structlog.typing import EventDict

from vidpipe.errors import VidpipeError, clean

LEADING = ("timestamp", "level", "message", "trace_id")
FIELDS = (
    *LEADING,
    "project_id",
    "service",
    "pid",
    "module",
    "stage",
    "run_id",
    "provider",
    "user_id",
    "api",
    "duration_ms",
    "error_code",
    "retry_attempt",
)
"""The fields with a place of their own, in their order; all others go into ``details``."""

_LEVELS = {"critical": "error", "fatal": "error", "exception": "error", "warn": "warning", "notset": "debug"}
_LONGEST_LINE = 100_000
# JSON allows these inside a text, yet many readers take them for the end of a line.
_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x7f\x85\u2028\u2029"}


def name_error_code(_: Any, __: str, event: EventDict) -> EventDict:
    """Fill ``error_code`` from the exception that a line tells of."""
    told = event.get("exc_info")
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, VidpipeError):
        event.setdefault("error_code", error.code)
    return event


def shape(service: str) -> Callable[[Any, str, EventDict], EventDict]:
    """Return the processor that gives a line its fields, safe to write: see ``clean``."""

    def processor(_: Any, __: str, event: EventDict) -> EventDict:
        record: logging.LogRecord = event.pop("_record")
        if not event.pop("_from_structlog"):
            # Other handlers leave the finished message on the record; uvicorn adds one with terminal colours.
            for name in ("message", "asctime", "color_message"):
                event.pop(name, None)
        level = str(event.pop("level", record.levelname.lower()))
        told = event.pop("details", None)
        details = dict(told) if isinstance(told, dict) else {} if told is None else {"details": told}
        line: EventDict = {
            "timestamp": timestamp(record.created),
            "level": _LEVELS.get(level, level),
            "message": str(event.pop("event", "")),
            "service": service,
            "pid": os.getpid(),
            "module": record.name,
        }
        for name, value in event.items():
            if name in FIELDS and name not in line:
                line[name] = value
            else:
                details[name] = value
        if details:
            line["details"] = details
        cleaned: EventDict = clean(line)
        order = (*FIELDS, "details")
        return {name: cleaned[name] for name in order if name in cleaned}

    return processor


def timestamp(seconds: float) -> str:
    """Write a time as ISO 8601 in UTC with microseconds: 2026-11-21T12:34:56.000789Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def to_json(_: Any, __: str, line: EventDict) -> str:
    """Write a line as one line of JSON."""
    text = _dump(line)
    if len(text) > _LONGEST_LINE:
        text = _dump(
            {**line, "details": {"[cut]": f"{len(text)} characters", "start": clean(_dump(line.get("details")))}}
        )
    return text


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_LINE_ENDS)


def for_terminal(_: Any, __: str, line: EventDict) -> EventDict:
    """Arrange a line for structlog's ConsoleRenderer: time of day, few fields, no control characters."""
    details = line.pop("details", {})
    event: EventDict = {
        "timestamp": line.pop("timestamp")[11:23],
        "level": line.pop("level"),
        "event": line.pop("message").rstrip(),
        "logger": line.pop("module"),
        **{name: value for name, value in line.items() if name not in ("service", "pid")},
        **details,
    }
    return {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}


def printable(text: str) -> str:
    """Return the text without signs that steer a terminal; line ends and tabs stay."""
    return "".join(
        sign if sign in "\n\t" or (sign >= " " and not "\x7f" <= sign <= "\x9f") else "\ufffd" for sign in text
    )
