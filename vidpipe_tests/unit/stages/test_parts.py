"""Parts of a stage are made several at once, and each is tried again by the policy of its own error."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import CATALOGUE, ProviderError, VidpipeError
from vidpipe.models import Brief, Wait
from vidpipe.stages import parts
from vidpipe.stages.context import StageContext
from vidpipe.stages.parts import make_parts


class Told:
    """What the stage said it waits for."""

    def __init__(self) -> None:
        self.new: list[Wait] = []
        self.open: list[list[str]] = []

    def __call__(self, waits: Sequence[Wait], new: Wait | None) -> None:
        self.open.append([wait.subject for wait in waits])
        if new is not None:
            self.new.append(new)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits, which take no time here."""
    seconds: list[float] = []
    sleep = asyncio.sleep

    async def at_once(wait: float) -> None:
        if threading.current_thread() is not threading.main_thread():
            # A web server that another test keeps running waits as well.
            await sleep(wait)
            return
        seconds.append(wait)
        await sleep(0)

    monkeypatch.setattr(parts.asyncio, "sleep", at_once)
    return seconds


def context_of(tmp_path: Path, told: Told) -> StageContext[None]:
    return StageContext(
        task_id=uuid4(),
        trace_id="0" * 31 + "1",
        brief=Brief(prompt="x"),
        store=LocalArtifactStore(tmp_path),
        provider=None,
        report=lambda _: None,
        notes={},
        waiting=told,
    )


def make(
    tmp_path: Path, told: Told, failures: dict[int, list[VidpipeError]], at_once: int = 2
) -> list[int | VidpipeError]:
    """Make three parts, each of which first fails with the errors given for it."""

    async def one(part: int) -> int:
        if failures.get(part):
            raise failures[part].pop(0)
        return part * 10

    return asyncio.run(
        make_parts(context_of(tmp_path, told), [1, 2, 3], at_once=at_once, subject=lambda n: f"scene {n}", make=one)
    )


def test_a_part_that_fails_once_is_tried_again_while_the_others_are_kept(tmp_path: Path, slept: list[float]) -> None:
    told = Told()
    made = make(tmp_path, told, {2: [ProviderError("Busy.", code="STABILITY_RATE_LIMIT")]})
    assert made == [10, 20, 30]
    policy = CATALOGUE["STABILITY_RATE_LIMIT"].retry
    assert policy.delay <= slept[0] <= policy.delay * (1 + policy.jitter)
    (wait,) = told.new
    assert (wait.subject, wait.attempt, wait.attempts, wait.code) == (
        "scene 2", 2, policy.attempts, "STABILITY_RATE_LIMIT",
    )  # fmt: skip
    assert told.open == [["scene 2"], []]


def test_the_wait_is_never_shorter_than_the_provider_asks(tmp_path: Path, slept: list[float]) -> None:
    error = ProviderError("Busy.", code="GEMINI_RATE_LIMIT", retry_after=77.0)
    assert make(tmp_path, Told(), {1: [error]}) == [10, 20, 30]
    assert slept[0] >= 77.0


def test_a_part_that_cannot_be_retried_fails_at_once(tmp_path: Path, slept: list[float]) -> None:
    refused = ProviderError("No.", code="STABILITY_CONTENT_POLICY")
    assert make(tmp_path, Told(), {3: [refused]}) == [10, 20, refused]
    assert (slept, refused.tries) == ([], 1)


def test_retries_end_with_the_policy(tmp_path: Path, slept: list[float]) -> None:
    attempts = CATALOGUE["STABILITY_SERVER_ERROR"].retry.attempts
    errors: list[VidpipeError] = [ProviderError("Down.", code="STABILITY_SERVER_ERROR") for _ in range(attempts)]
    made = make(tmp_path, Told(), {1: list(errors)})
    assert made == [errors[-1], 20, 30]
    assert errors[-1].tries == attempts
    assert len(slept) == attempts - 1


def test_what_nobody_foresaw_is_raised_as_it_is(tmp_path: Path) -> None:
    async def one(part: int) -> int:
        raise KeyError(part)

    with pytest.raises(KeyError):
        asyncio.run(make_parts(context_of(tmp_path, Told()), [1, 2], at_once=2, subject=str, make=one))


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_no_more_are_made_at_once_than_allowed(tmp_path: Path, at_once: int) -> None:
    now = most = 0

    async def one(part: int) -> int:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return part

    asyncio.run(make_parts(context_of(tmp_path, Told()), list(range(6)), at_once=at_once, subject=str, make=one))
    assert most == at_once


def test_the_time_in_which_all_parts_wait_is_noted_apart_from_the_work(
    tmp_path: Path, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_of(tmp_path, Told())
    # A clock that moves only while somebody waits.
    monkeypatch.setattr(parts.time, "monotonic", lambda: sum(slept))
    broken = [ProviderError("Busy.", code="STABILITY_RATE_LIMIT")]

    async def one(part: int) -> int:
        if part == 2 and broken:
            raise broken.pop()
        return part

    asyncio.run(make_parts(context, [1, 2], at_once=2, subject=str, make=one))
    assert context.notes["waited_ms"] == round(slept[0] * 1000)
    easy = context_of(tmp_path, Told())
    asyncio.run(make_parts(easy, [1, 3], at_once=2, subject=str, make=one))
    assert "waited_ms" not in easy.notes
