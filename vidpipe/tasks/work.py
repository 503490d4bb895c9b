"""The worker's side of a task: joining it, staying its owner, reporting, ending it.

Every write names the attempt it belongs to. When the task has passed on to another attempt, or is no
longer running, the write changes nothing and :class:`~vidpipe.errors.WorkLost` tells the worker to stop.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from psycopg.types.json import Jsonb

from vidpipe.errors import CATALOGUE, Conflict, WorkLost, clean
from vidpipe.models import ErrorInfo, LogLevel, Stage, StageStatus, Task, TaskStatus, Wait
from vidpipe.tasks.database import Connection, Database, Row, queries, storable
from vidpipe.tasks.progress import overall_progress
from vidpipe.tasks.retrying import as_selection, progress_so_far
from vidpipe.tasks.rows import found, to_task, write_log

log = structlog.get_logger(__name__)

LEASE_SECONDS = 60.0
HEARTBEAT_SECONDS = 10.0
DOUBTS = frozenset({"ARTIFACT_NOT_FOUND", "ARTIFACT_CORRUPT", "MEDIA_INVALID"})
"""Errors that cast doubt on what earlier stages handed on: the next attempt looks at all of it again."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Who asks to work on a task. ``dispatched_attempt`` is set when the dispatcher launched the run.

    ``stages`` are those that the run holds; None for the whole line.
    """

    run_id: str
    worker_name: str
    dispatched_attempt: int | None
    stages: Collection[Stage] | None = None


class TaskWork:
    """What a worker does with a task."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, task_id: UUID, claim: Claim) -> Task:
        """Make the run the task's current attempt, and the task running; joining again changes nothing.

        A run that the dispatcher launched may join only the attempt it was launched for. A run that a
        person launched begins an attempt of its own, unless another is at work. Raises Conflict.
        """
        with self._database.transaction() as connection:
            row = found(queries().lock_task(connection, id=task_id), task_id)
            task = to_task(row)
            if task.run_id == claim.run_id and task.status is TaskStatus.RUNNING:
                return task
            if task.run_id == claim.run_id and task.status.is_final:
                raise WorkLost(f"The task is {task.status} already; this run must stop.", code="TASK_CANCELED")
            attempt = self._attempt_for(task, claim, is_leased=bool(row["is_leased"]))
            selection = as_selection(claim.stages)
            # Until the run has made them, its stages owe what they hand on, however the run ends.
            queries().mark_stale(connection, task_id=task_id, stages=selection or list(Stage))
            started = to_task(
                queries().start_task(
                    connection,
                    id=task_id,
                    attempt=attempt,
                    run_id=claim.run_id,
                    worker_name=claim.worker_name,
                    progress=progress_so_far(connection, task_id),
                    selection=selection,
                    lease_seconds=LEASE_SECONDS,
                )
            )
            queries().open_attempt(
                connection, task_id=task_id, attempt=attempt, run_id=claim.run_id, worker_name=claim.worker_name
            )
            data = {"attempt": attempt, "runId": claim.run_id, "worker": claim.worker_name, "stages": selection}
            write_log(connection, task_id, LogLevel.INFO, "Task started", data)
        log.info(
            "task started",
            trace_id=task.trace_id,
            project_id=str(task_id),
            user_id=task.owner_id,
            attempt=attempt,
            run_id=claim.run_id,
        )
        return started

    @staticmethod
    def _attempt_for(task: Task, claim: Claim, *, is_leased: bool) -> int:
        if claim.dispatched_attempt is not None:
            theirs = task.attempt == claim.dispatched_attempt and task.run_id in (None, claim.run_id)
            if theirs and task.status is TaskStatus.PENDING:
                return task.attempt
            raise Conflict(
                f"This run was launched for attempt {claim.dispatched_attempt}, but the task is {task.status} in "
                f"attempt {task.attempt}; nothing is left for this run to do."
            )
        if is_leased and task.status in (TaskStatus.RUNNING, TaskStatus.PENDING):
            raise Conflict(
                f"Run {task.run_id} is at work on this task; wait until it has ended, or cancel the task first.",
                details={"runId": task.run_id},
            )
        return task.attempt + 1

    def heartbeat(self, task: Task) -> None:
        """Stay the owner for another lease. Raises WorkLost."""
        with self._database.transaction() as connection:
            renewed = queries().renew_lease(connection, id=task.id, attempt=task.attempt, lease_seconds=LEASE_SECONDS)
        _owned(renewed, task)

    def open_stage(self, task: Task, stage: Stage) -> tuple[int, int]:
        """Begin a try of a stage; return its row's id and which try it is, counting from 1. Raises WorkLost."""
        with self._database.transaction() as connection:
            _owned(_owns(connection, task), task)
            row = queries().open_stage(connection, task_id=task.id, attempt=task.attempt, stage=stage)
            queries().renew_lease(connection, id=task.id, attempt=task.attempt, lease_seconds=LEASE_SECONDS)
            write_log(connection, task.id, LogLevel.INFO, f"Stage {stage} started", {"try": row["try_number"]})
        return row["id"], row["try_number"]

    def stage_progress(self, task: Task, stage_id: int, share: float) -> None:
        """Note how far a stage has come, 0 to 1, and what that makes of the whole task."""
        with self._database.transaction() as connection:
            if not _owns(connection, task):
                return
            queries().set_stage_progress(connection, id=stage_id, progress=min(max(share, 0.0), 1.0))
            self._raise_progress(connection, task)

    @staticmethod
    def _raise_progress(connection: Connection, task: Task) -> None:
        rows = queries().current_stages(connection, task_id=task.id, attempt=task.attempt)
        progress = overall_progress({row["stage"]: row["progress"] for row in rows})
        queries().raise_progress(connection, id=task.id, attempt=task.attempt, progress=progress)

    def finish_stage(
        self, task: Task, stage: Stage, stage_id: int, *, manifest: Mapping[str, Any], metrics: Mapping[str, Any]
    ) -> None:
        """Note what a stage hands on. Raises WorkLost, and then nothing is noted."""
        with self._database.transaction() as connection:
            _owned(_owns(connection, task), task)
            if queries().get_output(connection, task_id=task.id, stage=stage) != storable(dict(manifest)):
                # An old film must not pass for one of the new words.
                queries().drop_outputs(
                    connection, task_id=task.id, stages=[follower.value for follower in stage.followers]
                )
            queries().put_output(
                connection, task_id=task.id, stage=stage, attempt=task.attempt, manifest=dict(manifest)
            )
            self._close_stage(connection, stage_id, StageStatus.SUCCEEDED, None, metrics)
            self._raise_progress(connection, task)
            warned = bool(metrics.get("warnings"))
            message = f"Stage {stage} completed" + (", with warnings" if warned else "")
            write_log(connection, task.id, LogLevel.WARNING if warned else LogLevel.INFO, message, metrics)

    def fail_stage(
        self, task: Task, stage_id: int, info: ErrorInfo, *, wait: Wait | None, metrics: Mapping[str, Any]
    ) -> None:
        """Note that a try of a stage failed; ``wait`` says when it will be tried again, if it will."""
        status = StageStatus.FAILED if wait is None else StageStatus.RETRYING
        level = LogLevel.ERROR if wait is None else LogLevel.WARNING
        record = info.model_dump(mode="json")
        with self._database.transaction() as connection:
            owns = _owns(connection, task)
            self._close_stage(connection, stage_id, status, record, metrics)
            message = f"Stage {info.stage} failed: {info.error_message}"
            if owns and wait is None and info.error_code in DOUBTS:
                queries().mark_stale(connection, task_id=task.id, stages=list(Stage))
            if wait is None:
                queries().note_error(
                    connection, id=task.id, attempt=task.attempt, error=storable(info.error_message), error_info=record
                )
            else:
                seconds = _seconds_until(wait)
                queries().keep_lease(connection, id=task.id, attempt=task.attempt, seconds=seconds + LEASE_SECONDS)
                queries().set_waits(connection, id=stage_id, waits=_waits([wait]))
                message += f" Attempt {wait.attempt} of {wait.attempts} in {seconds:.0f} s."
            write_log(connection, task.id, level, message, {"code": info.error_code, "details": info.details})

    def set_waits(self, task: Task, stage: Stage, stage_id: int, waits: Sequence[Wait], *, new: Wait | None) -> None:
        """Show what a stage at work waits for before it tries parts of its work again; tell the log of a new wait."""
        with self._database.transaction() as connection:
            if not _owns(connection, task):
                return
            queries().set_waits(connection, id=stage_id, waits=_waits(waits))
            if new is not None:
                again = f"Attempt {new.attempt} of {new.attempts} in {_seconds_until(new):.0f} s."
                message = f"Stage {stage}, {new.subject}: {new.message} {again}"
                write_log(connection, task.id, LogLevel.WARNING, message, {"code": new.code, "subject": new.subject})

    @staticmethod
    def _close_stage(
        connection: Connection,
        stage_id: int,
        status: StageStatus,
        error_info: dict[str, Any] | None,
        metrics: Mapping[str, Any],
    ) -> None:
        queries().close_stage(connection, id=stage_id, status=status, error_info=error_info, metrics=dict(metrics))

    def give_back(self, task: Task, reason: str) -> None:
        """Return a running task to the queue, through no fault of its own; what it has made so far is kept."""
        with self._database.transaction() as connection:
            if queries().give_back_task(connection, id=task.id, attempt=task.attempt):
                queries().close_open_stages(connection, task_id=task.id, attempt=task.attempt, status="canceled")
                queries().close_attempt(
                    connection, task_id=task.id, attempt=task.attempt, outcome="canceled", error_info=None
                )
                write_log(connection, task.id, LogLevel.WARNING, f"Task goes back to the queue: {reason}", None)

    def cancel(self, task: Task, *, by: str) -> None:
        """End the attempt: a person stopped its run. Changes nothing once the task has passed on."""
        with self._database.transaction() as connection:
            if queries().cancel_attempt(connection, id=task.id, attempt=task.attempt, run_id=task.run_id):
                queries().close_open_stages(connection, task_id=task.id, attempt=task.attempt, status="canceled")
                queries().close_attempt(
                    connection, task_id=task.id, attempt=task.attempt, outcome="canceled", error_info=None
                )
                write_log(connection, task.id, LogLevel.WARNING, "Task canceled", {"by": by})
        log.info("task canceled", by=by)

    def complete(self, task: Task, result: Mapping[str, Any]) -> Task:
        """End the task: the video is made. Raises WorkLost."""
        with self._database.transaction() as connection:
            row = queries().complete_task(connection, id=task.id, attempt=task.attempt, result=dict(result))
            _owned(row, task)
            queries().close_attempt(
                connection, task_id=task.id, attempt=task.attempt, outcome="succeeded", error_info=None
            )
            write_log(connection, task.id, LogLevel.INFO, "Task completed", None)
        log.info("task completed", attempt=task.attempt)
        return to_task(row)

    def fail(self, task: Task, info: ErrorInfo) -> Task | None:
        """End the attempt with an error: the task fails, or waits for its next automatic attempt.

        Returns None when the task has passed on and nothing was changed.
        """
        record = info.model_dump(mode="json")
        again = info.is_retryable and task.retry_count < task.max_retries
        with self._database.transaction() as connection:
            if again:
                wait = _wait(info.error_code, task.retry_count)
                row = queries().retry_task(
                    connection,
                    id=task.id,
                    attempt=task.attempt,
                    run_id=task.run_id,
                    error=storable(info.error_message),
                    error_info=record,
                    wait_seconds=wait,
                )
            else:
                row = queries().fail_task(
                    connection,
                    id=task.id,
                    attempt=task.attempt,
                    run_id=task.run_id,
                    error=storable(info.error_message),
                    error_info=record,
                )
            if row is None:
                return None
            queries().close_open_stages(connection, task_id=task.id, attempt=task.attempt, status="failed")
            queries().close_attempt(
                connection, task_id=task.id, attempt=task.attempt, outcome="failed", error_info=record
            )
            message = f"Task failed: {info.error_message}"
            if again:
                message += f" Automatic retry {task.retry_count + 1} of {task.max_retries} in {wait:.0f} s."
            write_log(connection, task.id, LogLevel.ERROR, message, {"code": info.error_code})
        log.error("task failed", error_code=info.error_code, details=info.details, will_retry=again)
        return to_task(row)


def _wait(code: str, retries: int) -> float:
    """Return the seconds until the next automatic attempt: the code's own delay, doubled each time."""
    policy = CATALOGUE[code].retry
    wait = min(max(policy.delay, 1.0) * policy.backoff**retries, policy.max_delay)
    return wait * (1 + policy.jitter * random.random())  # noqa: S311 - jitter, not a secret


def _waits(waits: Sequence[Wait]) -> Jsonb:
    return Jsonb([storable(clean(wait.model_dump(mode="json"))) for wait in waits])


def _seconds_until(wait: Wait) -> float:
    return max((wait.next_try_at - datetime.now(UTC)).total_seconds(), 0.0)


def _owns(connection: Connection, task: Task) -> bool:
    """Hold the task until the transaction ends; tell whether the attempt still owns it."""
    return bool(queries().own_task(connection, id=task.id, attempt=task.attempt))


def _owned(written: Row | int | None, task: Task) -> None:
    if not written:
        raise WorkLost(
            f"Attempt {task.attempt} no longer owns this task: it was canceled, or another attempt took over.",
            code="TASK_CANCELED",
        )
