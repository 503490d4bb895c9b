"""A service that is made up, and who answers in its place: what tests of calls share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from vidpipe.errors import ProviderError
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session

KEY = "key-of-the-account-93847"
WISH = wish_of("a film")
BASE = "https://api.example.com/v1"


def classify(reply: Reply) -> ProviderError:
    codes = {402: "DID_QUOTA_EXCEEDED", 500: "DID_SERVER_ERROR"}
    return ProviderError("Refused.", code=codes.get(reply.status, "DID_INVALID_REQUEST"))


SERVICE = Service(
    name="example",
    title="Example",
    base_url=BASE,
    secret=KEY,
    classify=classify,
    timeout_code="DID_NETWORK_ERROR",
    network_code="DID_NETWORK_ERROR",
    invalid_code="PROVIDER_RESPONSE_INVALID",
    headers={"Authorization": f"Basic {KEY}"},
)


Answer = Callable[[httpx.Request], httpx.Response]


class Heard:
    """A transport that keeps the requests it was sent."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[httpx.Request] = []
        self.ledger = MemoryLedger()

        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return answer(request)

        self.session = Session(
            self.ledger, traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01", transport=httpx.MockTransport(handle)
        )

    def make(self, *, service: Service = SERVICE, body: Callable[[Any], Awaitable[Any]] | None = None) -> None:
        """Make one paid call and leave its entry in the ledger."""

        async def run() -> None:
            async with (
                self.session,
                self.session.call(
                    service,
                    operation="films.create",
                    wish=WISH,
                    estimated_usd=0.5,
                    request={"status": "new", "model": 1},
                ) as call,
            ):
                await (body or (lambda it: it.send("POST", "/films")))(call)

        asyncio.run(run())


def ok(_: httpx.Request) -> httpx.Response:
    return httpx.Response(201, json={"id": "f1"}, headers={"x-request-id": "r-1"})


def fails(error: Callable[[httpx.Request], Exception]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error(request)

    return answer
