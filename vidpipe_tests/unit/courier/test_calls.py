"""Paid calls through the courier: what a later try goes on with, and what is bought anew."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError, StorageError, VidpipeError, WorkLost
from vidpipe.models.calls import CallStatus, JobStatus
from vidpipe.providers.courier import SocketCourier
from vidpipe.providers.session import Session
from vidpipe_tests.unit.courier.line import INTENT, TRACE, Line
from vidpipe_tests.unit.providers.calling import KEY, SERVICE, WISH


def film(_: httpx.Request) -> httpx.Response:
    return httpx.Response(201, json={"id": "f1"}, headers={"x-request-id": "r-1"})


async def slow_film(request: httpx.Request) -> httpx.Response:
    await asyncio.sleep(0.02)
    return film(request)


def test_a_paid_call_goes_through_the_courier_whole(tmp_path: Path) -> None:
    line = Line(tmp_path, film)
    reply = asyncio.run(line.call())
    assert (reply.status, reply.object(), reply.request_id) == (201, {"id": "f1"}, "r-1")
    (request,) = line.provider.requests
    assert (request.url.path, request.content) == ("/v1/films", b'{"length":3}')
    assert request.headers["authorization"] == f"Basic {KEY}"
    assert request.headers["traceparent"].startswith(f"00-{TRACE}")
    assert request.headers["host"] == "api.example.com"
    outcome = line.ledger.outcomes[1]
    assert (outcome.status, outcome.charged, outcome.cost_usd) == (CallStatus.SUCCEEDED, "yes", 0.5)
    assert line.direct == []


def test_a_free_call_goes_past_it(tmp_path: Path) -> None:
    line = Line(tmp_path, film)
    assert asyncio.run(line.call(usd=0)).body == b"direct"
    assert (len(line.direct), line.provider.requests) == (1, [])


@pytest.mark.parametrize("wait", [0.0, 0.05], ids=["the answer is on its way", "the answer is there"])
def test_after_a_kill_the_next_try_goes_on_with_the_answer(tmp_path: Path, wait: float) -> None:
    async def run() -> None:
        line = Line(tmp_path, slow_film)
        await line.killed()
        await asyncio.sleep(wait)
        assert (await line.call(lambda call, _: call.charge(0.4, credits=2))).object() == {"id": "f1"}
        assert len(line.provider.requests) == 1
        bought, again = line.ledger.outcomes[1], line.ledger.outcomes[2]
        assert (bought.status, bought.charged, bought.cost_usd) == (CallStatus.SUCCEEDED, "yes", 0.4)
        assert (again.status, again.charged, again.cost_usd) == (CallStatus.SUCCEEDED, "no", 0.0)
        intent = line.ledger.intents[1]
        assert (intent.estimated_usd, intent.units, intent.request) == (0, 0, {"continues": 1})

    asyncio.run(run())


def test_an_entry_that_never_reached_the_courier_can_no_longer_be_bought(tmp_path: Path) -> None:
    async def run() -> None:
        line = Line(tmp_path, film)
        line.ledger.begin(INTENT)
        await line.call()
        assert len(line.provider.requests) == 1
        assert "continues" not in line.ledger.intents[1].request
        # The first process was only thought dead, and asks now.
        request = httpx.Request("POST", "https://x.example", extensions={"timeout": httpx.Timeout(5).as_dict()})
        with pytest.raises(WorkLost):
            await line.courier.deliver(f"{TRACE}-1-1", request, total=5)
        assert len(line.provider.requests) == 1

    asyncio.run(run())


def test_an_answer_that_was_heard_but_not_put_to_use_is_given_again_three_times(tmp_path: Path) -> None:
    async def run() -> None:
        line = Line(tmp_path, film)
        for _ in range(4):
            await line.call()
        assert len(line.provider.requests) == 1
        await line.call()
        assert len(line.provider.requests) == 2
        assert [one.cost_usd for one in line.ledger.outcomes.values()] == [0.5, 0, 0, 0, 0.5]

    asyncio.run(run())


def test_a_failure_of_our_own_after_the_answer_does_not_lose_it(tmp_path: Path) -> None:
    def full_disk(*_: Any) -> None:
        raise StorageError("No space.", code="DISK_SPACE_INSUFFICIENT")

    async def run() -> None:
        line = Line(tmp_path, film)
        with pytest.raises(StorageError):
            await line.call(full_disk)
        assert (line.ledger.outcomes[1].status, line.ledger.outcomes[1].charged) == (CallStatus.LOST, "unknown")
        await line.call()
        assert len(line.provider.requests) == 1
        assert (line.ledger.outcomes[1].status, line.ledger.outcomes[1].charged) == (CallStatus.SUCCEEDED, "yes")

    asyncio.run(run())


def test_an_answer_refused_for_what_it_holds_is_not_given_again(tmp_path: Path) -> None:
    def refuse(call: Any, reply: Any) -> None:
        raise SERVICE.invalid(reply, "no film")

    async def run() -> None:
        line = Line(tmp_path, film)
        with pytest.raises(ProviderError):
            await line.call(refuse)
        await line.call()
        assert len(line.provider.requests) == 2

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "code", "charged"),
    [
        (lambda _: httpx.Response(402), "DID_QUOTA_EXCEEDED", "no"),
        (lambda _: httpx.Response(500), "DID_SERVER_ERROR", "unknown"),
        (lambda request: (_ for _ in ()).throw(httpx.ReadTimeout("silent", request=request)), None, "unknown"),
    ],
)
def test_an_error_that_nobody_heard_is_told_once(tmp_path: Path, answer: Any, code: str | None, charged: str) -> None:
    async def run() -> None:
        line = Line(tmp_path, answer)
        await line.killed()
        with pytest.raises(ProviderError) as raised:
            await line.call()
        assert raised.value.code == (code or "DID_NETWORK_ERROR")
        assert (line.ledger.outcomes[1].status, line.ledger.outcomes[1].charged) == (CallStatus.FAILED, charged)
        assert line.ledger.outcomes[2].charged == "no"
        assert len(line.provider.requests) == 1
        with pytest.raises(ProviderError):
            await line.call()
        assert len(line.provider.requests) == 2

    asyncio.run(run())


def test_what_never_left_this_machine_is_simply_asked_again(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if len(line.provider.requests) == 1:
            raise httpx.ConnectError("no route", request=request)
        return film(request)

    async def run() -> None:
        await line.killed()
        await line.courier.office.close(5)
        await line.call()
        assert len(line.provider.requests) == 2
        assert line.ledger.outcomes[2].charged == "yes"

    line = Line(tmp_path, answer)
    asyncio.run(run())


def test_the_job_of_a_lost_create_belongs_to_the_entry_that_is_paid_for(tmp_path: Path) -> None:
    async def run() -> None:
        line = Line(tmp_path, slow_film)
        await line.killed()
        async with (
            line.session() as session,
            session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=0.5) as call,
        ):
            await call.began((await call.send("POST", "/films")).object()["id"])
            assert call.id == 1
        earlier = line.ledger.earlier("example", "films.create", WISH)
        assert earlier is not None
        assert (earlier.id, earlier.job_id) == (1, "f1")
        line.ledger.ended_job(1, JobStatus.FAILED)
        await line.call()
        assert len(line.provider.requests) == 2

    asyncio.run(run())


def test_two_parts_of_one_session_that_want_the_same_do_not_take_it_from_each_other(tmp_path: Path) -> None:
    async def run() -> None:
        line = Line(tmp_path, slow_film)
        async with line.session() as session:

            async def one() -> int:
                async with session.call(SERVICE, operation="films.create", wish=WISH, estimated_usd=0.5) as call:
                    return (await call.send("POST", "/films")).status

            assert list(await asyncio.gather(one(), one())) == [201, 201]
        assert len(line.provider.requests) == 2

    asyncio.run(run())


def test_a_canceled_call_is_kept_for_a_later_try(tmp_path: Path) -> None:
    async def run() -> None:
        line = Line(tmp_path, slow_film)
        work = asyncio.create_task(line.call())
        while not line.provider.requests:
            await asyncio.sleep(0.001)
        work.cancel()
        await asyncio.wait([work])
        assert line.ledger.outcomes[1].status == "lost"
        await line.call()
        assert len(line.provider.requests) == 1
        assert line.ledger.outcomes[1].status == "succeeded"

    asyncio.run(run())


def test_without_the_courier_nothing_is_bought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        line = Line(tmp_path, film)

        async def refuse(*_: object) -> bytes:
            raise httpx.ConnectError("no such file")

        monkeypatch.setattr(line.courier, "_post", refuse)
        with pytest.raises(ProviderError) as raised:
            await line.call()
        assert (raised.value.code, raised.value.retryable) == ("COURIER_UNREACHABLE", True)
        assert (line.ledger.outcomes[1].status, line.ledger.outcomes[1].charged) == (CallStatus.FAILED, "no")
        assert (line.direct, line.provider.requests) == ([], [])

    asyncio.run(run())


@pytest.mark.parametrize(("status", "charged"), [(400, "no"), (413, "no"), (500, "unknown")])
def test_where_the_courier_breaks_nobody_knows_what_was_bought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, charged: str
) -> None:
    line = Line(tmp_path, film)
    answers = httpx.MockTransport(lambda _: httpx.Response(status, text="no"))
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **_: answers)
    line.courier = SocketCourier(tmp_path)  # type: ignore[assignment]  # the one that asks a socket
    with pytest.raises(VidpipeError):
        asyncio.run(line.call())
    assert line.ledger.outcomes[1].charged == charged


def test_a_full_disk_is_told_before_anything_is_bought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(tmp_path, film)

    def full(*_: object) -> bool:
        raise StorageError("no space is left", code="DISK_SPACE_INSUFFICIENT")

    monkeypatch.setattr(line.courier.spool, "begin", full)
    with pytest.raises(StorageError) as raised:
        asyncio.run(line.call())
    assert raised.value.code == "DISK_SPACE_INSUFFICIENT"
    assert line.provider.requests == []
    assert (line.ledger.outcomes[1].status, line.ledger.outcomes[1].charged) == (CallStatus.FAILED, "no")


def test_an_answer_that_the_disk_refuses_is_still_given_to_all_who_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(tmp_path, film)

    def full(*_: object) -> None:
        raise StorageError("no space is left", code="DISK_SPACE_INSUFFICIENT")

    monkeypatch.setattr(line.courier.spool, "replace", full)

    async def run() -> None:
        await line.call()
        await line.call()

    asyncio.run(run())
    assert len(line.provider.requests) == 1


def test_a_session_with_a_courier_needs_a_trace() -> None:
    with pytest.raises(ValueError, match="traceparent"):
        Session(courier=SocketCourier(Path("/nowhere")))
