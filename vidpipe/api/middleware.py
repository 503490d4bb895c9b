"""What surrounds every request: its trace id, its two log lines, the security headers, and the last net for errors."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import MappingProxyType

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vidpipe.api.errors import ErrorAnswers
from vidpipe.errors import VidpipeError
from vidpipe.observability.trace import bind_trace, new_trace_id, normalise_trace_id, parse_traceparent

log = structlog.get_logger(__name__)

QUIET = ("/healthz", "/static/", "/dagster", "/admin")
"""Paths asked for every few seconds by machines and open pages: logged at debug level while all goes well."""

_EVERYWHERE = MappingProxyType({"x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN"})
_OURS = MappingProxyType(
    {
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
            "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "referrer-policy": "same-origin",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
)


class RequestContext:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, answers: ErrorAnswers) -> None:
        self._app = app
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of connection pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = trace_id_of(Headers(scope=scope))
        scope.setdefault("state", {})["trace_id"] = trace_id
        answer = _Answer(send, trace_id, _security_headers(scope["path"]))
        with bind_trace(trace_id=trace_id, api=f"{scope['method']} {scope['path']}"):
            await self._serve(scope, receive, answer)

    async def _serve(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        quiet = scope["method"] in ("GET", "HEAD") and scope["path"].startswith(QUIET)
        tell = log.debug if quiet else log.info
        tell("request started")
        started = time.perf_counter()
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            log.info("caller went away")
        except Exception:  # the boundary: whatever nobody foresaw is logged whole and answered without details
            log.exception("request failed", error_code="INTERNAL_ERROR")
            if answer.status is not None:
                raise  # half an answer is out: only breaking the connection tells the caller
            response = self._answers.response(Request(scope, receive), VidpipeError(code="INTERNAL_ERROR"))
            await response(scope, receive, answer.send)
        finally:
            duration = round((time.perf_counter() - started) * 1000, 1)
            code = scope["state"].get("error_code")
            told = {"error_code": code} if code else {}
            tell("request completed", status=answer.status, duration_ms=duration, **told)


class _Answer:
    """Adds the headers to the answer and remembers its status."""

    def __init__(self, send: Send, trace_id: str, headers: Mapping[str, str]) -> None:
        self._send = send
        self._trace_id = trace_id
        self._headers = headers
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-trace-id"] = self._trace_id
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


def trace_id_of(headers: Mapping[str, str]) -> str:
    """Return the trace id that the caller named, in ``traceparent`` or else ``x-trace-id``, else a new one."""
    parent = parse_traceparent(headers.get("traceparent"))
    return parent.trace_id if parent else normalise_trace_id(headers.get("x-trace-id")) or new_trace_id()


def _security_headers(path: str) -> Mapping[str, str]:
    # Dagster's pages bring a policy of their own, and frame parts of themselves.
    return _EVERYWHERE if path == "/dagster" or path.startswith("/dagster/") else {**_EVERYWHERE, **_OURS}
