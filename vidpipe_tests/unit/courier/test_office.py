from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.courier.office import Office
from vidpipe.courier.sending import new_client, send
from vidpipe.courier.spool import Spool
from vidpipe.models import parcels
from vidpipe.models.parcels import LARGEST_BODY, ParcelState
from vidpipe_tests.unit.courier.line import InProcess, Provider, order
from vidpipe_tests.unit.providers.calling import KEY


def test_an_order_is_made_once_however_many_ask(tmp_path: Path) -> None:
    async def answer(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return httpx.Response(200, content=b"film")

    async def run() -> None:
        provider = Provider(answer)
        office = Office(Spool(tmp_path), new_client(provider.transport))
        kept = await asyncio.gather(*(office.make("a-1-1", order(), b"{}") for _ in range(5)))
        kept.append(await office.make("a-1-1", order(), b"{}"))
        assert {body for _, body in kept} == {b"film"}
        assert len(provider.requests) == 1

    asyncio.run(run())


def test_a_question_and_an_order_at_once_agree(tmp_path: Path) -> None:
    """Whoever comes first: either the order is void and never made, or the question learns that it is under way."""

    async def run() -> None:
        seen = set()
        for number in range(40):
            provider = Provider(lambda _: httpx.Response(200))
            office = Office(Spool(tmp_path), new_client(provider.transport))
            key = f"a-{number}-1"
            asks: list[Any] = [office.recall(key), office.make(key, order(), b"")]
            if number % 2:
                asks.reverse()
            done = await asyncio.gather(*asks)
            state, (parcel, _) = reversed(done) if number % 2 else done
            seen.add(state)
            if state is ParcelState.VOID:
                assert (parcel.state, provider.requests) == (ParcelState.VOID, [])
            else:
                assert state in (ParcelState.SENT, ParcelState.ANSWERED)
                assert (parcel.state, len(provider.requests)) == (ParcelState.ANSWERED, 1)
        assert len(seen) > 1

    asyncio.run(run())


def test_an_order_of_a_courier_that_died_is_lost_and_not_made_again(tmp_path: Path) -> None:
    async def run() -> None:
        dead, provider = Spool(tmp_path), Provider(lambda _: httpx.Response(200))
        dead.begin("a-1-1", parcels.Parcel(state=ParcelState.SENT, courier=dead.courier))
        dead.close()
        office = Office(Spool(tmp_path), new_client(provider.transport))
        assert await office.recall("a-1-1") is ParcelState.LOST
        parcel, _ = await office.make("a-1-1", order(), b"")
        assert (parcel.state, provider.requests) == (ParcelState.LOST, [])

    asyncio.run(run())


def test_an_order_of_a_courier_that_is_being_replaced_is_waited_for(tmp_path: Path) -> None:
    async def answer(_: httpx.Request) -> httpx.Response:
        await go_on.wait()
        return httpx.Response(200, content=b"film")

    async def run() -> None:
        provider, unasked = Provider(answer), Provider(lambda _: httpx.Response(500))
        old = Office(Spool(tmp_path), new_client(provider.transport))
        new = Office(Spool(tmp_path), new_client(unasked.transport))
        work = asyncio.create_task(old.make("a-1-1", order(), b""))
        while not provider.requests:
            await asyncio.sleep(0.001)
        assert await new.recall("a-1-1") is ParcelState.SENT
        waiting = asyncio.create_task(new.make("a-1-1", order(), b""))
        await asyncio.sleep(0)
        go_on.set()
        assert await waiting == await work
        assert unasked.requests == []

    go_on = asyncio.Event()
    asyncio.run(run())


def test_closing_waits_for_answers_under_way(tmp_path: Path) -> None:
    async def answer(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.02)
        return httpx.Response(200, content=b"film")

    async def run() -> None:
        office = Office(Spool(tmp_path), new_client(Provider(answer).transport))
        asker = asyncio.create_task(office.make("a-1-1", order(), b""))
        await asyncio.sleep(0)
        asker.cancel()
        await office.close(10)
        found = Spool(tmp_path).read("a-1-1")
        assert found is not None
        assert (found[0].state, found[1]) == (ParcelState.ANSWERED, b"film")

    asyncio.run(run())


SECRETS = {"authorization": f"Basic {KEY}", "x-goog-api-key": "AIza-not-a-real-one-000", "xi-api-key": "el-000111222"}


def test_a_provider_that_quotes_the_key_does_not_get_it_onto_the_disk(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        told = " ".join(SECRETS.values()).encode()
        headers = {"content-encoding": "gzip", "www-authenticate": f"Basic {KEY}", "set-cookie": "session=1"}
        return httpx.Response(401, content=gzip.compress(b"bad key " + told), headers=headers)

    async def run() -> None:
        courier = InProcess(tmp_path, Provider(answer))
        await courier.office.make("a-1-1", order(headers=list(SECRETS.items())), b"text")

    asyncio.run(run())
    disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"bad key Basic [redacted]" in disk or b"bad key [redacted]" in disk
    for secret in (KEY, *SECRETS.values(), "session=1"):
        assert secret.encode() not in disk


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (httpx.ConnectError, False),
        (httpx.ConnectTimeout, False),
        (httpx.ReadTimeout, True),
        (httpx.RemoteProtocolError, True),
        (httpx.ReadError, True),
    ],
)
def test_a_failure_of_the_transport_keeps_its_name(kind: type[httpx.TransportError], sent: bool) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise kind(f"broke at {KEY}")

    secret = [("Authorization", f"Basic {KEY}")]
    parcel, _ = asyncio.run(send(new_client(Provider(answer).transport), order(headers=secret), b""))
    assert (parcel.state, parcel.failure, parcel.sent) == (ParcelState.FAILED, kind.__name__, sent)
    assert KEY not in parcel.cause


def test_a_provider_that_takes_too_long_in_all_is_a_timeout() -> None:
    async def answer(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    parcel, _ = asyncio.run(send(new_client(Provider(answer).transport), order(total=0.01), b""))
    assert (parcel.failure, parcel.sent) == ("ReadTimeout", True)


def test_an_answer_that_is_too_large_is_cut_where_that_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidpipe.courier.sending.LARGEST_BODY", 100_000)
    provider = Provider(lambda _: httpx.Response(200, content=b"x" * 1_000_000))
    _, body = asyncio.run(send(new_client(provider.transport), order(), b""))
    assert 100_000 < len(body) < 300_000


def test_redirects_are_answers() -> None:
    provider = Provider(lambda _: httpx.Response(302, headers={"location": "https://evil.example/"}))
    parcel, _ = asyncio.run(send(new_client(provider.transport), order(), b""))
    assert (parcel.status, len(provider.requests)) == (302, 1)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/calls/a-1-1", b"", 400),
        ("/calls/a-1-1", b'{"method": "POST"}\n', 400),
        ("/calls/a.lock", b"", 400),
        ("/calls/a.lock/recall", b"", 400),
        ("/calls/..%2Fx", b"", 404),
    ],
)
def test_what_is_no_order_is_refused_without_quoting_it(tmp_path: Path, path: str, body: bytes, status: int) -> None:
    async def run() -> None:
        courier = InProcess(tmp_path / "spool", Provider(lambda _: httpx.Response(200)))
        transport = httpx.ASGITransport(app=courier.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://courier") as client:
            response = await client.post(path, content=body)
            assert response.status_code == status
            assert "method" not in response.text
            assert (await client.get("/health")).json() == {"working": 0}

    asyncio.run(run())
    assert [path.suffix for path in (tmp_path / "spool").iterdir()] == [".lock"]


def test_a_request_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidpipe.courier.app.LARGEST_BODY", 100)
    monkeypatch.setattr("vidpipe.courier.app.LARGEST_HEAD", 100)

    async def run() -> int:
        courier = InProcess(tmp_path, Provider(lambda _: httpx.Response(200)))
        transport = httpx.ASGITransport(app=courier.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://courier") as client:
            return (await client.post("/calls/a-1-1", content=b"x" * 1000)).status_code

    assert asyncio.run(run()) == 413
    assert LARGEST_BODY == 64 << 20
