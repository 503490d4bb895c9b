"""Claiming due tasks in order, within the limit of how many may run at once."""

from __future__ import annotations

from vidpipe.models import LogLevel, Task
from vidpipe.tasks.database import Database, queries
from vidpipe.tasks.retrying import next_selection
from vidpipe.tasks.rows import to_task, write_log

CLAIM_SECONDS = 60.0
"""How long a claimed task may take until its run has joined it; after that it may be claimed again."""


class TaskQueue:
    """The pending tasks, in the order of their stored ``sort_at``."""

    def __init__(self, database: Database, *, max_running: int) -> None:
        self._database = database
        self._max_running = max_running

    def claim(self) -> Task | None:
        """Take the next due task, unless as many as may are running already. Its next attempt has then begun.

        The task's selection says which stages that attempt shall hold.
        """
        with self._database.transaction() as connection:
            queries().lock_claims(connection)
            if queries().count_busy(connection) >= self._max_running:
                return None
            row = queries().claim_next(connection, lease_seconds=CLAIM_SECONDS)
            if row is None:
                return None
            selection = next_selection(connection, row["id"])
            queries().set_selection(connection, id=row["id"], selection=selection)
        return to_task({**row, "selection": selection})

    def launched(self, task: Task, run_id: str | None) -> None:
        """Note the run that a claimed task was launched as."""
        with self._database.transaction() as connection:
            queries().set_run_id(connection, id=task.id, attempt=task.attempt, run_id=run_id)
            write_log(connection, task.id, LogLevel.INFO, "Run launched", {"runId": run_id, "attempt": task.attempt})

    def release(self, task: Task, *, wait: float, reason: str) -> None:
        """Give a claimed task back, to be claimed again after ``wait`` seconds."""
        with self._database.transaction() as connection:
            queries().release_claim(connection, id=task.id, attempt=task.attempt, wait_seconds=wait)
            message = f"The run could not be launched: {reason} Next try in {wait:.0f} s."
            write_log(connection, task.id, LogLevel.WARNING, message, None)

    def seconds_until_due(self) -> float | None:
        """Return how long until a pending task that is not due yet becomes so; None when there is none."""
        with self._database.transaction() as connection:
            seconds: float | None = queries().seconds_until_due(connection)
            return seconds

    def running(self) -> list[tuple[Task, bool]]:
        """Return the running tasks, each with whether its worker has missed its lease."""
        with self._database.transaction() as connection:
            return [(to_task(row), row["is_lost"]) for row in queries().list_running(connection)]
