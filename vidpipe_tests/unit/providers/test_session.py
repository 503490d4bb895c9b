"""What a call leaves in the ledger: that it was meant, how it ended, and whether it is charged."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError, StorageError, VidpipeError
from vidpipe.models.calls import CallStatus, JobStatus
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.service import Reply
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.calling import KEY, SERVICE, WISH, Answer, Heard, fails, ok
from vidpipe_tests.unit.providers.test_session_places import Places


def test_a_success_is_written_down_before_and_after() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(f"{len(heard.ledger.intents)} intents, {len(heard.ledger.outcomes)} outcomes")
        return ok(request)

    heard = Heard(answer)
    heard.make()
    assert seen == ["1 intents, 0 outcomes"]
    outcome = heard.ledger.outcomes[1]
    assert (outcome.status, outcome.http_status, outcome.request_id) == (CallStatus.SUCCEEDED, 201, "r-1")
    assert (outcome.charged, outcome.cost_usd, outcome.error_code) == ("yes", 0.5, None)
    assert heard.ledger.intents[0].account != KEY


def test_what_the_provider_says_it_charges_replaces_the_estimate() -> None:
    async def cheaper(call: Any) -> None:
        await call.send("POST", "/films")
        call.charge(0.2, credits=1)

    heard = Heard(ok)
    heard.make(body=cheaper)
    outcome = heard.ledger.outcomes[1]
    assert (outcome.charged, outcome.cost_usd, outcome.response) == ("yes", 0.2, {"credits": 1})


@pytest.mark.parametrize(
    ("answer", "code", "charged", "doubtful"),
    [
        pytest.param(lambda _: httpx.Response(402), "DID_QUOTA_EXCEEDED", "no", False, id="refused"),
        pytest.param(lambda _: httpx.Response(500), "DID_SERVER_ERROR", "unknown", True, id="broken"),
        pytest.param(
            fails(lambda r: httpx.ConnectError("no route", request=r)), "DID_NETWORK_ERROR", "no", False, id="unreached"
        ),
        pytest.param(
            fails(lambda r: httpx.ConnectTimeout("slow", request=r)), "DID_NETWORK_ERROR", "no", False, id="unconnected"
        ),
        pytest.param(
            fails(lambda r: httpx.ReadTimeout("silent", request=r)), "DID_NETWORK_ERROR", "unknown", True, id="silent"
        ),
        pytest.param(
            fails(lambda r: httpx.RemoteProtocolError("cut", request=r)), "DID_NETWORK_ERROR", "unknown", True, id="cut"
        ),
    ],
)
def test_a_failure_says_whether_the_provider_may_have_charged(
    answer: Answer, code: str, charged: str, doubtful: bool
) -> None:
    heard = Heard(answer)
    with pytest.raises(ProviderError) as raised:
        heard.make()
    assert raised.value.code == code
    outcome = heard.ledger.outcomes[1]
    assert (outcome.status, outcome.error_code, outcome.charged) == (CallStatus.FAILED, code, charged)
    assert outcome.cost_usd == 0
    assert (heard.ledger.earlier("example", "films.create", WISH) is not None) is doubtful


def test_a_call_without_a_known_price_is_doubtful_too() -> None:
    heard = Heard(fails(lambda request: httpx.ReadTimeout("silent", request=request)))

    async def run() -> None:
        async with heard.session.call(SERVICE, operation="films.create", wish=WISH) as call:
            await call.send("POST", "/films")

    with pytest.raises(ProviderError):
        asyncio.run(run())
    assert heard.ledger.outcomes[1].charged == "unknown"
    assert heard.ledger.earlier("example", "films.create", WISH) is not None


def test_a_call_that_is_never_paid_for_is_never_charged() -> None:
    heard = Heard(lambda _: httpx.Response(500))

    async def run() -> None:
        async with heard.session.call(SERVICE, operation="films.get") as call:
            await call.send("GET", "/films/f1")

    with pytest.raises(ProviderError):
        asyncio.run(run())
    assert heard.ledger.outcomes[1].charged == "no"


@pytest.mark.parametrize("error", [StorageError("The database did not answer.", code="DATABASE_ERROR"), KeyError("x")])
def test_a_failure_of_our_own_after_the_answer_does_not_claim_that_nothing_was_charged(error: Exception) -> None:
    async def stumble(call: Any) -> None:
        await call.send("POST", "/films")
        raise error

    heard = Heard(ok)
    with pytest.raises(type(error)):
        heard.make(body=stumble)
    assert heard.ledger.outcomes[1].charged == "unknown"
    assert heard.ledger.earlier("example", "films.create", WISH) is not None


def test_a_second_request_that_does_not_get_out_leaves_the_first_one_sent() -> None:
    async def twice(call: Any) -> None:
        await call.send("POST", "/films")
        await call.send("POST", "/unreachable")

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("unreachable"):
            raise httpx.ConnectError("no route", request=request)
        return ok(request)

    heard = Heard(answer)
    with pytest.raises(ProviderError):
        heard.make(body=twice)
    assert heard.ledger.outcomes[1].charged == "unknown"
    assert heard.ledger.outcomes[1].response == {"requests": 2}


def test_requests_that_all_fail_to_get_out_are_not_charged() -> None:
    async def twice(call: Any) -> None:
        with pytest.raises(ProviderError):
            await call.send("POST", "/films")
        await call.send("POST", "/films")

    heard = Heard(fails(lambda request: httpx.ConnectError("no route", request=request)))
    with pytest.raises(ProviderError) as raised:
        heard.make(body=twice)
    assert raised.value.details["sent"] is False
    assert heard.ledger.outcomes[1].charged == "no"


def test_a_call_canceled_while_the_provider_is_at_work_is_lost() -> None:
    async def run() -> MemoryLedger:
        reached, ledger = asyncio.Event(), MemoryLedger()

        async def answer(_: httpx.Request) -> httpx.Response:
            reached.set()
            await asyncio.Event().wait()
            raise AssertionError

        async def create() -> None:
            async with session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=0.5) as call:
                await call.send("POST", "/films")

        async with Session(ledger, transport=httpx.MockTransport(answer)) as session:
            work = asyncio.create_task(create())
            await reached.wait()
            work.cancel()
            with pytest.raises(asyncio.CancelledError):
                await work
        return ledger

    ledger = asyncio.run(run())
    outcome = ledger.outcomes[1]
    assert (outcome.status, outcome.error_code, outcome.charged) == (CallStatus.LOST, "TASK_CANCELED", "unknown")
    assert ledger.earlier("example", "films.create", WISH) is not None


def test_what_a_job_has_cost_in_the_end_replaces_what_was_expected() -> None:
    heard = Heard(lambda _: httpx.Response(200, json={}))
    heard.make()
    heard.make(body=lambda call: call.settled(0.25, call_id=1))
    assert (heard.ledger.outcomes[1].charged, heard.ledger.outcomes[1].cost_usd) == ("yes", 0.25)
    heard.make(body=lambda call: call.settled(0.0, call_id=1))
    assert (heard.ledger.outcomes[1].charged, heard.ledger.outcomes[1].cost_usd) == ("no", 0.0)


def test_a_job_found_again_is_kept_with_the_call_whose_answer_was_lost() -> None:
    heard = Heard(fails(lambda request: httpx.ReadTimeout("silent", request=request)))
    with pytest.raises(ProviderError):
        heard.make()
    ledger = heard.ledger

    async def run() -> None:
        async with Session(ledger, transport=httpx.MockTransport(ok)) as session:
            doubt = await session.earlier(SERVICE, "films.create", WISH)
            assert doubt is not None
            assert (doubt.job_id, doubt.request) == (None, {"status": "new", "model": 1})
            async with session.call(SERVICE, operation="films.list") as call:
                await call.began("f1", call_id=doubt.id)
            found = await session.earlier(SERVICE, "films.create", WISH)
            assert found is not None
            assert (found.id, found.job_id, found.job_status) == (doubt.id, "f1", JobStatus.RUNNING)
            async with session.call(SERVICE, operation="films.get") as call:
                await call.ended(JobStatus.FAILED, call_id=doubt.id)
            assert await session.earlier(SERVICE, "films.create", WISH) is None

    asyncio.run(run())


def test_nothing_is_sent_when_the_ledger_refuses_the_intent() -> None:
    class Full(MemoryLedger):
        def begin(self, intent: Any) -> int:
            raise VidpipeError(f"{intent.operation} is too dear.", code="COST_LIMIT_REACHED")

    places = Places()

    async def run() -> None:
        session = Session(Full(), places, transport=httpx.MockTransport(ok))
        async with session, session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=9):
            raise AssertionError

    with pytest.raises(VidpipeError, match=r"films\.create is too dear"):
        asyncio.run(run())
    assert (places.taken, places.open) == (1, set())


def test_json_that_is_nested_without_an_end_is_none() -> None:
    reply = Reply(status=200, headers=httpx.Headers(), body=b"[" * 200_000)
    assert (reply.json(), reply.object()) == (None, {})
