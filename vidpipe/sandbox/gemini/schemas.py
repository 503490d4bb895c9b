"""Which response schemas generateContent takes."""

from __future__ import annotations

from typing import Any

from vidpipe.sandbox.gemini.body import Generation
from vidpipe.sandbox.gemini.errors import invalid

_OPENAPI = frozenset(
    {
        "type", "format", "title", "description", "nullable", "enum", "items", "properties", "required", "minItems",
        "maxItems", "propertyOrdering", "anyOf", "minimum", "maximum", "minLength", "maxLength", "pattern", "default",
        "example", "minProperties", "maxProperties",
    }
)  # fmt: skip
_TYPES = frozenset({"OBJECT", "STRING", "INTEGER", "NUMBER", "BOOLEAN", "ARRAY", "NULL", "TYPE_UNSPECIFIED"})
_DEEPEST = 12
_MOST_NESTED_ITEMS = 2_000
TOO_COMPLEX = (
    "The specified schema produces a constraint that has too many states for serving. Typical causes of this error are "
    "schemas with lots of text, very long array length limits (especially when nested), or complex value matchers."
)


def schema_of(config: Generation) -> dict[str, Any] | None:
    """Return the schema that an answer must meet, None when there is none. Raises Refused for one it does not take."""
    plain, openapi = config.response_json_schema, config.response_schema
    if plain is None and openapi is None:
        return None
    if plain is not None and openapi is not None:
        raise invalid("Only one of response_schema and response_json_schema can be set.", "generation_config")
    if config.response_mime_type not in ("application/json", "text/x.enum"):
        raise invalid("Response schema is only supported with response mime type application/json or text/x.enum.")
    if openapi is not None:
        _check_openapi(openapi, "generation_config.response_schema")
    schema = openapi if openapi is not None else plain
    if not isinstance(schema, dict):
        raise invalid("Invalid value at 'generation_config.response_json_schema': must be an object.")
    _check_size(schema, 0, 1)
    return schema


def _check_openapi(schema: Any, at: str) -> None:
    """Refuse what the OpenAPI subset does not have, such as additionalProperties and $ref."""
    if not isinstance(schema, dict):
        raise invalid(f"Invalid value at '{at}': must be an object.", at)
    for name in schema:
        if name not in _OPENAPI:
            raise invalid(f"Invalid JSON payload received. Unknown name \"{name}\" at '{at}': Cannot find field.", at)
    kind = schema.get("type")
    if kind is not None and (not isinstance(kind, str) or kind.upper() not in _TYPES):
        raise invalid(
            f"Invalid value at '{at}.type' (type.googleapis.com/google.ai.generativelanguage.v1beta.Type)", at
        )
    for name, inner in schema.get("properties", {}).items():
        _check_openapi(inner, f"{at}.properties[{name!r}]")
    for option in schema.get("anyOf", []):
        _check_openapi(option, f"{at}.any_of")
    if "items" in schema:
        _check_openapi(schema["items"], f"{at}.items")
    for name in schema.get("required", []):
        if name not in schema.get("properties", {}):
            raise invalid(f"* GenerateContentRequest.{at}.required: property is not defined: {name}", at)


def _check_size(schema: Any, depth: int, items: int) -> None:
    """Refuse schemas that are too deep, or whose nested lists could grow too long."""
    if not isinstance(schema, dict):
        return
    items *= max(1, int(schema.get("maxItems") or 1))
    if depth > _DEEPEST or items > _MOST_NESTED_ITEMS:
        raise invalid(TOO_COMPLEX)
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", []), schema.get("items")]
    for part in inner:
        _check_size(part, depth + 1, items)
