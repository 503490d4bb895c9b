"""The dispatcher: launches a run for every claimed task, the moment there is a task and a free place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import structlog

from vidpipe.errors import InvalidInput, ProviderError, StorageError, VidpipeError
from vidpipe.errors.info import error_info
from vidpipe.models import Task
from vidpipe.tasks.database import Database
from vidpipe.tasks.queue import TaskQueue
from vidpipe.tasks.work import TaskWork

log = structlog.get_logger(__name__)

IDLE_SECONDS = 10.0
"""How long it sleeps when nothing wakes it: a bound on what a lost notification can cost."""
MAX_LAUNCHES = 5
"""How often a launch is tried before the task fails with DISPATCH_FAILED."""


class Dispatcher:
    """Claims due tasks one after another and launches their runs.

    ``check`` refuses a payload that can never become a video, before a run is spent on it. ``launch``
    starts a run and returns its id, or None when the id is not known yet: the run notes it when it joins.
    """

    def __init__(
        self,
        queue: TaskQueue,
        work: TaskWork,
        *,
        check: Callable[[Task], None],
        launch: Callable[[Task], str | None],
    ) -> None:
        self._queue = queue
        self._work = work
        self._check = check
        self._launch = launch
        self._failures: dict[str, int] = {}

    def dispatch_due(self) -> int:
        """Launch every due task for which there is a place; return how many."""
        launched = 0
        while (task := self._queue.claim()) is not None:
            with structlog.contextvars.bound_contextvars(trace_id=task.trace_id, project_id=str(task.id)):
                launched += self._dispatch(task)
        return launched

    def _dispatch(self, task: Task) -> bool:
        try:
            self._check(task)
        except (InvalidInput, ProviderError) as error:
            self._fail(task, error)
            return False
        try:
            run_id = self._launch(task)
        except VidpipeError as error:
            self._put_off(task, error)
            return False
        self._failures.pop(str(task.id), None)
        self._queue.launched(task, run_id)
        log.info("run launched", run_id=run_id, attempt=task.attempt)
        return True

    def _put_off(self, task: Task, error: VidpipeError) -> None:
        failures = self._failures[str(task.id)] = self._failures.get(str(task.id), 0) + 1
        log.warning("launch failed", error_code=error.code, details=error.details, tries=failures)
        if failures >= MAX_LAUNCHES:
            del self._failures[str(task.id)]
            self._fail(task, error)
        else:
            self._queue.release(task, wait=2.0**failures, reason=error.message)

    def _fail(self, task: Task, error: VidpipeError) -> None:
        self._work.fail(task, error_info(error, stage=None, trace_id=task.trace_id, now=datetime.now(UTC)))


class DispatchLoop:
    """Runs a dispatcher in a thread: woken by the API, by the database, and by the clock."""

    def __init__(self, dispatcher: Dispatcher, queue: TaskQueue, database: Database) -> None:
        self._dispatcher = dispatcher
        self._queue = queue
        self._database = database
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name="dispatch", daemon=True),
            threading.Thread(target=self._listen, name="dispatch-listen", daemon=True),
        ]

    def start(self) -> None:
        """Begin dispatching."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the launch that is under way."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=10)

    @property
    def is_alive(self) -> bool:
        """Whether it dispatches: it was started, and nothing unforeseen has ended it."""
        return all(thread.is_alive() for thread in self._threads)

    def poke(self) -> None:
        """Look for due tasks now."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            pause = IDLE_SECONDS
            try:
                self._dispatcher.dispatch_due()
                due = self._queue.seconds_until_due()
                pause = IDLE_SECONDS if due is None else min(max(due, 0.05), IDLE_SECONDS)
            except StorageError as error:
                log.error("dispatch waits for the database", error_code=error.code, details=error.details)
                pause = 1.0
            except Exception:  # the loop must outlive whatever one task does to it; nothing else would start the next
                log.exception("dispatch failed", error_code="INTERNAL_ERROR")
                pause = 1.0
            self._wake.wait(pause)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with self._database.listen() as connection:
                    connection.execute("LISTEN vidpipe_tasks")
                    self._wake.set()
                    while not self._stop.is_set():
                        for _ in connection.notifies(timeout=1.0, stop_after=1):
                            self._wake.set()
            except (psycopg.Error, StorageError) as error:
                log.warning("notifications interrupted", error_code="DATABASE_ERROR", cause=str(error))
                self._stop.wait(1.0)
