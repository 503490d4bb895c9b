"""The parts of a stage, such as its scenes: several at once, each tried again by the policy of its own error."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog

from vidpipe.errors import VidpipeError
from vidpipe.models import Wait
from vidpipe.stages.context import StageContext

log = structlog.get_logger(__name__)

LEAST_NOTED = 0.1
"""Seconds of waiting that are told."""

Part = TypeVar("Part")
Made = TypeVar("Made")


async def make_parts(
    context: StageContext[Any],
    parts: Sequence[Part],
    *,
    at_once: int,
    subject: Callable[[Part], str],
    make: Callable[[Part], Awaitable[Made]],
) -> list[Made | VidpipeError]:
    """Make every part, ``at_once`` at the same time; return for each what was made of it, or why it failed for good.

    A part whose error the catalogue says to try again is tried again while the others go on; it keeps no place while
    it waits. ``subject`` names a part for people. What is no VidpipeError is raised.
    """
    gate = asyncio.Semaphore(max(at_once, 1))
    waits = _Waits(context)

    async def one(part: Part) -> Made | VidpipeError:
        failures = 0
        while True:
            try:
                async with gate:
                    with waits.work():
                        return await make(part)
            except VidpipeError as error:
                failures += 1
                tries = max(failures, error.tries)
                seconds = error.entry.retry.wait(tries, retry_after=error.retry_after, random=random.random)
                if seconds is None:
                    error.tries = tries
                    return error
                await waits.wait(subject(part), error, failures, seconds)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(part)) for part in parts]
    except BaseExceptionGroup as unforeseen:
        # The others have been ended; the first of them says what happened.
        raise unforeseen.exceptions[0] from unforeseen
    finally:
        waits.note()
    return [task.result() for task in tasks]


class _Waits:
    """What the parts of one stage wait for."""

    def __init__(self, context: StageContext[Any]) -> None:
        self._context = context
        self._open: dict[str, Wait] = {}
        self._at_work = 0
        self._idle_since: float | None = None
        self._idle = 0.0

    @contextmanager
    def work(self) -> Iterator[None]:
        """Surround the making of a part."""
        if self._idle_since is not None:
            self._idle += time.monotonic() - self._idle_since
            self._idle_since = None
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._idle_since = time.monotonic()

    def note(self) -> None:
        """Note for how long no part was made, since all that were left waited: it is no work of the stage."""
        before = self._context.notes.get("waited_ms", 0)
        if self._idle >= LEAST_NOTED:
            self._context.notes["waited_ms"] = round(self._idle * 1000) + (before if isinstance(before, int) else 0)

    async def wait(self, subject: str, error: VidpipeError, failures: int, seconds: float) -> None:
        """Let a part wait before its next try, visibly."""
        wait = Wait(
            subject=subject,
            attempt=failures + 1,
            attempts=error.entry.retry.attempts,
            next_try_at=datetime.now(UTC) + timedelta(seconds=seconds),
            code=error.code,
            message=error.message,
        )
        self._open[subject] = wait
        log.warning(
            f"{subject} is tried again",
            error_code=error.code,
            retry_attempt=wait.attempt,
            attempts=wait.attempts,
            next_try_in=round(seconds, 1),
        )
        await asyncio.to_thread(self._context.waiting, list(self._open.values()), wait)
        try:
            await asyncio.sleep(seconds)
        finally:
            del self._open[subject]
        await asyncio.to_thread(self._context.waiting, list(self._open.values()), None)
