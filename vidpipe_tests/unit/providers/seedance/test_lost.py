"""Creations that were never answered: Seedance has no idempotency key, and a second task is billed as well."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from vidpipe.models.calls import JobStatus
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.filming.made import failing, filmed, operations
from vidpipe_tests.unit.providers.seedance.fake import FakeSeedance, provider, refuse


def lose(seedance: FakeSeedance, *, begins: bool, error: Exception | httpx.Response) -> None:
    """Let the next creation go unanswered, after Seedance has begun the task or not."""

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method != "POST":
            return None
        seedance.override = lambda _: None
        if begins:
            seedance.create(json.loads(request.content))
        if isinstance(error, Exception):
            raise error
        return error

    seedance.override = answer


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ReadError("reset"), "SEEDANCE_NETWORK_ERROR"),
        (httpx.ReadTimeout("slow"), "SEEDANCE_NETWORK_ERROR"),
        (httpx.Response(504, text="gateway"), "SEEDANCE_SERVER_ERROR"),
        (httpx.Response(200, text="{"), "PROVIDER_RESPONSE_INVALID"),
    ],
)
@pytest.mark.parametrize("begins", [True, False])
def test_a_lost_task_is_found_by_its_seed_and_only_else_made_again(
    begins: bool, error: Exception | httpx.Response, code: str, tmp_path: Path, clip: bytes
) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    for number in range(7):
        seedance.create({"model": "dreamina-seedance-2-0-260128", "seed": number})
    lose(seedance, begins=begins, error=error)
    assert failing(provider(seedance, ledger), tmp_path / "c.mp4").code == code
    assert ledger.outcomes[1].charged == "unknown"

    filmed(provider(seedance, ledger, page_size=3), tmp_path / "c.mp4")
    assert len(seedance.tasks) == 8
    if begins:
        assert operations(ledger) == ["tasks.create", "tasks.list", "tasks.get", "tasks.download"]
        assert ledger.jobs == {1: ("cgt-20261121201500-7", JobStatus.SUCCEEDED)}
        assert [outcome.charged for outcome in ledger.outcomes.values()] == ["yes", "no", "no", "no"]
    else:
        assert operations(ledger)[1:3] == ["tasks.list", "tasks.create"]
        assert [ledger.outcomes[number].charged for number in (1, 3)] == ["no", "yes"]


def test_a_lost_task_of_long_ago_or_one_that_failed_is_not_taken(tmp_path: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    lose(seedance, begins=True, error=httpx.ReadError("reset"))
    failing(provider(seedance, ledger), tmp_path / "c.mp4")
    (task,) = seedance.tasks.values()
    seedance.tasks["old"] = task | {"id": "old", "created_at": task["created_at"] - 3_600}
    task["status"] = "failed"
    filmed(provider(seedance, ledger), tmp_path / "c.mp4")
    assert len(seedance.tasks) == 3


def test_a_connection_that_was_never_made_is_simply_tried_again(tmp_path: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    lose(seedance, begins=False, error=httpx.ConnectError("refused"))
    assert failing(provider(seedance, ledger), tmp_path / "c.mp4").code == "SEEDANCE_NETWORK_ERROR"
    assert ledger.outcomes[1].charged == "no"
    filmed(provider(seedance, ledger), tmp_path / "c.mp4")
    assert "tasks.list" not in operations(ledger)


def test_nothing_is_made_while_the_list_cannot_be_read(tmp_path: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    lose(seedance, begins=True, error=httpx.ReadError("reset"))
    failing(provider(seedance, ledger), tmp_path / "c.mp4")
    seedance.override = lambda request: refuse(500, "InternalServiceError") if request.method == "GET" else None
    assert failing(provider(seedance, ledger), tmp_path / "c.mp4").code == "SEEDANCE_SERVER_ERROR"
    seedance.override = lambda request: httpx.Response(200, json={"total": 3}) if request.method == "GET" else None
    assert failing(provider(seedance, ledger), tmp_path / "c.mp4").code == "PROVIDER_RESPONSE_INVALID"
    assert len(seedance.tasks) == 1
