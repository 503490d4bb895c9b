"""Keeps other sites' pages out: a browser on this machine reaches vidpipe, and so does every page it shows.

Two attacks are meant. A page posts to ``http://localhost:3000`` (cross-site request forgery), or its own name is
made to point to 127.0.0.1 (DNS rebinding), which makes vidpipe look like its own site.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from vidpipe.api.errors import ErrorAnswers
from vidpipe.errors import InvalidInput

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
GRAPHQL = "/dagster/graphql"
"""Dagster executes mutations that come by GET, so that an image's address could launch a run."""


class SiteGuard:
    """Refuses requests under a foreign host name, and acting requests from foreign pages; websockets included."""

    def __init__(self, app: ASGIApp, answers: ErrorAnswers, *, host: str) -> None:
        self._app = app
        self._answers = answers
        self._names = {"localhost", "127.0.0.1", "::1", host.strip("[]").lower()} if _is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            # Closing before accepting answers the handshake with 403.
            await send({"type": "websocket.close", "code": 1008, "reason": refusal.code})
        else:
            await self._answers.response(Request(scope, receive), refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> InvalidInput | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if self._names is not None and _host_name(host) not in self._names:
            return InvalidInput(
                f"vidpipe listens on this machine only and is not served as {host[:100]!r}.",
                code="FORBIDDEN_HOST",
                details={"host": host[:100]},
            )
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS and scope["path"] != GRAPHQL:
            return None
        origin = headers.get("origin")
        if _is_foreign(origin, host, headers.get("sec-fetch-site", "none")):
            return InvalidInput(
                f"A page of {(origin or 'another site')[:100]} may not act on vidpipe at {host[:100]}.",
                code="FORBIDDEN_ORIGIN",
                details={"origin": (origin or "")[:100]},
            )
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _host_name(host: str) -> str | None:
    """Return the name within a Host header: without port and brackets, None when malformed."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_foreign(origin: str | None, host: str, fetch_site: str) -> bool:
    """Whether a browser says that a page of another site is asking; programs say nothing."""
    if origin is None:
        return fetch_site in ("cross-site", "same-site")
    try:
        site = urlsplit(origin).netloc.lower()
    except ValueError:
        return True
    return not site or site != host
