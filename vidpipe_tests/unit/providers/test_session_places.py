"""A call takes its place among those at once, and gives it back however it ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError, StorageError
from vidpipe.models.calls import CallOutcome, CallStatus
from vidpipe.providers.ledger import MemoryLedger, NoSlots
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.calling import SERVICE, WISH, Answer, Heard, ok


class SlowLedger(MemoryLedger):
    """A ledger whose entries take until they are let through."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.writing = asyncio.Event()
        self.go_on = asyncio.Event()
        self._loop = loop

    def begin(self, intent: Any) -> int:
        self._loop.call_soon_threadsafe(self.writing.set)
        asyncio.run_coroutine_threadsafe(self.go_on.wait(), self._loop).result(10)
        return super().begin(intent)


class Places(NoSlots):
    """Places that are counted."""

    def __init__(self) -> None:
        self.open: set[int] = set()
        self.taken = 0

    def take(self, *_: Any, **__: Any) -> tuple[int | None, float]:
        self.taken += 1
        self.open.add(self.taken)
        return self.taken, 0.0

    def give(self, slot: int) -> None:
        self.open.remove(slot)


class BrokenLedger(MemoryLedger):
    """A ledger whose database goes away once calls are under way."""

    def finish(self, call_id: int, outcome: CallOutcome) -> None:  # noqa: ARG002 - it takes none
        raise StorageError("The database did not answer.", code="DATABASE_ERROR")


class BrokenSlots(NoSlots):
    """Places whose database goes away once they are taken."""

    def give(self, slot: int) -> None:  # noqa: ARG002 - it takes none
        raise StorageError("The database did not answer.", code="DATABASE_ERROR")


def test_a_canceled_call_ends_canceled_although_the_database_is_away() -> None:
    """A storage error in its place would be tried again by a stage that has been stopped."""

    async def run() -> None:
        begun = asyncio.Event()

        async def stuck() -> None:
            async with Session(BrokenLedger(), BrokenSlots()).call(SERVICE, operation="films.create", wish=WISH):
                begun.set()
                await asyncio.sleep(60)

        part = asyncio.create_task(stuck())
        await begun.wait()
        part.cancel()
        with pytest.raises(asyncio.CancelledError):
            await part

    asyncio.run(run())


def test_a_place_that_cannot_be_given_back_does_not_lose_the_answer() -> None:
    heard = Heard(ok)
    heard.session.slots = BrokenSlots()
    heard.make()
    assert heard.ledger.outcomes[1].status is CallStatus.SUCCEEDED


def test_a_call_canceled_before_it_was_sent_leaves_neither_a_doubt_nor_a_place() -> None:
    async def run() -> tuple[MemoryLedger, Places]:
        ledger, places = SlowLedger(asyncio.get_running_loop()), Places()

        async def create() -> None:
            async with session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=0.5):
                raise AssertionError

        async with Session(ledger, places, transport=httpx.MockTransport(ok)) as session:
            work = asyncio.create_task(create())
            await ledger.writing.wait()
            work.cancel()
            ledger.go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await work
        return ledger, places

    ledger, places = asyncio.run(run())
    assert (ledger.outcomes[1].status, ledger.outcomes[1].charged) == (CallStatus.FAILED, "no")
    assert ledger.earlier("example", "films.create", WISH) is None
    assert (places.taken, places.open) == (1, set())


@pytest.mark.parametrize("answer", [ok, lambda _: httpx.Response(500)])
def test_a_place_is_given_back_however_the_call_ends(answer: Answer) -> None:
    places = Places()

    async def run() -> None:
        session = Session(MemoryLedger(), places, transport=httpx.MockTransport(answer))
        async with session, session.call(SERVICE, operation="films.create", wish=WISH) as call:
            assert places.open == {1}
            await call.send("POST", "/films")

    with suppress(ProviderError):
        asyncio.run(run())
    assert (places.taken, places.open) == (1, set())


def test_polls_take_no_place() -> None:
    places = Places()

    async def run() -> None:
        session = Session(MemoryLedger(), places, transport=httpx.MockTransport(ok))
        async with session, session.call(SERVICE, operation="films.get", limited=False) as call:
            await call.send("GET", "/films/f1")

    asyncio.run(run())
    assert places.taken == 0
