"""The pulse of a stage at work: keeps the task's lease, passes progress on, and stops the work when it is lost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

import structlog

from vidpipe.errors import StorageError, VidpipeError, WorkLost
from vidpipe.models import Task
from vidpipe.tasks import HEARTBEAT_SECONDS, LEASE_SECONDS, TaskWork

log = structlog.get_logger(__name__)

BEAT = 0.5
"""Seconds between looks at the progress."""
STALL_SECONDS = 1_800.0
"""A stage that reports no progress for this long hangs: whatever it waits for will not come."""

Result = TypeVar("Result")


class Pulse:
    """A thread beside the stage's event loop; use it as a context manager around the work."""

    def __init__(self, work: TaskWork, task: Task, stage_id: int) -> None:
        self._work = work
        self._task = task
        self._stage_id = stage_id
        self._share = 0.0
        self._renewed = self._moved = _now()
        self._lost: VidpipeError | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(timeout=5)

    def report(self, share: float) -> None:
        """Note the share of the work that is done; safe from any thread, and costs nothing."""
        if share > self._share:
            self._share = share
            self._moved = max(self._moved, _now())

    def touch(self, seconds: float = 0.0) -> None:
        """Note that the stage is alive although its share does not grow: it waits on purpose, for so long."""
        self._moved = max(self._moved, _now() + seconds)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run the stage's coroutine to its end.

        Raises WorkLost when the task was taken away meanwhile, VidpipeError (TASK_DEADLINE_EXCEEDED) when it hung.
        """
        try:
            return asyncio.run(self._watched(work))
        except asyncio.CancelledError:
            if self._lost is not None:
                raise self._lost from None
            raise

    async def _watched(self, work: Coroutine[Any, Any, Result]) -> Result:
        stage = asyncio.ensure_future(work)
        watch = asyncio.create_task(self._watch(stage))
        try:
            return await stage
        finally:
            watch.cancel()

    async def _watch(self, stage: asyncio.Future[Any]) -> None:
        """Stop the stage when it may not go on. It asks the clock, not the thread, which may hang in the database."""
        while self._lost is None:
            now = _now()
            if now - self._renewed >= LEASE_SECONDS:
                # Whoever looks at the table now believes this worker dead: it must not go on.
                self._lost = WorkLost("The lease ran out while the database could not be reached.")
            elif now - self._moved >= STALL_SECONDS:
                self._lost = VidpipeError(
                    f"The stage made no progress for {STALL_SECONDS / 60:.0f} minutes and was stopped.",
                    code="TASK_DEADLINE_EXCEEDED",
                )
            else:
                await asyncio.sleep(BEAT)
        stage.cancel()

    def _beat(self) -> None:
        reported = 0.0
        while not self._done.wait(BEAT):
            try:
                if _now() - self._renewed >= HEARTBEAT_SECONDS:
                    asked = _now()
                    self._work.heartbeat(self._task)
                    self._renewed = asked
                if self._share > reported:
                    reported = self._share
                    self._work.stage_progress(self._task, self._stage_id, reported)
            except WorkLost as error:
                self._lost = error
                return
            except StorageError as error:
                log.warning("heartbeat missed", error_code=error.code, details=error.details)


def _now() -> float:
    """Return seconds of a clock that also runs while the machine sleeps, as the server's lease does."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
