from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.models.calls import CallStatus
from vidpipe.providers.did.probe import probe
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.services import probe_service
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.did.fake import KEY, config, refuse


def asked(answer: httpx.Response, key: str = KEY) -> tuple[list[Quota], MemoryLedger, list[httpx.Request]]:
    ledger, requests = MemoryLedger(), []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answer

    async def run() -> list[Quota]:
        async with Session(ledger, transport=httpx.MockTransport(handle)) as session:
            return await probe(session, config(api_key=key))

    return asyncio.run(run()), ledger, requests


def test_the_balance_is_read() -> None:
    packages = [
        {"remaining": 90, "expire_at": "2026-12-01T00:00:00Z"},
        {"remaining": 6, "expire_at": "2026-11-25T00:00:00Z"},
        {"remaining": 0, "expire_at": None},
        "odd",
    ]
    quotas, ledger, (request,) = asked(httpx.Response(200, json={"credits": packages, "remaining": 96, "total": 120}))
    assert quotas == [
        Quota(name="credits", unit="credits", left=96, limit=120, resets_at=datetime(2026, 11, 25, tzinfo=UTC))
    ]
    assert (request.method, request.url, request.headers["authorization"]) == (
        "GET",
        "https://api.d-id.com/credits",
        f"Basic {KEY}",
    )
    assert (ledger.outcomes[1].charged, ledger.intents[0].estimated_usd) == ("no", 0)


@pytest.mark.parametrize("key", [f"Basic {KEY}", f"  {KEY} "])
def test_the_key_is_sent_as_the_console_shows_it(key: str) -> None:
    _, _, (request,) = asked(httpx.Response(200, json={"remaining": 1}), key)
    assert request.headers["authorization"] == f"Basic {KEY}"


def test_an_account_that_never_had_credits_has_none_and_a_valid_key() -> None:
    quotas, ledger, _ = asked(refuse(404, "NotFoundError", "not credits found for user"))
    assert [(quota.left, quota.limit) for quota in quotas] == [(0, None)]
    assert ledger.outcomes[1].status is CallStatus.SUCCEEDED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refuse(401, "AuthorizationError", "user unauthenticated"), "DID_INVALID_API_KEY"),
        (httpx.Response(403, json={"message": "Missing Authentication Token"}), "DID_INVALID_API_KEY"),
        (httpx.Response(404, json={"message": "Not Found"}), "DID_NOT_FOUND"),
        (httpx.Response(200, json={"remaining": None}), "PROVIDER_RESPONSE_INVALID"),
        (httpx.Response(200, json={"remaining": True}), "PROVIDER_RESPONSE_INVALID"),
        (httpx.Response(200, text="<html>"), "PROVIDER_RESPONSE_INVALID"),
    ],
)
def test_anything_else_is_a_problem(answer: httpx.Response, code: str) -> None:
    with pytest.raises(ProviderError) as raised:
        asked(answer)
    assert raised.value.code == code


def test_a_probe_without_a_key_says_which_setting_is_missing() -> None:
    told: Any = asyncio.run(probe_service("did", Session(transport=httpx.MockTransport(lambda _: httpx.Response(500)))))
    assert (told.ok, told.code) == (False, "PROVIDER_NOT_CONFIGURED")
    assert "VIDPIPE_DID_API_KEY" in told.message
