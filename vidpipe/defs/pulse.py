"""The pulse of a stage at work: keeps the task's lease, passes progress on, and stops the work when it is lost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

import structlog

from vidpipe.errors import StorageError, WorkLost
from vidpipe.models import Task
from vidpipe.tasks import HEARTBEAT_SECONDS, LEASE_SECONDS, TaskWork

log = structlog.get_logger(__name__)

BEAT = 0.5
"""Seconds between looks at the progress."""

Result = TypeVar("Result")


class Pulse:
    """A thread beside the stage's event loop; use it as a context manager around the work."""

    def __init__(self, work: TaskWork, task: Task, stage_id: int) -> None:
        self._work = work
        self._task = task
        self._stage_id = stage_id
        self._share = 0.0
        self._lost: WorkLost | None = None
        self._done = threading.Event()
        self._cancel: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(timeout=5)

    def report(self, share: float) -> None:
        """Note the share of the work that is done; safe from any thread, and costs nothing."""
        self._share = max(self._share, share)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run the stage's coroutine to its end. Raises WorkLost when the task was taken away meanwhile."""
        try:
            return asyncio.run(self._watched(work))
        except asyncio.CancelledError:
            if self._lost is not None:
                raise self._lost from None
            raise

    async def _watched(self, work: Coroutine[Any, Any, Result]) -> Result:
        current = asyncio.current_task()
        assert current is not None  # noqa: S101 - asyncio.run always runs a task
        self._cancel = (asyncio.get_running_loop(), current)
        return await work

    def _beat(self) -> None:
        reported = 0.0
        renewed = time.monotonic()
        while not self._done.wait(BEAT):
            now = time.monotonic()
            try:
                if now - renewed >= HEARTBEAT_SECONDS:
                    self._work.heartbeat(self._task)
                    renewed = now
                if self._share > reported:
                    reported = self._share
                    self._work.stage_progress(self._task, self._stage_id, reported)
            except WorkLost as error:
                self._stop(error)
                return
            except StorageError as error:
                log.warning("heartbeat missed", error_code=error.code, details=error.details)
                if now - renewed >= LEASE_SECONDS:
                    # Whoever looks at the table now believes this worker dead: it must not go on.
                    self._stop(WorkLost("The lease ran out while the database could not be reached."))
                    return

    def _stop(self, error: WorkLost) -> None:
        self._lost = error
        if self._cancel is not None:
            loop, task = self._cancel
            loop.call_soon_threadsafe(task.cancel)
