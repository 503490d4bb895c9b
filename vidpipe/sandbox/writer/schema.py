"""JSON Schema as the simulated language models take it, OpenAPI's upper-case dialect included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEEPEST = 24

Schema = Mapping[str, Any]


class CannotFill(Exception):
    """The schema cannot be met; the message says where and why."""


def resolve(schema: Any, root: Schema, depth: int = 0) -> dict[str, Any]:
    """Return a schema with its ``$ref`` followed, ``allOf`` merged and the first useful alternative taken.

    Raises :class:`CannotFill` for a reference to nothing, or one that never ends.
    """
    if depth > DEEPEST:
        raise CannotFill("the schema refers to itself without end")
    if schema is True:
        return {}
    if not isinstance(schema, Mapping):
        raise CannotFill(f"{schema!r} is no schema")
    found = dict(schema)
    if "$ref" in found:
        target = resolve(_target(str(found.pop("$ref")), root), root, depth + 1)
        return resolve({**target, **found}, root, depth + 1)
    for part in found.pop("allOf", []):
        found = _merged(found, resolve(part, root, depth + 1))
    for name in ("anyOf", "oneOf"):
        if options := found.pop(name, None):
            chosen = next((option for option in options if not _is_null(option)), options[0])
            found = _merged(found, resolve(chosen, root, depth + 1))
    found["type"] = _kind(found)
    return found


def _target(reference: str, root: Schema) -> Any:
    at: Any = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not step:
            continue
        if not isinstance(at, Mapping) or name not in at:
            raise CannotFill(f"{reference} refers to nothing")
        at = at[name]
    return at


def _merged(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    both = {**one, **other}
    for name in ("properties", "$defs"):
        if name in one and name in other:
            both[name] = {**one[name], **other[name]}
    if "required" in one and "required" in other:
        both["required"] = [*one["required"], *other["required"]]
    return both


def _is_null(option: Any) -> bool:
    return isinstance(option, Mapping) and str(option.get("type", "")).lower() == "null"


def _kind(schema: Mapping[str, Any]) -> str:
    """Return the type in lower case; of several the first that is not null; without one, what the rest implies."""
    stated = schema.get("type")
    if isinstance(stated, list):
        stated = next((kind for kind in stated if str(kind).lower() != "null"), "null")
    if isinstance(stated, str) and stated.upper() != "TYPE_UNSPECIFIED":
        return stated.lower()
    if "properties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    return "string" if not {"minimum", "maximum"} & set(schema) else "number"
