"""Reading request bodies: within a size, of a content type, and JSON only where there is exactly one way to read it."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request

from vidpipe.errors import InvalidInput

MAX_JSON_BYTES = 1 << 20
"""The longest article (200,000 characters) fits, three bytes a character and escaped quotes included."""
MAX_DEPTH = 32


async def limited_chunks(request: Request, limit: int) -> AsyncIterator[bytes]:
    """Yield the body piece by piece. Raises InvalidInput (PAYLOAD_TOO_LARGE) as soon as it is past ``limit`` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > limit:
        raise _too_large(limit)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


def _too_large(limit: int) -> InvalidInput:
    return InvalidInput(
        f"The request's body is too large: at most {limit // 1024:,} KiB are accepted.",
        code="PAYLOAD_TOO_LARGE",
        details={"limit": limit},
    )


def require_media_type(request: Request, *accepted: str) -> str:
    """Return the body's media type. Raises InvalidInput (UNSUPPORTED_MEDIA_TYPE) unless it is one of ``accepted``."""
    given, *parameters = request.headers.get("content-type", "").split(";")
    media_type = given.strip().lower()
    wanted = " or ".join(accepted)
    if media_type not in accepted:
        raise InvalidInput(
            f"The content type is {media_type or 'not given'}, but must be {wanted}; "
            f"with curl, add: -H 'content-type: {accepted[0]}'",
            code="UNSUPPORTED_MEDIA_TYPE",
            details={"given": media_type, "accepted": list(accepted)},
        )
    charset = next((value for name, _, value in _parameters(parameters) if name == "charset"), "utf-8")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if charset not in ("utf-8", "utf8") or encoding != "identity":
        raise InvalidInput(
            "The body must be plain UTF-8: no other charset, and not compressed.",
            code="UNSUPPORTED_MEDIA_TYPE",
            details={"charset": charset, "contentEncoding": encoding},
        )
    return media_type


def _parameters(parameters: list[str]) -> list[tuple[str, str, str]]:
    parts = (parameter.partition("=") for parameter in parameters)
    return [(name.strip().lower(), sign, value.strip().strip('"').lower()) for name, sign, value in parts]


async def json_object(request: Request) -> dict[str, Any]:
    """Read the body as a JSON object. Raises InvalidInput that says what is wrong with it."""
    require_media_type(request, "application/json")
    body = b"".join([chunk async for chunk in limited_chunks(request, MAX_JSON_BYTES)])
    return parse_object(body)


JsonObject = Annotated[dict[str, Any], Depends(json_object)]
"""A handler's parameter that receives the body."""


async def optional_json_object(request: Request) -> dict[str, Any]:
    """Read the body as a JSON object; no body at all is as good as an empty one. Raises InvalidInput."""
    body = b"".join([chunk async for chunk in limited_chunks(request, MAX_JSON_BYTES)])
    if not body:
        return {}
    require_media_type(request, "application/json")
    return parse_object(body)


OptionalJsonObject = Annotated[dict[str, Any], Depends(optional_json_object)]
"""A handler's parameter that receives the body, or nothing."""


def parse_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object strictly: UTF-8, no name twice, no NaN or Infinity, not too deep."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_no_name_twice, parse_float=_finite, parse_constant=_constant
        )
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The body is not valid UTF-8: byte {error.start} cannot be read.") from error
    except RecursionError as error:
        raise _too_deep() from error
    except json.JSONDecodeError as error:
        hint = "it is empty" if not body.strip() else f"{error.msg} in line {error.lineno}, column {error.colno}"
        raise InvalidInput(f"The body is not valid JSON: {hint}.") from error
    except ValueError as error:  # an integer of more than 4,300 digits
        raise InvalidInput("The body is not valid JSON: it holds a number with too many digits.") from error
    if not isinstance(value, dict):
        raise InvalidInput('The body must be a JSON object, such as {"article": "…"}.')
    _check_depth(value)
    return value


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(f"The body gives {twice[:80]!r} twice; give it once.", details={"field": twice[:80]})
    return value


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise InvalidInput(f"The body holds a number too large to be exact: {text[:40]}.")
    return value


def _constant(name: str) -> float:
    raise InvalidInput(f"The body holds {name}, which is not JSON.")


def _too_deep() -> InvalidInput:
    return InvalidInput(f"The body is nested too deeply: at most {MAX_DEPTH} levels are accepted.")


def _check_depth(root: dict[str, Any]) -> None:
    level: list[Any] = [root]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += value.values()
            elif isinstance(value, list):
                below += value
        if not below:
            return
        level = below
    raise _too_deep()
