"""Every service's key is proved against its simulator, without cost, and its quotas come with their resets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus
from vidpipe.providers.gemini.api import gemini_service
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.quotas import pacific_midnight
from vidpipe.providers.services import SERVICES, probe_service
from vidpipe.providers.session import Session
from vidpipe.sandbox.environment import sandbox_environment
from vidpipe.tasks import CallHistory, Database, FreeLedger
from vidpipe_tests.integration.sandbox.conftest import sandbox, sandbox_app, sandbox_url, world

__all__ = ["sandbox", "sandbox_app", "sandbox_url", "world"]


@pytest.fixture(autouse=True)
def sandboxed(sandbox_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in sandbox_environment(sandbox_url).items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("name", SERVICES)
def test_every_key_is_proved_and_nothing_is_charged(name: str, sandbox: httpx.Client) -> None:
    probe = asyncio.run(probe_service(name, Session()))
    assert (probe.ok, probe.code) == (True, None), probe.message
    calls = sandbox.get("/__sandbox__/calls").json()
    assert calls
    assert sum(call["chargeUsd"] for call in calls) == 0


@pytest.mark.parametrize("name", SERVICES)
def test_a_key_that_is_no_good_is_told_as_such(
    name: str, sandbox: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("API_KEY", "REFRESH_TOKEN"):
        monkeypatch.setenv(f"VIDPIPE_{name.upper()}_{variable}", "sandbox-invalid-key-0123456789abcdef")
    probe = asyncio.run(probe_service(name, Session()))
    assert not probe.ok
    assert str(probe.code).endswith(("_INVALID_API_KEY", "_INVALID_TOKEN")), probe
    assert "0123456789abcdef" not in probe.message


def test_quotas_without_an_endpoint_are_counted_until_their_reset(
    sandbox: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDPIPE_GEMINI_SCRIPT_REQUESTS_PER_DAY", "250")
    ledger = FreeLedger(database, trace_id="0" * 32)
    account = gemini_service(Config(), invalid_code="GEMINI_INVALID_RESPONSE").account
    for operation, charged in (
        ("generateContent", "yes"),
        ("generateContent", "no"),
        ("generateContent.speech", "yes"),
    ):
        intent = CallIntent(provider="gemini", operation=operation, wish="w", account=account, units=1)
        outcome = CallOutcome(status=CallStatus.SUCCEEDED, charged=charged)  # type: ignore[arg-type]  # a literal
        ledger.finish(ledger.begin(intent), outcome)
    probe = asyncio.run(probe_service("gemini", Session(), used=CallHistory(database).units_since))
    script, speech = probe.quotas
    assert (script.name, script.used, script.left, script.limit) == ("script requests of the day", 1, 249, 250)
    assert (speech.name, speech.used, speech.left, speech.limit) == ("speech requests of the day", 1, None, None)
    now = datetime.now(UTC)
    for quota in (script, speech):
        assert quota.source == "ledger"
        assert quota.resets_at is not None
        assert timedelta() < quota.resets_at - now <= timedelta(hours=25)


def test_youtubes_buckets_are_counted_too(sandbox: httpx.Client, database: Database) -> None:
    probe = asyncio.run(probe_service("youtube", Session(), used=CallHistory(database).units_since))
    assert [(quota.name, quota.left) for quota in probe.quotas] == [
        ("uploads of the day", 100), ("units of the day", 10_000),
    ]  # fmt: skip
    assert {quota.resets_at for quota in probe.quotas} <= {pacific_midnight(datetime.now(UTC), days=1)}
