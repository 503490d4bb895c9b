"""What the log says of calls, and what it never says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from vidpipe.errors import ProviderError, register_secret
from vidpipe.providers.ledger import MemoryLedger, NoSlots
from vidpipe.providers.service import Reply
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.calling import KEY, SERVICE, WISH, Heard, ok


def test_a_key_that_the_provider_repeats_is_not_written_down() -> None:
    register_secret(KEY)

    def echo(reply: Reply) -> ProviderError:
        return ProviderError(f"Example says: {reply.text}", code="DID_INVALID_API_KEY")

    heard = Heard(lambda _: httpx.Response(401, text=f"the key {KEY} is wrong"))
    with pytest.raises(ProviderError):
        heard.make(service=replace(SERVICE, classify=echo))
    assert KEY not in (heard.ledger.outcomes[1].error_message or "")
    assert "is wrong" in (heard.ledger.outcomes[1].error_message or "")


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    structlog.reset_defaults()
    with capture_logs() as lines:
        yield lines
    structlog.reset_defaults()


def test_the_log_tells_of_start_and_end_whatever_the_facts_are_called(logged: list[Any]) -> None:
    async def noted(call: Any) -> None:
        await call.send("POST", "/films")
        call.note(status="done", request_id="theirs", event="x")

    Heard(ok).make(body=noted)
    start, end = (line for line in logged if line["event"].startswith("provider call"))
    assert (start["event"], start["details"]) == ("provider call started", {"status": "new", "model": 1})
    assert (end["event"], end["status"], end["request_id"]) == ("provider call completed", 201, "r-1")
    assert end["details"] == {"status": "done", "request_id": "theirs", "event": "x"}
    assert KEY not in str(logged)


def test_a_call_that_waits_for_a_free_place_says_so_once_and_by_which_limits(logged: list[Any]) -> None:
    class Full(NoSlots):
        asked = 0

        def take(self, *_: Any, **__: Any) -> tuple[int | None, float]:
            self.asked += 1
            return (1, 0.0) if self.asked > 3 else (None, 0.0)

    async def run() -> None:
        async with (
            Session(MemoryLedger(), Full(), transport=httpx.MockTransport(ok)) as session,
            session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=0.5) as call,
        ):
            await call.send("POST", "/films")

    asyncio.run(run())
    waits = [line for line in logged if line["event"] == "provider call waits for a free place"]
    assert [line["provider"] for line in waits] == ["example"]
    assert waits[0]["details"] == asdict(SERVICE.limits)
