"""Makes any value safe to log, to store and to show: JSON-ready, without secrets, of bounded size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel

from vidpipe.errors.redaction import REDACTED, is_secret_name, redact, register_secret

__all__ = ["LONGEST_TEXT", "clean", "register_secret"]

LONGEST_TEXT = 10_000
"""Bytes of UTF-8 that one text may have before it is cut."""

_SLACK = 4_000  # read past the cut, so that no secret is cut in two and missed
_DEEPEST = 8
_MOST_ITEMS = 200
_MOST_VALUES = 5_000
_JSON_BITS = 63  # what other readers of JSON keep exactly


def clean(value: object) -> Any:
    """Return the value as plain JSON data that is safe to write anywhere.

    Secrets become ``[redacted]``, by their name and by their look. Texts lose what PostgreSQL and strict JSON
    readers refuse (NUL, lone surrogates) and are cut at 10 kB; deep, long and endless structures are cut too.
    Every cut leaves a mark. What JSON does not know becomes a text.
    """
    return _Cleaner().value(value, depth=0)


class _Cleaner:
    """One cleaning, with the count of values it may still visit: structures can be wide, deep and circular at once."""

    def __init__(self) -> None:
        self.left = _MOST_VALUES

    def value(self, value: object, depth: int) -> Any:
        self.left -= 1
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Enum):
            return self.value(value.value, depth)
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, int):
            return _integer(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else str(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return f"[{len(value)} bytes]"
        if isinstance(value, date):
            return value.isoformat()
        return self._structure(value, depth)

    def _structure(self, value: object, depth: int) -> Any:
        if isinstance(value, BaseModel):
            value = value.model_dump()
        if isinstance(value, Mapping):
            return self._mapping(value, depth) if depth < _DEEPEST else "[too deep]"
        if isinstance(value, list | tuple | set | frozenset):
            return self._list(value, depth) if depth < _DEEPEST else "[too deep]"
        return _text(str(value))

    def _mapping(self, value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, item in value.items():
            if len(result) >= _MOST_ITEMS or self.left <= 0:
                result["[cut]"] = f"{len(value) - len(result)} more"
                break
            name = key if isinstance(key, str) else str(key)
            # True or None under "api_key" only says whether there is one.
            secret = is_secret_name(name) and item is not None and not isinstance(item, bool)
            result[_text(name)] = REDACTED if secret else self.value(item, depth + 1)
        return result

    def _list(self, value: Iterable[Any], depth: int) -> list[Any]:
        items = list(value)
        result: list[Any] = []
        for item in items:
            if len(result) >= _MOST_ITEMS or self.left <= 0:
                result.append(f"[cut: {len(items) - len(result)} more]")
                break
            result.append(self.value(item, depth + 1))
        return result


def _integer(value: int) -> int | str:
    bits = value.bit_length()
    if bits <= _JSON_BITS:
        return int(value)
    return str(value) if bits <= 8 * _JSON_BITS else f"[integer of {bits} bits]"


def _text(text: str) -> str:
    head = redact(text[: LONGEST_TEXT + _SLACK])
    try:
        encoded = head.encode()
    except UnicodeEncodeError:
        # Pairs of surrogates are one character that was decoded in halves; lone ones are no character at all.
        head = head.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        encoded = head.encode()
    if len(encoded) > LONGEST_TEXT or len(text) > LONGEST_TEXT + _SLACK:
        head = encoded[:LONGEST_TEXT].decode(errors="ignore") + f"… [cut: {len(text)} characters]"
    return head.replace("\0", "\ufffd")
