"""A courier within the test's own process: the real app above a provider that the test plays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from vidpipe.courier.app import courier_app
from vidpipe.courier.office import Office
from vidpipe.courier.sending import new_client
from vidpipe.courier.spool import Spool
from vidpipe.models.calls import CallIntent
from vidpipe.models.parcels import Order
from vidpipe.providers.call import Call
from vidpipe.providers.courier import SocketCourier
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.service import Reply
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.calling import BASE, SERVICE, WISH

TRACE = "a" * 32

Answer = Callable[[httpx.Request], Awaitable[httpx.Response] | httpx.Response]


INTENT = CallIntent(
    provider="example", operation="films.create", wish=WISH, account=SERVICE.account, estimated_usd=0.5, units=3
)


def order(**changes: object) -> Order:
    fields = {"method": "POST", "url": f"{BASE}/films", "connect": 1, "read": 1, "total": 2, **changes}
    return Order.model_validate(fields)


class Provider:
    """A provider that counts what it is asked."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answer(request)
        return await answer if isinstance(answer, Awaitable) else answer

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


class InProcess(SocketCourier):
    """The courier's client, whose words go to an app instead of a socket."""

    def __init__(self, folder: Path, provider: Provider) -> None:
        super().__init__(folder, patience=0.0)
        self.spool = Spool(folder)
        self.office = Office(self.spool, new_client(provider.transport))
        self.app = courier_app(self.office, self.spool)

    async def _post(self, path: str, content: bytes, seconds: float) -> bytes:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://courier", timeout=seconds) as client:
            response = await client.post(path, content=content)
        assert response.status_code == 200, response.text
        return response.content


class Line:
    """One task's ledger, its courier and the provider; every ``call`` is a try in a session of its own."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        self.provider = Provider(answer)
        self.courier = InProcess(folder, self.provider)
        self.ledger = MemoryLedger()
        self.direct: list[httpx.Request] = []

    def session(self) -> Session:
        def past_the_courier(request: httpx.Request) -> httpx.Response:
            self.direct.append(request)
            return httpx.Response(200, content=b"direct")

        return Session(
            self.ledger,
            traceparent=f"00-{TRACE}-{'b' * 16}-01",
            courier=self.courier,
            transport=httpx.MockTransport(past_the_courier),
        )

    async def call(self, then: Callable[[Call, Reply], None] = lambda *_: None, *, usd: float = 0.5) -> Reply:
        async with (
            self.session() as session,
            session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=usd, units=3) as call,
        ):
            reply = await call.send("POST", "/films", json={"length": 3})
            then(call, reply)
            return reply

    async def killed(self) -> None:
        """A try whose process dies while the provider is at work: nothing of it is written down any more."""
        call_id = self.ledger.begin(INTENT)
        request = httpx.Request(
            "POST", f"{BASE}/films", json={"length": 3}, extensions={"timeout": httpx.Timeout(5).as_dict()}
        )
        key = f"{TRACE}-{call_id}-1"
        before = len(self.provider.requests)
        work = asyncio.create_task(self.courier.deliver(key, request, total=5))
        while len(self.provider.requests) == before:
            await asyncio.sleep(0.001)
        work.cancel()
        await asyncio.wait([work])
