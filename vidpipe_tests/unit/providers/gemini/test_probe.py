from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.providers.gemini.probe import probe
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.gemini.bodies import config, error, reason, session


def look(status: int, body: Any) -> tuple[MemoryLedger, httpx.URL]:
    ledger, seen = MemoryLedger(), list[httpx.URL]()

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(status, json=body)

    async def run() -> None:
        async with session(answer, ledger) as opened:
            assert await probe(opened, config()) == []

    asyncio.run(run())
    return ledger, seen[0]


def test_the_probe_asks_for_the_model_and_costs_nothing() -> None:
    ledger, url = look(200, {"name": "models/gemini-3.8-flash", "supportedGenerationMethods": ["generateContent"]})

    assert url.path == "/v1beta/models/gemini-3.8-flash"
    assert ledger.outcomes[1].cost_usd == 0
    assert ledger.outcomes[1].charged == "no"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (
            400,
            error(400, "INVALID_ARGUMENT", "API key not valid.", reason("API_KEY_INVALID")),
            "GEMINI_INVALID_API_KEY",
        ),
        (404, error(404, "NOT_FOUND", "models/x is not found"), "GEMINI_MODEL_UNAVAILABLE"),
        (200, {}, "GEMINI_INVALID_RESPONSE"),
    ],
)
def test_the_probe_tells_what_is_wrong(status: int, body: Any, code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        look(status, body)

    assert caught.value.code == code
