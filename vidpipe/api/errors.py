"""Every error becomes one shape of answer; a person in a browser gets a page instead."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from vidpipe.errors import InvalidInput, NotFound, VidpipeError, steps
from vidpipe.text.brief_problems import field_name, refusal

log = structlog.get_logger(__name__)

_FOR_CALLERS = frozenset({"PROVIDER_NOT_CONFIGURED"})
"""Faults of ours whose message names settings, and no more."""

ErrorPage = Callable[[Request, VidpipeError], Response]

_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE"}


class ErrorAnswers:
    """Turns errors into answers."""

    def __init__(self, page: ErrorPage) -> None:
        self._page = page

    def response(
        self,
        request: Request,
        error: VidpipeError,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the answer to an error, as JSON or as a page."""
        shown = public(error)
        request.state.error_code = error.code
        if shown is not error:
            log.error(error.message, error_code=error.code, details=error.details)
        if _wants_page(request):
            response = self._page(request, shown)
        else:
            response = JSONResponse(error_body(shown, request.state.trace_id))
        response.status_code = status or shown.entry.http_status
        response.headers.update({**_headers_of(error), **(headers or {})})
        return response

    def register(self, app: FastAPI) -> None:
        """Have the app answer every kind of error this way."""
        app.add_exception_handler(VidpipeError, self._vidpipe_error)
        app.add_exception_handler(RequestValidationError, self._validation_error)
        app.add_exception_handler(HTTPException, self._http_error)

    async def _vidpipe_error(self, request: Request, error: Exception) -> Response:
        return self.response(request, cast("VidpipeError", error))

    async def _validation_error(self, request: Request, error: Exception) -> Response:
        return self.response(request, invalid_input(cast("RequestValidationError", error).errors()))

    async def _http_error(self, request: Request, error: Exception) -> Response:
        raised = cast("HTTPException", error)
        allowed = (raised.headers or {}).get("allow") or (raised.headers or {}).get("Allow", "")
        messages = {
            404: f"There is nothing at {request.url.path[:200]}{_near(request)}.",
            405: f"{request.url.path[:200]} does not take {request.method}, only {allowed}.",
        }
        fallback = "VALIDATION_ERROR" if raised.status_code < 500 else "INTERNAL_ERROR"
        code = _CODES.get(raised.status_code, fallback)
        kind = NotFound if raised.status_code == 404 else InvalidInput
        known = kind(messages.get(raised.status_code), code=code)
        return self.response(request, known, status=raised.status_code, headers=raised.headers)


def _headers_of(error: VidpipeError) -> dict[str, str]:
    if error.code == "RANGE_NOT_SATISFIABLE":
        return {"content-range": f"bytes */{error.details['size']}"}  # RFC 9110, 15.5.17
    return {} if error.retry_after is None else {"retry-after": str(math.ceil(error.retry_after))}


def _near(request: Request) -> str:
    near = get_close_matches(request.url.path[:200], request.app.openapi()["paths"], n=2, cutoff=0.7)
    return f"; near it are {' and '.join(near)}" if near else ""


def public(error: VidpipeError) -> VidpipeError:
    """Return the error as callers may see it: of a fault of ours, only what its code means.

    Messages of such faults name folders, hosts and users of this machine. They are in the log, under the trace id.
    """
    shown = error.entry.http_status < 500 or error.code in _FOR_CALLERS
    return error if shown else VidpipeError(code=error.code)


def error_body(error: VidpipeError, trace_id: str) -> dict[str, Any]:
    """Return the one shape of an error."""
    return {
        "success": False,
        "error": error.message,
        "traceId": trace_id,
        "code": error.code,
        "details": error.details,
        "retryable": error.retryable,
        "recovery": list(steps(error.entry, trace_id=trace_id)),
    }


def wrong_field(field: str, problem: str, fix: str) -> InvalidInput:
    """Return the error for one wrong field, in the same form as those of a brief."""
    return refusal([{"field": field, "problem": problem, "fix": fix}])


def invalid_input(problems: Sequence[Any]) -> InvalidInput:
    """Name every field that pydantic found wrong, what is wrong with it, and what to do."""
    found = []
    for one in problems:
        problem, fix = _told(one)
        found.append({"field": _field(one["loc"]), "problem": problem, "fix": fix})
    return refusal(found)


def _field(location: Sequence[Any]) -> str:
    # pydantic's first part says where the field was: in the path, the query …
    parts = location[1:] if location and location[0] in ("path", "query", "header", "body") else location
    return field_name(tuple(parts))[:100] or "request"


def _told(found: Mapping[str, Any]) -> tuple[str, str]:
    """Say what is wrong, and what to do."""
    context, given = found.get("ctx", {}), found.get("input")
    shown = f" (given: {str(given)[:80]!r})" if isinstance(given, str | int | float) else ""
    text = str(found["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    kind = found["type"]
    if kind == "extra_forbidden":
        return "there is no such field", "check its spelling, or take it out"
    if kind == "missing":
        return "is missing", "give it"
    if kind.startswith("uuid_"):
        return f"{str(given)[:80]!r} is not the id of a task", "give one such as 3f0c6a1e-5b7d-4c1a-9a51-0d8e6f2b7c31"
    if kind in ("enum", "literal_error"):
        return f"{text}{shown}", "choose one of them"
    if kind == "string_too_long":
        return f"{text}{shown}", f"use at most {context['max_length']} characters"
    return f"{text}{shown}", "correct it, or leave it out"


def _wants_page(request: Request) -> bool:
    path = request.url.path
    if path.startswith("/api/"):
        return False
    return path.startswith("/admin") or "text/html" in request.headers.get("accept", "")
