"""Where calls go, and with the key or without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe_tests.unit.providers.calling import KEY, Heard, ok

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
