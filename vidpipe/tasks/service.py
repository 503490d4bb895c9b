"""The task service: the operations that people and programs have on tasks, and the rules that hold for them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog

from vidpipe.errors import Conflict, InvalidInput
from vidpipe.models import Choice, Decided, Decision, LogLevel, Stage, StageAttempt, Task, TaskLog, TaskStatus
from vidpipe.models.decisions import PicturesMove, always
from vidpipe.tasks import decisions, retrying
from vidpipe.tasks.database import Database, queries
from vidpipe.tasks.rows import found, to_task, write_log

log = structlog.get_logger(__name__)

MAX_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """What a caller says about a task it wants."""

    type: str
    payload: Mapping[str, Any]
    trace_id: str
    priority: int = 0
    owner_id: str | None = None
    dedupe_key: str | None = None
    max_retries: int = 0
    scheduled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TaskQuery:
    """Which tasks to list, newest first."""

    type: str | None = None
    status: TaskStatus | None = None
    owner_id: str | None = None
    trace_id: str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """One page of tasks, and where the next begins."""

    tasks: list[Task]
    next_cursor: str | None


class TaskService:
    """Create, find, list and cancel tasks; read and write their logs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, new: NewTask) -> Task:
        """Create a task. Raises Conflict when its dedupe key is taken."""
        task, created = self.find_or_create(new)
        if not created:
            raise Conflict(
                f"A task with the dedupe key {new.dedupe_key!r} exists already.", details={"taskId": str(task.id)}
            )
        return task

    def find_or_create(self, new: NewTask, *, most_waiting: int | None = None) -> tuple[Task, bool]:
        """Create a task, or return the one that holds the same dedupe key; tell whether it was created.

        Raises Conflict (TOO_MANY_REQUESTS) instead of creating one while ``most_waiting`` others wait.
        """
        with self._database.transaction() as connection:
            if most_waiting is not None and queries().has_pending(connection, most=most_waiting):
                known = queries().get_task_by_dedupe_key(connection, dedupe_key=new.dedupe_key)
                if known is None:
                    raise _too_many(most_waiting)
                return to_task(known), False
            row = queries().insert_task(
                connection,
                type=new.type,
                priority=new.priority,
                payload=dict(new.payload),
                trace_id=new.trace_id,
                dedupe_key=new.dedupe_key,
                owner_id=new.owner_id,
                max_retries=new.max_retries,
                scheduled_at=new.scheduled_at,
            )
            if row is None:
                return to_task(queries().get_task_by_dedupe_key(connection, dedupe_key=new.dedupe_key)), False
            task = to_task(row)
            write_log(connection, task.id, LogLevel.INFO, "Task created", {"type": task.type})
        log.info("task created", trace_id=task.trace_id, project_id=str(task.id), user_id=task.owner_id, type=task.type)
        return task, True

    def get(self, task_id: UUID) -> Task:
        """Return one task. Raises NotFound (TASK_NOT_FOUND)."""
        with self._database.transaction() as connection:
            return to_task(found(queries().get_task(connection, id=task_id), task_id))

    def query(self, query: TaskQuery) -> TaskPage:
        """List tasks, newest first, a page at a time."""
        if not 1 <= query.limit <= MAX_PAGE:
            raise InvalidInput(f"limit: {query.limit} is not between 1 and {MAX_PAGE}", details={"field": "limit"})
        before = _read_cursor(query.cursor)
        with self._database.transaction() as connection:
            rows = list(
                queries().list_tasks(
                    connection,
                    type=query.type,
                    status=query.status,
                    owner_id=query.owner_id,
                    trace_id=query.trace_id,
                    before_created_at=before and before[0],
                    before_id=before and before[1],
                    limit=query.limit + 1,
                )
            )
        tasks = [to_task(row) for row in rows[: query.limit]]
        more = len(rows) > query.limit
        return TaskPage(tasks=tasks, next_cursor=_write_cursor(tasks[-1]) if more else None)

    def counts(self) -> dict[str, int]:
        """Return how many tasks stand in each status."""
        with self._database.transaction() as connection:
            rows = {row["status"]: row["count"] for row in queries().count_by_status(connection)}
        return {status.value: rows.get(status.value, 0) for status in TaskStatus}

    def cancel(self, task_id: UUID, *, by: str | None = None) -> Task:
        """Cancel a task that is not finished. Raises Conflict when it is. A second cancel changes nothing."""
        with self._database.transaction() as connection:
            current = to_task(found(queries().lock_task(connection, id=task_id), task_id))
            if current.status is TaskStatus.CANCELED:
                return current
            if current.status.is_final:
                raise Conflict(
                    f"The task has {current.status} already; only a pending or running task can be canceled.",
                    details={"status": current.status.value},
                )
            task = to_task(queries().cancel_task(connection, id=task_id))
            queries().close_open_stages(connection, task_id=task_id, attempt=task.attempt, status="canceled")
            queries().close_attempt(
                connection, task_id=task_id, attempt=task.attempt, outcome="canceled", error_info=None
            )
            write_log(connection, task_id, LogLevel.WARNING, "Task canceled", {"by": by} if by else None)
        log.info("task canceled", trace_id=task.trace_id, project_id=str(task_id), user_id=by)
        return task

    def add_log(self, task_id: UUID, level: LogLevel, message: str, data: Mapping[str, Any] | None = None) -> None:
        """Add a line to a task's log."""
        with self._database.transaction() as connection:
            found(queries().get_task(connection, id=task_id), task_id)
            write_log(connection, task_id, level, message, data)

    def logs(
        self, task_id: UUID, *, after: int = 0, level: LogLevel | None = None, limit: int = MAX_PAGE
    ) -> list[TaskLog]:
        """Return a task's log in order, from the line after ``after`` on."""
        if not 1 <= limit <= MAX_PAGE:
            raise InvalidInput(f"limit: {limit} is not between 1 and {MAX_PAGE}", details={"field": "limit"})
        with self._database.transaction() as connection:
            found(queries().get_task(connection, id=task_id), task_id)
            rows = queries().list_logs(connection, task_id=task_id, after=after, level=level, limit=limit)
            return [TaskLog.model_validate(row) for row in rows]

    def last_logs(self, task_id: UUID, *, limit: int = MAX_PAGE) -> list[TaskLog]:
        """Return the last lines of a task's log, in order."""
        with self._database.transaction() as connection:
            rows = queries().last_logs(connection, task_id=task_id, limit=limit)
            return [TaskLog.model_validate(row) for row in rows]

    def stages(self, task_id: UUID) -> list[StageAttempt]:
        """Return every try of every stage of a task, in order."""
        with self._database.transaction() as connection:
            rows = queries().list_stages(connection, task_id=task_id)
            return [StageAttempt.model_validate(row) for row in rows]

    def stage_times(self, task_ids: Sequence[UUID]) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
        """Return when stages of these tasks were at work, from and until; None while one is."""
        with self._database.transaction() as connection:
            rows = list(queries().list_stage_times(connection, task_ids=list(task_ids)))
        times: dict[UUID, list[tuple[datetime, datetime | None]]] = {task_id: [] for task_id in task_ids}
        for row in rows:
            times[row["task_id"]].append((row["started_at"], row["finished_at"]))
        return times

    def outputs(self, task_id: UUID) -> dict[str, dict[str, Any]]:
        """Return the manifest that each finished stage of a task handed on last."""
        with self._database.transaction() as connection:
            return {row["stage"]: row["manifest"] for row in queries().list_outputs(connection, task_id=task_id)}

    def unfinished(self, task_id: UUID) -> list[Stage]:
        """Return the stages that have handed on nothing, or nothing that still holds; none when the video is made."""
        with self._database.transaction() as connection:
            return retrying.unfinished_stages(connection, task_id)

    def decisions(self, task_id: UUID) -> list[Decision]:
        """Return what people decided about a task, oldest first. Raises NotFound (TASK_NOT_FOUND)."""
        with self._database.transaction() as connection:
            found(queries().get_task(connection, id=task_id), task_id)
            return decisions.listed(connection, task_id)

    def decided(self, task_id: UUID) -> Decided:
        """Return what all decisions about a task come to."""
        return Decided.of(self.decisions(task_id))

    def decide(
        self, task_id: UUID, choices: Sequence[Choice], *, by: str, pictures_move: PicturesMove = always
    ) -> list[Decision]:
        """Record decisions, all or none, and start nothing: the next attempt works by them.

        ``pictures_move`` says whether scenes' pictures are others where the presenter then stands.
        Raises Conflict while the task is at work, NotFound for a scene that there is not, InvalidInput for a choice
        that cannot be.
        """
        with self._database.transaction() as connection:
            row = found(queries().lock_task(connection, id=task_id), task_id)
            made = decisions.record(
                connection, to_task(row), choices, is_leased=bool(row["is_leased"]), by=by, pictures_move=pictures_move
            )
        decisions.tell(to_task(row), made)
        return made

    def retry(
        self,
        task_id: UUID,
        *,
        from_stage: Stage | None = None,
        choices: Sequence[Choice] = (),
        by: str,
        pictures_move: PicturesMove = always,
    ) -> Task:
        """Continue a task in a new attempt of the same trace, after recording the decisions, all or nothing.

        The attempt holds the stages that lack what they hand on, those from ``from_stage`` on, and those that decisions
        touch; nothing that is there unchanged is made again. A task that waits for an automatic retry starts now.
        Raises Conflict while the task is at work, before its first attempt, and when nothing is left to do.
        """
        with self._database.transaction() as connection:
            row = found(queries().lock_task(connection, id=task_id), task_id)
            before, is_leased = to_task(row), bool(row["is_leased"])
            made: list[Decision] = []
            if choices:
                made = decisions.record(
                    connection, before, choices, is_leased=is_leased, by=by, pictures_move=pictures_move
                )
            task = retrying.reopen(connection, before, from_stage, is_leased=is_leased, by=by)
        decisions.tell(task, made)
        log.info(
            "retry asked for",
            trace_id=task.trace_id,
            project_id=str(task_id),
            user_id=by,
            from_stage=from_stage,
            stages=task.selection,
        )
        return task


def _too_many(waiting: int) -> Conflict:
    return Conflict(
        f"{waiting:,} tasks are waiting already; try again when some of them are done.",
        code="TOO_MANY_REQUESTS",
        details={"waiting": waiting},
        retry_after=60,
    )


def _write_cursor(task: Task) -> str:
    return base64.urlsafe_b64encode(f"{task.created_at.isoformat()}|{task.id}".encode()).decode()


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        moment, _, task_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(task_id)
    except (ValueError, OverflowError, binascii.Error, UnicodeError) as error:
        raise InvalidInput(
            "cursor: not one that this API gave out; leave it away to start from the newest task",
            details={"field": "cursor"},
        ) from error
