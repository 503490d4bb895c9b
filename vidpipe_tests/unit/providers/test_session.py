from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from vidpipe.errors import ProviderError, StorageError, VidpipeError, register_secret
from vidpipe.models.calls import CallOutcome, CallStatus, JobStatus
from vidpipe.providers import sending as sending_module
from vidpipe.providers.ledger import MemoryLedger, NoSlots
from vidpipe.providers.service import Reply, Service, Timeouts, wish_of
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


OWN = [
    "/films",
    "https://api.example.com/v1/films",
    "https://api.example.com:443/v1/films",
    "HTTPS://API.example.com/v1/films",
]
FOREIGN = [
    "https://storage.example.com/v1/films",
    "https://api.example.com.evil.org/v1/films",
    "https://api.example.com@evil.org/v1/films",
    "http://api.example.com/v1/films",
    "https://api.example.com:8443/v1/films",
    "https://api.example.com/v2/films",
    "https://api.example.com/v1-storage/films",
    "https://api.example.com/v1/../v2/films",
    "https://api.example.com/v1/%2e%2e/v2/films",
]


@pytest.mark.parametrize(("address", "own"), [*((it, True) for it in OWN), *((it, False) for it in FOREIGN)])
def test_the_key_goes_to_the_services_own_base_and_nowhere_else(address: str, own: bool, tmp_path: Path) -> None:
    async def both(call: Any) -> None:
        await call.send("GET", address)
        await call.download(address, tmp_path / "f", largest=100)

    heard = Heard(lambda _: httpx.Response(200, content=b"x"))
    heard.make(body=both)
    assert [(request.headers.get("authorization") == f"Basic {KEY}") for request in heard.requests] == [own, own]
    assert heard.requests[0].headers["traceparent"].startswith("00-aaaa")


@pytest.mark.parametrize(
    "address", ["@evil.org/films", ".evil.org/films", "films", "", "https://host:port/films", "ftp://x/"]
)
def test_what_is_neither_a_path_nor_an_address_is_not_glued_to_the_base(address: str, tmp_path: Path) -> None:
    async def send(call: Any) -> None:
        await call.send("GET", address)

    async def fetch(call: Any) -> None:
        await call.download(address, tmp_path / "f", largest=100)

    def no_scheme(request: httpx.Request) -> httpx.Response:
        # As a real transport does.
        if request.url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol("no http", request=request)
        return ok(request)

    for body in (send, fetch):
        heard = Heard(no_scheme)
        with pytest.raises(ProviderError):
            heard.make(body=body)
        assert all("authorization" not in request.headers for request in heard.requests)
        assert heard.ledger.outcomes[1].charged == "no"


def test_a_redirect_of_a_call_is_an_answer_and_is_not_followed() -> None:
    heard = Heard(lambda _: httpx.Response(302, headers={"location": "https://evil.org/"}))
    with pytest.raises(ProviderError):
        heard.make()
    assert len(heard.requests) == 1
    assert heard.ledger.outcomes[1].http_status == 302


def test_a_resumable_upload_gets_its_308() -> None:
    async def upload(call: Any) -> None:
        assert (await call.send("PUT", "/films")).status == 308

    Heard(lambda _: httpx.Response(308, headers={"range": "bytes=0-9"})).make(body=upload)


def test_a_download_follows_redirects_without_the_key(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "storage.example.com":
            return httpx.Response(302, headers={"location": "https://api.example.com/v1/file"})
        return httpx.Response(200, content=b"film")

    heard = Heard(answer)
    heard.make(body=lambda call: call.download("https://storage.example.com/f", tmp_path / "f", largest=100))
    assert (tmp_path / "f").read_bytes() == b"film"
    assert all("authorization" not in request.headers for request in heard.requests)


def test_a_download_follows_its_own_host_to_storage_without_the_key(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/v1/film":
                return httpx.Response(307, headers={"location": "/v1/film/content"})
            case "/v1/film/content":
                return httpx.Response(302, headers={"location": "https://storage.example.com/f?Signature=s"})
        return httpx.Response(200, content=b"film")

    heard = Heard(answer)
    heard.make(body=lambda call: call.download("/film", tmp_path / "f", largest=100))
    assert (tmp_path / "f").read_bytes() == b"film"
    assert ["authorization" in request.headers for request in heard.requests] == [True, True, False]


def test_a_download_does_not_follow_redirects_for_ever(tmp_path: Path) -> None:
    heard = Heard(lambda request: httpx.Response(302, headers={"location": str(request.url)}))
    with pytest.raises(ProviderError):
        heard.make(body=lambda call: call.download("/film", tmp_path / "f", largest=100))
    assert len(heard.requests) < 10


def test_what_a_job_has_cost_in_the_end_replaces_what_was_expected() -> None:
    heard = Heard(lambda _: httpx.Response(200, json={}))
    heard.make()
    heard.make(body=lambda call: call.settled(0.25, call_id=1))
    assert (heard.ledger.outcomes[1].charged, heard.ledger.outcomes[1].cost_usd) == ("yes", 0.25)
    heard.make(body=lambda call: call.settled(0.0, call_id=1))
    assert (heard.ledger.outcomes[1].charged, heard.ledger.outcomes[1].cost_usd) == ("no", 0.0)


def test_an_answer_too_large_for_memory_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sending_module, "LARGEST_ANSWER", 1 << 20)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1 << 18
            yield bytes(1 << 18)

    for status, body in (
        (200, lambda call: call.send("GET", "/films")),
        (500, lambda call: call.send("GET", "/films")),
        (500, lambda call: call.download("/films", tmp_path / "f", largest=100)),
    ):
        sent = 0
        with pytest.raises(ProviderError) as raised:
            Heard(lambda _, status=status: httpx.Response(status, content=endless())).make(body=body)
        assert raised.value.code == "PROVIDER_RESPONSE_INVALID"
        assert sent <= 2 << 20


def test_a_download_larger_than_agreed_is_refused(tmp_path: Path) -> None:
    heard = Heard(lambda _: httpx.Response(200, content=bytes(101)))
    with pytest.raises(ProviderError) as raised:
        heard.make(body=lambda call: call.download("/f", tmp_path / "f", largest=100))
    assert raised.value.code == "PROVIDER_RESPONSE_INVALID"


def test_a_refused_download_is_classified(tmp_path: Path) -> None:
    heard = Heard(lambda _: httpx.Response(402, content=b"pay"))
    with pytest.raises(ProviderError) as raised:
        heard.make(body=lambda call: call.download("/f", tmp_path / "f", largest=100))
    assert raised.value.code == "DID_QUOTA_EXCEEDED"
    assert not (tmp_path / "f").exists()


@asynccontextmanager
async def serving(answer: bytes, *, hold: bool = False) -> AsyncIterator[str]:
    """A server of one answer, byte for byte; with ``hold`` it keeps the connection open after it."""
    release = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        if hold:
            await release.wait()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        release.set()
        server.close()
        await server.wait_closed()


def test_a_download_that_ends_early_is_no_file(tmp_path: Path) -> None:
    async def run() -> None:
        half = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf"
        async with (
            serving(half) as url,
            Session() as session,
            session.call(replace(SERVICE, base_url=url), operation="films.download") as call,
        ):
            await call.download("/f", tmp_path / "f", largest=10_000)

    with pytest.raises(ProviderError) as raised:
        asyncio.run(run())
    assert raised.value.code == "DID_NETWORK_ERROR"


@pytest.mark.parametrize("how", ["send", "download"])
@pytest.mark.parametrize("timeouts", [Timeouts(read=0.05), Timeouts(total=0.05)])
def test_an_answer_that_never_ends_times_out(how: str, timeouts: Timeouts, tmp_path: Path) -> None:
    async def run() -> None:
        async with serving(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", hold=True) as url, Session() as session:
            service = replace(SERVICE, base_url=url, timeouts=timeouts, timeout_code="STABILITY_TIMEOUT")
            async with session.call(service, operation="films.get") as call:
                if how == "send":
                    await call.send("GET", "/f")
                await call.download("/f", tmp_path / "f", largest=10_000)

    with pytest.raises(ProviderError) as raised:
        asyncio.run(run())
    assert raised.value.code == "STABILITY_TIMEOUT"


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
