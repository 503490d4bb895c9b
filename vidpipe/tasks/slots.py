"""Places at providers: how many calls an account may have open, and begin per minute, across all processes."""

from __future__ import annotations

from vidpipe.models import Task
from vidpipe.tasks.database import Database, queries


class ProviderSlots:
    """The places, kept in the database.

    A place whose holder died comes back when the attempt of ``task`` ends, or else when its time is over.
    """

    def __init__(self, database: Database, task: Task | None = None) -> None:
        self._database = database
        self._task = task

    def take(
        self, provider: str, account: str, *, concurrent: int, per_minute: int, hold_seconds: float
    ) -> tuple[int | None, float]:
        """Take a place if there is one: return its id and 0, or None and the seconds after which to ask again.

        A limit of 0 is none.
        """
        with self._database.transaction() as connection:
            queries().lock_slots(connection, provider=provider, account=account)
            queries().sweep_slots(connection)
            row = queries().slots_taken(connection, provider=provider, account=account)
            if per_minute and row["recent"] >= per_minute:
                return None, min(max(row["until_next"], 0.05), 5.0)
            if concurrent and row["taken"] >= concurrent:
                return None, 0.25
            slot: int = queries().take_slot(
                connection,
                provider=provider,
                account=account,
                task_id=self._task and self._task.id,
                attempt=self._task and self._task.attempt,
                seconds=hold_seconds,
            )
            return slot, 0.0

    def give(self, slot: int) -> None:
        """Give a place back."""
        with self._database.transaction() as connection:
            queries().give_slot(connection, id=slot)
