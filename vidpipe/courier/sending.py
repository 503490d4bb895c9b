"""One request to a provider: made once, its whole answer taken, secrets taken out of it."""

from __future__ import annotations

import asyncio

import httpx

from vidpipe.errors import register_secret
from vidpipe.errors.redaction import REDACTED, is_secret_name, redact
from vidpipe.models.parcels import LARGEST_BODY, Order, Parcel, ParcelState

_CHUNK = 1 << 16
_ENCODED = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})
"""Headers of an answer that say nothing true of the body that is kept, or nothing that anybody needs."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def new_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Return the client for all requests.

    Each gets a connection of its own: when a used one breaks at once, nobody can tell whether the request got through.
    """
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(transport=transport, limits=limits, follow_redirects=False)


async def send(client: httpx.AsyncClient, order: Order, body: bytes) -> tuple[Parcel, bytes]:
    """Make the request; return what came of it, a failure of the transport included."""
    secrets = _secrets(order)
    try:
        async with asyncio.timeout(order.total):
            status, headers, answer = await _exchange(client, order, body)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as error:
        failure = "ReadTimeout" if isinstance(error, TimeoutError) else type(error).__name__
        cause = _without(redact(str(error))[:500], secrets)
        sent = not isinstance(error, (*_NOT_SENT, httpx.InvalidURL))
        return Parcel(state=ParcelState.FAILED, failure=failure, cause=cause, sent=sent), b""
    kept = [(name, _without(value, secrets)) for name, value in headers if name.lower() not in _ENCODED]
    for secret in secrets:
        answer = answer.replace(secret.encode("latin-1"), REDACTED.encode())
    return Parcel(state=ParcelState.ANSWERED, status=status, headers=kept), answer


async def _exchange(client: httpx.AsyncClient, order: Order, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    timeout = httpx.Timeout(order.read, connect=order.connect).as_dict()
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in order.headers]
    request = httpx.Request(order.method, order.url, headers=headers, content=body, extensions={"timeout": timeout})
    response = await client.send(request, stream=True)
    try:
        answer = bytearray()
        async for chunk in response.aiter_bytes(_CHUNK):
            answer += chunk
            if len(answer) > LARGEST_BODY:
                break  # the caller sees by its size that it is too large
    finally:
        await response.aclose()
    told = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    return response.status_code, told, bytes(answer)


def _secrets(order: Order) -> list[str]:
    """Return the request's secrets, the longest first, and keep them out of this process's logs.

    Some providers quote the key they refuse, and their answers are written to disk.
    """
    found = set()
    for name, value in order.headers:
        if is_secret_name(name):
            found |= {value, value.split(" ")[-1]}
    found = {secret for secret in found if len(secret) >= 8}
    for secret in found:
        register_secret(secret)
    return sorted(found, key=len, reverse=True)


def _without(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text
