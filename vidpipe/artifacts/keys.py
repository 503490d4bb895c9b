"""Names for inputs: the same inputs give the same key, on every machine and in every run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from vidpipe.models import Artifact

_FIELDS = frozenset(Artifact.model_fields)
_WIRE_FIELDS = frozenset(str(field.alias) for field in Artifact.model_fields.values())


def canonical_json(value: object) -> bytes:
    """Return the one way to write a JSON value: sorted keys, no spaces, ASCII only.

    Raises TypeError or ValueError for what JSON does not have, such as paths and NaN: a key made of it would not
    be the same tomorrow.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def input_key(kind: str, inputs: object) -> str:
    """Return the key under which the result of these inputs is remembered: SHA-256, 64 hex digits."""
    return hashlib.sha256(canonical_json({"kind": kind, "inputs": inputs})).hexdigest()


def artifacts_in(value: Any) -> Iterator[Artifact]:
    """Find every artifact that a JSON value names, however deep, in snake_case or camelCase."""
    if isinstance(value, dict):
        if value.keys() in (_FIELDS, _WIRE_FIELDS):
            yield Artifact.model_validate(value)
        else:
            for item in value.values():
                yield from artifacts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from artifacts_in(item)
