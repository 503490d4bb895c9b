"""The one way out: every request to an external service is an entry of the ledger, in its place, typed when it fails.

::

    async with session.call(service, operation="talks.create", wish=wish, estimated_usd=0.2) as call:
        reply = await call.send("POST", "/talks", json=body)      # raises typed errors
        await call.began(reply.object()["id"])                    # the provider's id, kept at once

Nothing is repeated here: whether and when to try again is decided by the catalogue's policy, in the stages.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Any, Self

import httpx

from vidpipe.models.calls import CallIntent, EarlierCall
from vidpipe.providers.call import Call
from vidpipe.providers.courier import Courier
from vidpipe.providers.ledger import Ledger, MemoryLedger, NoSlots, Slots
from vidpipe.providers.service import Service


class Session:
    """What a provider's client works with during one try of a stage; use it as an async context manager."""

    def __init__(
        self,
        ledger: Ledger | None = None,
        slots: Slots | None = None,
        *,
        traceparent: str = "",
        courier: Courier | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.ledger: Ledger = ledger or MemoryLedger()
        self.slots: Slots = slots or NoSlots()
        self.traceparent = traceparent
        if courier is not None and not traceparent:
            raise ValueError("with a courier there must be a traceparent: its trace id is part of the calls' names")
        self.courier = courier
        self.open_calls: set[int] = set()
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    def request_key(self, call_id: int, number: int) -> str:
        """Return the name under which the courier knows a request of a call."""
        return f"{self.traceparent.split('-')[1]}-{call_id}-{number}"

    @property
    def client(self) -> httpx.AsyncClient:
        """The HTTP connections, opened when first asked for."""
        if self._client is None:
            # Redirects are not followed: they could carry a key to another host.
            self._client = httpx.AsyncClient(transport=self._transport, verify=_certificates(), follow_redirects=False)
        return self._client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def call(
        self,
        service: Service,
        *,
        operation: str,
        wish: str = "",
        subject: str = "",
        model: str = "",
        request: Mapping[str, Any] | None = None,
        estimated_usd: float = 0.0,
        units: float = 0.0,
        limited: bool = True,
    ) -> Call:
        """Return a call to enter with ``async with``.

        ``wish`` is the hash of everything asked for (``wish_of``); calls that are never paid for need none.
        ``request`` holds sizes and parameters for the ledger, no texts. ``units`` is what the call takes from a quota.
        With ``limited`` off it takes none of the account's places, as polls and downloads.
        """
        intent = CallIntent(
            provider=service.name,
            operation=operation,
            wish=wish,
            subject=subject,
            model=model,
            account=service.account,
            request=dict(request or {}),
            estimated_usd=estimated_usd,
            units=units,
        )
        return Call(self, service, intent, limited=limited)

    async def earlier(self, service: Service, operation: str, wish: str) -> EarlierCall | None:
        """Return what an earlier call with this wish left at the provider, or may have left."""
        return await asyncio.to_thread(self.ledger.earlier, service.name, operation, wish)


@cache
def _certificates() -> ssl.SSLContext:
    """Return the certificates that are trusted; to read them takes longer than many a call."""
    return httpx.create_ssl_context()
