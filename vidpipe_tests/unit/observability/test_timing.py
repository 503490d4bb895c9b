"""A timed block logs its start and its end, and lets its failure pass."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from vidpipe.errors import ProviderError
from vidpipe.observability import timed


def test_a_block_that_works_is_started_and_completed() -> None:
    with capture_logs() as lines, timed(structlog.get_logger(), "image generation", provider="stability") as facts:
        facts["bytes"] = 7
    start, end = lines
    assert start == {"event": "image generation started", "log_level": "info", "provider": "stability"}
    milliseconds = end.pop("duration_ms")
    assert isinstance(milliseconds, float)
    assert milliseconds >= 0
    assert end == {
        "event": "image generation completed",
        "log_level": "info",
        "provider": "stability",
        "bytes": 7,
    }


@pytest.mark.parametrize(
    ("error", "level", "code", "words"),
    [
        (ProviderError("slow down", code="STABILITY_RATE_LIMIT"), "error", "STABILITY_RATE_LIMIT", "slow down"),
        (KeyError("x"), "error", "INTERNAL_ERROR", "KeyError('x')"),
        (asyncio.CancelledError(), "warning", "TASK_CANCELED", "CancelledError"),
        (KeyboardInterrupt(), "warning", "SHUTTING_DOWN", "KeyboardInterrupt"),
    ],
)
def test_a_block_that_fails_says_why_and_passes_the_failure_on(
    error: BaseException, level: str, code: str, words: str
) -> None:
    with (
        capture_logs() as lines,
        pytest.raises(type(error)) as caught,
        timed(structlog.get_logger(), "work", error_code="old"),
    ):
        raise error
    assert caught.value is error
    end = lines[-1]
    assert end.pop("duration_ms") >= 0
    assert end == {"event": "work failed", "log_level": level, "error_code": code, "error": words}


def test_it_works_around_async_calls() -> None:
    async def work() -> None:
        async with timed(structlog.get_logger(), "upload") as facts:
            await asyncio.sleep(0)
            facts["status"] = 200

    with capture_logs() as lines:
        asyncio.run(work())
    events: list[Any] = [line["event"] for line in lines]
    assert events == ["upload started", "upload completed"]
    assert lines[-1]["status"] == 200


def test_an_async_failure_passes_on() -> None:
    async def work() -> None:
        async with timed(structlog.get_logger(), "upload"):
            raise ProviderError(code="YOUTUBE_UPLOAD_FAILED")

    with capture_logs() as lines, pytest.raises(ProviderError):
        asyncio.run(work())
    assert lines[-1]["error_code"] == "YOUTUBE_UPLOAD_FAILED"
