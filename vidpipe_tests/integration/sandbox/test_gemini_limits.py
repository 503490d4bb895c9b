"""The simulated Gemini counts calls, tokens and money, and refuses what is beyond."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.gemini_client import MODEL, ask, question, quotas_of


def _set(sandbox: httpx.Client, **values: Any) -> None:
    sandbox.post("/__sandbox__/accounts", json={"provider": "gemini", **values}).raise_for_status()


def test_calls_per_minute_run_out_and_come_back(sandbox: httpx.Client) -> None:
    _set(sandbox, rpm=2)
    assert [ask(sandbox, question()).status_code for _ in range(2)] == [200, 200]
    (violation,) = quotas_of(ask(sandbox, question()))
    assert "PerMinute" in violation["quotaId"]
    assert violation["quotaValue"] == "2"
    assert violation["quotaDimensions"]["model"] == MODEL
    assert ask(sandbox, question(), model="gemini-2.5-flash").status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 60}).raise_for_status()
    assert ask(sandbox, question()).status_code == 200


def test_calls_per_day_run_out_until_midnight_in_california(sandbox: httpx.Client, world: World) -> None:
    local = world.now().astimezone(ZoneInfo("America/Los_Angeles"))
    # To noon in California, so that no midnight comes between.
    sandbox.post("/__sandbox__/clock", json={"advance": (36 - local.hour) % 24 * 3600}).raise_for_status()
    _set(sandbox, rpd=1)
    assert ask(sandbox, question()).status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 61}).raise_for_status()
    (violation,) = quotas_of(ask(sandbox, question()))
    assert "PerDay" in violation["quotaId"]
    sandbox.post("/__sandbox__/clock", json={"advance": 86_400}).raise_for_status()
    assert ask(sandbox, question()).status_code == 200


def test_tokens_per_minute_run_out(sandbox: httpx.Client) -> None:
    _set(sandbox, tpm=30)
    assert ask(sandbox, question("a" * 80)).status_code == 200
    (violation,) = quotas_of(ask(sandbox, question("a" * 80)))
    assert "PerMinute" in violation["quotaId"]
    assert "Token" in violation["quotaId"]


def test_a_limit_of_zero_has_no_value_on_the_wire(sandbox: httpx.Client) -> None:
    _set(sandbox, rpd=0)
    answer = ask(sandbox, question())
    violations = quotas_of(answer)
    assert {"PerDay" in v["quotaId"] for v in violations} == {True, False}
    assert all("quotaValue" not in v for v in violations)
    assert "limit: 0" in answer.json()["error"]["message"]


def test_money_runs_out_at_the_price_of_the_day(sandbox: httpx.Client, world: World) -> None:
    _set(sandbox, prepaid_usd=0.000001)
    usage = ask(sandbox, question()).json()["usageMetadata"]
    broke = ask(sandbox, question())
    assert broke.status_code == 429
    assert "prepayment credits are depleted" in broke.json()["error"]["message"]
    written = usage["candidatesTokenCount"] + usage["thoughtsTokenCount"]
    doubled = 2 if world.now().year >= 2027 else 1
    expected = (usage["promptTokenCount"] * 0.75 + written * 3.75) / 1e6 * doubled
    charged = [call["chargeUsd"] for call in sandbox.get("/__sandbox__/calls", params={"provider": "gemini"}).json()]
    assert charged == [pytest.approx(expected, abs=1e-8), 0]


def test_quotas_are_per_key(sandbox: httpx.Client) -> None:
    _set(sandbox, rpm=1)
    assert ask(sandbox, question()).status_code == 200
    assert ask(sandbox, question()).status_code == 429
    assert ask(sandbox, question(), headers={"x-goog-api-key": "another-sandbox-key"}).status_code == 200
