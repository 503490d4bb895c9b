"""The ledger of provider calls: written before a call is sent and after it, so that nothing is paid twice unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vidpipe.errors import VidpipeError, WorkLost
from vidpipe.models import Task
from vidpipe.models.calls import CallIntent, CallOutcome, EarlierCall, JobStatus, ProviderCall
from vidpipe.tasks.database import Connection, Database, queries, storable


@dataclass(frozen=True, kw_only=True)
class TaskCost:
    """What a task's provider calls cost, in US dollars.

    ``uncertain`` is what calls of unknown outcome were expected to cost; they may have been charged.
    """

    estimated: float
    spent: float
    uncertain: float
    calls: int


class FreeLedger:
    """The ledger for calls outside of any task, such as the test of a key. All methods block."""

    def __init__(self, database: Database, *, trace_id: str) -> None:
        self._database = database
        self._trace_id = trace_id

    def begin(self, intent: CallIntent) -> int:
        """Write down what is about to be asked; return the entry's id."""
        with self._database.transaction() as connection:
            call_id: int = queries().begin_free_call(
                connection, trace_id=self._trace_id, **storable(intent.model_dump())
            )
            return call_id

    def began_job(self, call_id: int, job_id: str, private: str | None = None) -> None:
        """Note the id of the job that the provider began; from here on it can be found again."""
        with self._database.transaction() as connection:
            queries().note_job(connection, id=call_id, job_id=storable(job_id), private=storable(private))

    def ended_job(self, call_id: int, status: JobStatus) -> None:
        """Note how the provider's job ended; one that failed is not gone on with."""
        with self._database.transaction() as connection:
            queries().end_job(connection, id=call_id, job_status=status)

    def finish(self, call_id: int, outcome: CallOutcome) -> None:
        """Note how a call went, unless that is known already."""
        with self._database.transaction() as connection:
            queries().finish_call(connection, id=call_id, **storable(outcome.model_dump()))

    def settle(self, call_id: int, usd: float) -> None:
        """Note what a call was charged in the end; 0: nothing."""
        with self._database.transaction() as connection:
            queries().settle_call(connection, id=call_id, cost_usd=usd)

    def earlier(self, provider: str, operation: str, wish: str) -> EarlierCall | None:  # noqa: ARG002 - there is none
        """Return None: only tasks go on with what an earlier call began."""
        return None

    def unused(self, intent: CallIntent) -> int | None:  # noqa: ARG002 - there is none
        """Return None, as ``earlier`` does."""
        return None


class TaskLedger(FreeLedger):
    """The ledger for one try of one stage of a task, fenced by its attempt."""

    def __init__(
        self, database: Database, task: Task, *, stage: str, stage_try: int, max_cost_usd: float | None
    ) -> None:
        super().__init__(database, trace_id=task.trace_id)
        self._task = task
        self._stage = stage
        self._stage_try = stage_try
        self._max_cost_usd = max_cost_usd

    def begin(self, intent: CallIntent) -> int:
        """Write down what is about to be asked; return the entry's id.

        Raises VidpipeError (COST_LIMIT_REACHED) when it could pass the task's limit, and WorkLost when the task has
        passed on; then nothing may be sent.
        """
        with self._database.transaction() as connection:
            if self._max_cost_usd is not None and intent.estimated_usd > 0:
                self._require_budget(connection, intent, self._max_cost_usd)
            call_id: int | None = queries().begin_call(
                connection,
                task_id=self._task.id,
                attempt=self._task.attempt,
                stage=self._stage,
                stage_try=self._stage_try,
                trace_id=self._trace_id,
                **storable(intent.model_dump()),
            )
        if call_id is None:
            raise WorkLost(
                f"Attempt {self._task.attempt} no longer owns this task: it was canceled, or another took over.",
                code="TASK_CANCELED",
            )
        return call_id

    def _require_budget(self, connection: Connection, intent: CallIntent, limit: float) -> None:
        queries().lock_ledger(connection, task_id=self._task.id)
        spent: float = queries().spent(connection, task_id=self._task.id)
        if spent + intent.estimated_usd > limit + 1e-9:
            raise VidpipeError(
                f"{intent.provider} {intent.operation} would cost about ${intent.estimated_usd:.3f}; "
                f"${spent:.3f} of the task's limit of ${limit:.3f} are spent already, so it was not called.",
                code="COST_LIMIT_REACHED",
                details={
                    "provider": intent.provider,
                    "operation": intent.operation,
                    "subject": intent.subject,
                    "nextUsd": intent.estimated_usd,
                    "spentUsd": round(spent, 6),
                    "maxCost": limit,
                },
            )

    def earlier(self, provider: str, operation: str, wish: str) -> EarlierCall | None:
        """Return the task's last call with this wish, if it began a job or may have done so unseen."""
        with self._database.transaction() as connection:
            row = queries().earlier_call(
                connection, task_id=self._task.id, provider=provider, operation=operation, wish=wish
            )
        return None if row is None else EarlierCall.model_validate(row)

    def unused(self, intent: CallIntent) -> int | None:
        """Return the task's last paid call for the same thing, if its answer was not heard, or not put to use."""
        with self._database.transaction() as connection:
            call_id: int | None = queries().unused_call(
                connection,
                task_id=self._task.id,
                provider=intent.provider,
                operation=intent.operation,
                wish=intent.wish,
                subject=intent.subject,
                account=intent.account,
            )
        return call_id


class CallHistory:
    """The ledger, for reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def calls(self, task_id: UUID, *, after: int = 0, limit: int = 500) -> list[ProviderCall]:
        """Return a task's calls in order, from the one after ``after`` on."""
        with self._database.transaction() as connection:
            rows = queries().list_calls(connection, task_id=task_id, after=after, limit=limit)
            return [ProviderCall.model_validate(row) for row in rows]

    def cost(self, task_id: UUID) -> TaskCost:
        """Return what a task's calls cost."""
        with self._database.transaction() as connection:
            return TaskCost(**queries().cost_of_task(connection, task_id=task_id))

    def stage_cost(self, task: Task, stage: str) -> float:
        """Return what the calls of a stage were charged in the task's current attempt, in US dollars."""
        with self._database.transaction() as connection:
            cost: float = queries().cost_of_stage(connection, task_id=task.id, attempt=task.attempt, stage=stage)
            return cost

    def units_since(self, provider: str, account: str, operations: list[str], since: datetime) -> float:
        """Return what an account has used of a quota since a moment, in the provider's units."""
        with self._database.transaction() as connection:
            used: float = queries().units_since(
                connection, provider=provider, account=account, operations=operations, since=since
            )
            return used
