"""The way of a paid call through the courier, which keeps its answer when this process is killed."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Protocol

import httpx

from vidpipe.errors import NO_MORE_TRIES, InvalidInput, ProviderError, StorageError, VidpipeError, WorkLost
from vidpipe.models.parcels import LARGEST_BODY, Order, Parcel, ParcelState, packed, unpacked

PATIENCE_SECONDS = 15.0
"""How long the courier may be away: it is started again within a second."""
SLACK_SECONDS = 15.0
"""What an answer may take longer than the provider may: the courier itself ends calls that take too long."""
_PAUSE_SECONDS = 0.2

_FAILURES: dict[str, type[httpx.TransportError]] = {
    kind.__name__: kind
    for kind in (
        *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ReadTimeout, httpx.WriteTimeout),
        *(httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.ProxyError, httpx.UnsupportedProtocol),
        *(httpx.RemoteProtocolError, httpx.LocalProtocolError),
    )
}


AWAY = "COURIER_UNREACHABLE"


class Courier(Protocol):
    """Makes the requests of paid calls, each once, and keeps their answers. ``key`` names a request."""

    async def recall(self, key: str) -> bool:
        """Tell whether this request's answer is kept or on its way; when not, it will never be made.

        Raises ProviderError (COURIER_UNREACHABLE), or StorageError when the courier cannot read what it keeps.
        """
        ...

    async def deliver(self, key: str, request: httpx.Request, *, total: float) -> httpx.Response:
        """Have the request made, if it has not been made yet, and return its answer.

        ``total`` are the seconds it may take. Raises httpx.TransportError: what the request met; ProviderError:
        COURIER_UNREACHABLE, whose detail ``sent`` tells whether the courier may have got it, or WORKER_LOST when the
        courier died with it under way. Nothing was sent with WorkLost, when somebody asked for the answer before,
        StorageError, when there is no place to keep it, and InvalidInput, when it is too large.
        """
        ...


class SocketCourier:
    """The courier's process, on its Unix socket."""

    def __init__(self, socket: Path, *, patience: float = PATIENCE_SECONDS) -> None:
        self._socket = socket
        self._patience = patience

    async def recall(self, key: str) -> bool:
        """Tell whether this request's answer is kept or on its way; when not, it will never be made."""
        parcel, _ = await self._ask(f"/calls/{key}/recall", b"", 10.0)
        if parcel.state is ParcelState.REFUSED:
            raise StorageError(parcel.message, code=parcel.code)
        return parcel.state in (ParcelState.SENT, ParcelState.ANSWERED, ParcelState.FAILED)

    async def deliver(self, key: str, request: httpx.Request, *, total: float) -> httpx.Response:
        """Have the request made, if it has not been made yet, and return its answer."""
        order, body = _order_of(request, total), await request.aread()
        if len(body) > LARGEST_BODY:
            raise InvalidInput(f"The request has {len(body):,} bytes; the courier takes {LARGEST_BODY:,}.")
        parcel, answer = await self._ask(f"/calls/{key}", packed(order, body), total + SLACK_SECONDS)
        if parcel.state is not ParcelState.ANSWERED:
            raise _error_of(parcel, request)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in parcel.headers]
        return httpx.Response(parcel.status, headers=headers, content=answer, request=request)

    async def _ask(self, path: str, content: bytes, seconds: float) -> tuple[Parcel, bytes]:
        """Ask until it answers. Asking again is safe: the courier makes a request once, however often it gets it."""
        away_since: float | None = None
        handed_over = False
        while True:
            try:
                return unpacked(Parcel, await self._post(path, content, seconds))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                cause: Exception = error
            except httpx.TransportError as error:
                handed_over, cause = True, error
            now = time.monotonic()
            away_since = away_since or now
            if now - away_since >= self._patience or isinstance(cause, (httpx.ReadTimeout, httpx.WriteTimeout)):
                raise self._away(cause, handed_over=handed_over) from cause
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _post(self, path: str, content: bytes, seconds: float) -> bytes:
        # Nothing is encrypted on a Unix socket, so the certificates need not be read.
        transport = httpx.AsyncHTTPTransport(uds=str(self._socket), verify=False)
        timeout = httpx.Timeout(seconds, connect=5.0)
        async with httpx.AsyncClient(transport=transport, base_url="http://courier", timeout=timeout) as client:
            response = await client.post(path, content=content)
        if response.status_code != httpx.codes.OK:
            raise VidpipeError(
                f"The courier refused what it was asked: {response.text[:200]}",
                # What it refuses it has not made; where it broke nobody knows.
                details={"status": response.status_code, "sent": response.status_code >= 500},
            )
        return response.content

    def _away(self, cause: Exception, *, handed_over: bool) -> ProviderError:
        return ProviderError(
            "The courier, which makes paid calls, does not answer. Nothing was asked of the provider in another way.",
            code=AWAY,
            details={"sent": handed_over, "cause": f"{type(cause).__name__}: {cause}"[:500]},
        )


def _order_of(request: httpx.Request, total: float) -> Order:
    timeout = request.extensions["timeout"]
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    return Order(
        method=request.method,
        url=str(request.url),
        # The body goes in one piece.
        headers=[(name, value) for name, value in headers if name.lower() != "transfer-encoding"],
        connect=timeout["connect"],
        read=timeout["read"],
        total=total,
    )


def _error_of(parcel: Parcel, request: httpx.Request) -> Exception:
    if parcel.state is ParcelState.FAILED:
        return _FAILURES.get(parcel.failure, httpx.ReadError)(parcel.cause, request=request)
    if parcel.state is ParcelState.VOID:
        return WorkLost("A later try has taken this paid call over, so it is not made.", code="TASK_CANCELED")
    if parcel.state is ParcelState.REFUSED:
        return StorageError(parcel.message, code=parcel.code)
    lost = ProviderError(
        "The courier died while the provider was at work; the answer is lost, and it may be charged. Trying again buys "
        "it anew: that is for a person to decide.",
        code="WORKER_LOST",
    )
    lost.tries = NO_MORE_TRIES
    return lost
