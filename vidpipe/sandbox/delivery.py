"""How an answer reaches the client: whole, or hurt in the way a fault asks for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

PIECES = 20


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer as bytes."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def with_body(self, body: bytes, status: int | None = None) -> Whole:
        """Return it with another body, whose length the headers then give."""
        headers = [(name, value) for name, value in self.headers if name.lower() != b"content-length"]
        return Whole(status or self.status, [*headers, (b"content-length", str(len(body)).encode())], body)


async def collected(response: Response, scope: Scope) -> Whole:
    """Run a response, streaming ones included, and return what it would send."""
    head: list[Message] = []
    body = bytearray()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            head.append(message)
        else:
            body.extend(message.get("body", b""))

    async def silent() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    plain = {name: scope[name] for name in ("type", "asgi", "http_version", "method", "path", "headers")}
    await response(plain, silent, keep)
    return Whole(head[0]["status"], [(bytes(n), bytes(v)) for n, v in head[0]["headers"]], bytes(body))


async def send_whole(whole: Whole, send: Send) -> None:
    """Send an answer in one go."""
    await send({"type": "http.response.start", "status": whole.status, "headers": whole.headers})
    await send({"type": "http.response.body", "body": whole.body})


async def send_slowly(whole: Whole, send: Send, seconds: float) -> None:
    """Send an answer in pieces, evenly over ``seconds``."""
    await send({"type": "http.response.start", "status": whole.status, "headers": whole.headers})
    step = max(1, -(-len(whole.body) // PIECES))
    pieces = [whole.body[at : at + step] for at in range(0, len(whole.body), step)]
    for piece in pieces:
        await asyncio.sleep(seconds / len(pieces))
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def send_half_and_cut(whole: Whole, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the headers and half of the body, then cut the connection."""
    announced = whole.with_body(whole.body)
    await send({"type": "http.response.start", "status": whole.status, "headers": announced.headers})
    await send({"type": "http.response.body", "body": whole.body[: len(whole.body) // 2], "more_body": True})
    await cut(scope, receive)


async def cut(scope: Scope, receive: Receive) -> None:
    """Close the connection without (more of) an answer.

    Raises ConnectionAbortedError where there is no connection, that is when the app is called in-process.
    """
    transport = scope.get("state", {}).get("transport")
    if transport is None:
        raise ConnectionAbortedError("the sandbox cut the connection")
    transport.close()
    await client_gone(receive, 10.0)


async def client_gone(receive: Receive, seconds: float | None) -> bool:
    """Wait until the client goes away, at most so long (None: for ever), and tell whether it did."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
            return True
    return False


def garbage(length: int) -> bytes:
    """Return bytes that are no media, no JSON and no text; always the same."""
    return b"\xff\xfe\x00" + Random(length).randbytes(max(64, length - 3))  # noqa: S311  # noise, not a secret
