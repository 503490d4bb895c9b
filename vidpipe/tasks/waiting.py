"""What a task waits for before it tries something again: "attempt 2 of 3, next in 8 s"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from vidpipe.models import StageAttempt, StageStatus, Task, TaskStatus, Wait


class TaskWait(Wait):
    """A pause, with the stage it is in; none when the whole task waits for its next automatic attempt."""

    stage: str | None
    seconds: float = Field(ge=0, description="Until the next try, as of the answer")


def waits_of(task: Task, stages: Sequence[StageAttempt], now: datetime) -> list[TaskWait]:
    """Return what the task waits for now, soonest first."""
    waits: list[tuple[str | None, Wait]] = []
    if task.status is TaskStatus.PENDING:
        whole = _between_attempts(task)
        waits = [] if whole is None else [(None, whole)]
    elif task.status is TaskStatus.RUNNING:
        last = {stage.stage: stage for stage in stages if stage.attempt == task.attempt}
        at_work = [one for one in last.values() if one.status in (StageStatus.RUNNING, StageStatus.RETRYING)]
        waits = [(one.stage, wait) for one in at_work for wait in one.waits]
    coming = [(stage, wait) for stage, wait in waits if wait.next_try_at > now]
    return [
        TaskWait(**dict(wait), stage=stage, seconds=round((wait.next_try_at - now).total_seconds(), 1))
        for stage, wait in sorted(coming, key=lambda pair: pair[1].next_try_at)
    ]


def _between_attempts(task: Task) -> Wait | None:
    """Return the wait of a task that failed and is scheduled to be run again by itself."""
    info = task.error_info
    if info is None or task.scheduled_at is None or task.retry_count == 0:
        return None
    return Wait(
        attempt=task.retry_count + 1,
        attempts=task.max_retries + 1,
        next_try_at=task.scheduled_at,
        code=info.error_code,
        message=info.error_message,
    )
