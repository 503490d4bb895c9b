"""Downloads: redirects without the key, what is too large, and what never ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.providers import sending as sending_module
from vidpipe.providers.service import Timeouts
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.calling import SERVICE, Heard


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
