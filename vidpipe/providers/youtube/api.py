"""Requests to YouTube's API, each with an access token that is renewed when YouTube no longer takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from vidpipe.errors import ProviderError
from vidpipe.providers.call import Call
from vidpipe.providers.service import Reply, Service
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.service import service_of
from vidpipe.providers.youtube.tokens import Tokens

DATA, UPLOAD = "/youtube/v3", "/upload/youtube/v3"
_GOOGLE = ".googleapis.com"


class Api:
    """YouTube as the configured channel may use it."""

    def __init__(self, session: Session, config: Config, tokens: Tokens | None = None) -> None:
        self.session = session
        self.config = config
        self.service: Service = service_of(config)
        self._tokens = tokens or Tokens(session, config)

    async def send(
        self, call: Call, method: str, url: str, *, replay: bool = True, headers: Mapping[str, str] = {}, **options: Any
    ) -> Reply:
        """Send a request; one that is refused for its access token is sent again with a new one.

        With ``replay`` off it is not: the error is raised, and only the next request has another token. Raises
        ProviderError; YOUTUBE_INVALID_TOKEN when a token just got is refused too.
        """
        try:
            return await self._send(call, method, url, headers, options)
        except ProviderError as error:
            if error.code != "YOUTUBE_TOKEN_EXPIRED" or not replay:
                raise
        try:
            return await self._send(call, method, url, headers, options)
        except ProviderError as error:
            if error.code != "YOUTUBE_TOKEN_EXPIRED":
                raise
            raise ProviderError(
                f"YouTube refuses even an access token it has just given out. {error.message}",
                code="YOUTUBE_INVALID_TOKEN",
                details=error.details,
            ) from error

    async def _send(
        self, call: Call, method: str, url: str, headers: Mapping[str, str], options: Mapping[str, Any]
    ) -> Reply:
        if not self._may_have_token(url):
            return await call.send(method, url, headers=dict(headers), **options)
        access = await self._tokens.get()
        authorized = {**headers, "Authorization": f"Bearer {access.token}"}
        try:
            return await call.send(method, url, headers=authorized, **options)
        except ProviderError as error:
            if error.code == "YOUTUBE_TOKEN_EXPIRED":
                self._tokens.refuse(access.token)
            raise

    def _may_have_token(self, url: str) -> bool:
        """Whether a request there may carry the token: only the configured host, or another of Google's APIs."""
        if url.startswith("/"):
            return True
        base, there = httpx.URL(self.config.base_url), httpx.URL(url)
        if base.host.endswith(_GOOGLE) and there.host.endswith(_GOOGLE) and there.scheme == "https":
            return True
        return (base.scheme, base.host, base.port) == (there.scheme, there.host, there.port)

    async def get(self, call: Call, path: str, **query: str) -> dict[str, Any]:
        """Read from the API. Raises ProviderError."""
        reply = await self.send(call, "GET", DATA + path, params=query)
        return self.object_of(reply)

    def object_of(self, reply: Reply) -> dict[str, Any]:
        """Return the answer's object. Raises ProviderError (YOUTUBE_SERVER_ERROR) when it is none."""
        body = reply.json()
        if not isinstance(body, dict):
            raise self.service.invalid(reply, "no JSON object")
        return body

    def items_of(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the items of a list; none are no error."""
        items = body.get("items")
        return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
