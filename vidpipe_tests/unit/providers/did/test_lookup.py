from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus
from vidpipe.providers.did import lookup
from vidpipe.providers.did.account import did_service
from vidpipe.providers.did.orders import Order
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.did.fake import config

ORDER = Order(kind="talks", wish="f" * 64, audio=Path("a.wav"), audio_digest="0", seconds=9.0, portrait=None)
NOW = datetime.now(UTC)


def item(number: int, mark: str = "another", *, age: float = 0, **more: Any) -> dict[str, Any]:
    created = (NOW - timedelta(seconds=age)).isoformat().replace("+00:00", "Z")
    return {"id": f"tlk_{number}", "created_at": created, "user_data": mark, **more}


OURS = ORDER.user_data


def found(pages: list[Any]) -> tuple[str | None, list[httpx.URL], MemoryLedger]:
    """Look for a lost job in pages of D-ID's list."""
    ledger, asked = MemoryLedger(), []
    lost = ledger.begin(CallIntent(provider="did", operation="talks.create", wish=ORDER.wish))
    ledger.finish(lost, CallOutcome(status=CallStatus.LOST))
    # The ages of the items count from there, however late this test runs.
    ledger._started[-1] = NOW

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        page = int(request.url.params.get("token", 0))
        return httpx.Response(200, json=pages[page % len(pages)])

    async def run() -> str | None:
        async with Session(ledger, transport=httpx.MockTransport(answer)) as session:
            service = did_service(config())
            earlier = await session.earlier(service, "talks.create", ORDER.wish)
            assert earlier is not None
            return await lookup.find_lost(session, service, config(page_size=7), ORDER, earlier)

    return asyncio.run(run()), asked, ledger


@pytest.mark.parametrize(
    ("pages", "job_id", "looks"),
    [
        pytest.param([{"talks": [item(1), item(2, OURS)]}], "tlk_2", 1, id="found"),
        pytest.param([[item(1, OURS)]], "tlk_1", 1, id="a bare list"),
        pytest.param([{"talks": []}], None, 1, id="none"),
        pytest.param([{"talks": [item(1), "odd", {}]}], None, 1, id="others"),
        pytest.param([{"talks": [item(1)], "token": "1"}, {"talks": [item(2, OURS)]}], "tlk_2", 2, id="second page"),
        pytest.param(
            [{"talks": [item(1), item(2, age=900)], "token": "1"}, {"talks": [item(3, OURS)]}], None, 1, id="old enough"
        ),
        pytest.param(
            [{"talks": [item(1, age=900), item(2)], "token": "1"}, {"talks": [item(3, OURS)]}],
            "tlk_3",
            2,
            id="unsorted",
        ),
        pytest.param([{"talks": [item(1, OURS, age=900)]}], None, 1, id="of a time before"),
        pytest.param([{"talks": [item(1, OURS, age=60)]}], "tlk_1", 1, id="clocks apart"),
        pytest.param([{"talks": [item(1, OURS, created_at="soon")]}], "tlk_1", 1, id="no time"),
        pytest.param([{"talks": [item(1, OURS, status="error")]}], None, 1, id="failed"),
        pytest.param([{"talks": [item(1, OURS, status="rejected"), item(2, OURS)]}], "tlk_2", 1, id="failed before"),
    ],
)
def test_a_lost_job_is_found_or_proved_not_to_be_there(pages: list[Any], job_id: str | None, looks: int) -> None:
    its_id, asked, ledger = found(pages)
    assert its_id == job_id
    assert len(asked) == looks
    assert {url.params["limit"] for url in asked} == {"7"}
    assert [job for job, _ in ledger.jobs.values()] == ([job_id] if job_id else [])


@pytest.mark.parametrize("pages", [[{"talks": [item(1)], "token": "0"}], [{"message": "odd"}], ["odd"]])
def test_a_list_that_proves_nothing_lets_nothing_be_paid_again(pages: list[Any]) -> None:
    with pytest.raises(ProviderError) as raised:
        found(pages)
    assert raised.value.code == "PROVIDER_RESPONSE_INVALID"
