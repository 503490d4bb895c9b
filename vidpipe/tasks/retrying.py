"""Which stages the next attempt of a task holds, and how a person asks for that attempt."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vidpipe.errors import Conflict
from vidpipe.models import Action, LogLevel, Stage, Task, TaskStatus
from vidpipe.models.decisions import with_followers
from vidpipe.tasks.database import Connection, queries
from vidpipe.tasks.progress import overall_progress
from vidpipe.tasks.rows import to_task, write_log


def unfinished_stages(connection: Connection, task_id: UUID) -> list[Stage]:
    """Return the stages that have handed on nothing, or nothing that still holds, in the order of the line."""
    fresh = {row["stage"] for row in queries().fresh_stages(connection, task_id=task_id)}
    return [stage for stage in Stage if stage not in fresh]


def next_selection(connection: Connection, task_id: UUID) -> list[Stage] | None:
    """Return the stages that the next attempt of a task must hold; None for the whole line.

    A task that lacks nothing but its end, as after a shutdown in the last moment, passes the last stage once more.
    """
    return as_selection(with_followers(unfinished_stages(connection, task_id)) or [Stage.UPLOAD])


def as_selection(stages: Collection[Stage] | None) -> list[Stage] | None:
    """Return the stages in the order of the line; None when they are the whole line."""
    return None if stages is None or set(stages) == set(Stage) else [stage for stage in Stage if stage in stages]


def progress_so_far(connection: Connection, task_id: UUID) -> int:
    """Return the progress, 0 to 99, that a new attempt begins with: the stages it need not run."""
    unfinished = unfinished_stages(connection, task_id)
    return overall_progress({stage.value: 1.0 for stage in Stage if stage not in unfinished})


def reopen(connection: Connection, task: Task, from_stage: Stage | None, *, is_leased: bool, by: str) -> Task:
    """Have the task attempted again at once. Raises Conflict when it is at work, or nothing is left to do."""
    refuse_at_work(task, is_leased=is_leased)
    if task.status is TaskStatus.PENDING and task.attempt == 0:
        when = f"at {task.scheduled_at:%Y-%m-%d %H:%M:%S %Z}" if task.scheduled_at else "as soon as there is a place"
        raise Conflict(
            f"The task has not been attempted yet; it starts by itself {when}.",
            details={"status": task.status.value, "attempt": task.attempt},
        )
    if from_stage is not None:
        stages = with_followers([from_stage])
        queries().mark_stale(connection, task_id=task.id, stages=stages)
    if task.status is TaskStatus.SUCCEEDED and not unfinished_stages(connection, task.id):
        raise Conflict(
            "The task has succeeded, and nothing was decided since that would change its video. Name a stage to go "
            "back to with fromStage, or decide something about a scene, the presenter or the thumbnail.",
            details={"status": task.status.value},
        )
    selection = next_selection(connection, task.id)
    queries().insert_decision(
        connection,
        task_id=task.id,
        action=Action.RETRY,
        scene=None,
        data={"fromStage": from_stage, "stages": selection or list(Stage)},
        decided_by=by,
    )
    row = queries().reopen_task(
        connection, id=task.id, progress=progress_so_far(connection, task.id), selection=selection
    )
    data = {"by": by, "fromStage": from_stage, "stages": selection or list(Stage), "attempt": task.attempt + 1}
    write_log(connection, task.id, LogLevel.INFO, "Retry asked for", data)
    return to_task(row)


def refuse_at_work(task: Task, *, is_leased: bool) -> None:
    """Raise Conflict while an attempt of the task is at work, or about to be."""
    if task.status is TaskStatus.RUNNING:
        raise Conflict(
            f"The task is running (attempt {task.attempt}, {task.progress} %). Wait until it has ended, or cancel it "
            "first; what it has made is kept.",
            details={"status": task.status.value, "attempt": task.attempt, "runId": task.run_id},
        )
    if task.status is TaskStatus.PENDING and is_leased:
        raise Conflict(
            f"Attempt {task.attempt} of the task is being started. Wait until it has ended, or cancel it first.",
            details={"status": task.status.value, "attempt": task.attempt, "runId": task.run_id},
        )
