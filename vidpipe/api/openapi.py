"""What FastAPI cannot see by itself, for /api/openapi.json: bodies that we read strictly, and the error shape."""

from __future__ import annotations

from typing import Any

from vidpipe.api.decisions import AvatarRequest, By, RetryRequest, SceneRequest, ThumbnailRequest
from vidpipe.api.requests import UPLOADABLE, TaskOptions
from vidpipe.models import Brief

_BINARY = {"schema": {"type": "string", "format": "binary"}}


def _generate_schema() -> dict[str, Any]:
    """Return the schema of a request for a video: the brief's fields and the task's, side by side."""
    brief, options = Brief.model_json_schema(by_alias=True), TaskOptions.model_json_schema(by_alias=True)
    definitions = brief.pop("$defs", {}) | options.pop("$defs", {})
    merged = {**brief, "title": "VideoRequest", "properties": brief["properties"] | options["properties"]}
    inlined: dict[str, Any] = _inlined(merged, definitions)
    return inlined


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """Put definitions where they are referred to: their place in a schema of its own is not one of OpenAPI's."""
    if isinstance(schema, dict):
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name in definitions:
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            return _inlined({**definitions[name], **rest}, definitions)
        return {key: _inlined(value, definitions) for key, value in schema.items()}
    return [_inlined(item, definitions) for item in schema] if isinstance(schema, list) else schema


def _body(kind: type[By], *, required: bool) -> dict[str, Any]:
    schema = kind.model_json_schema(by_alias=True)
    whole = _inlined(schema, schema.pop("$defs", {}))
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": whole}}}}


SCENE, AVATAR = _body(SceneRequest, required=True), _body(AvatarRequest, required=True)
THUMBNAIL = _body(ThumbnailRequest, required=True)
RETRY = _body(RetryRequest, required=False)
GENERATE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _generate_schema()}}}
}
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": dict.fromkeys(UPLOADABLE, _BINARY),
    }
}
