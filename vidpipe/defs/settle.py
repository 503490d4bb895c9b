"""The end of a run becomes the end of its task's attempt."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from dagster import DagsterRunStatus

from vidpipe.errors import VidpipeError, WorkLost
from vidpipe.errors.info import error_info
from vidpipe.models import CompositeManifest, ScriptManifest, StageStatus, Task, TaskStatus, UploadManifest
from vidpipe.models.files import artifact_files
from vidpipe.stages.outputs import Outputs
from vidpipe.tasks import CallHistory, TaskCost, TaskService, TaskWork

log = structlog.get_logger(__name__)


def settle(
    task: Task,
    run_status: DagsterRunStatus | None,
    *,
    service: TaskService,
    work: TaskWork,
    calls: CallHistory,
    shutting_down: bool = False,
) -> None:
    """Give the task the outcome of its run. Settling twice, or too late, changes nothing.

    ``run_status`` is None when the run is gone. A run that failed without a typed error lost its worker; so did one
    that ended before it had joined its task, which is then still pending.
    """
    if task.status.is_final:
        return
    with structlog.contextvars.bound_contextvars(
        trace_id=task.trace_id, project_id=str(task.id), user_id=task.owner_id, run_id=task.run_id
    ):
        match run_status:
            case DagsterRunStatus.SUCCESS if task.status is TaskStatus.RUNNING:
                _succeed(task, service, work, calls)
            case DagsterRunStatus.CANCELED:
                work.cancel(task, by="Dagster")
            case _ if task.status is TaskStatus.RUNNING and task.error_info is not None:
                work.fail(task, task.error_info)
            case _ if shutting_down:
                work.give_back(task, "vidpipe is shutting down.")
            case _:
                at_work = _stages_at_work(task, service)
                error = WorkLost("The process that made this video ended without a word.", details={"stages": at_work})
                _fail(task, work, error, stage=at_work[-1] if at_work else None)


def _succeed(task: Task, service: TaskService, work: TaskWork, calls: CallHistory) -> None:
    outputs = Outputs(service.outputs(task.id))
    missing = service.unfinished(task.id)
    if missing:
        names = ", ".join(missing)
        error = VidpipeError(
            f"The run ended, but the task still lacks these stages: {names}. Launch a run with them.",
            code="RUN_INCOMPLETE",
            details={"missing": [stage.value for stage in missing]},
        )
        _fail(task, work, error)
        return
    try:
        work.complete(task, _result(task, outputs, calls.cost(task.id)))
    except WorkLost as error:
        log.warning("outcome came too late", error_code=error.code)


def _stages_at_work(task: Task, service: TaskService) -> list[str]:
    """Return the stages that were under way in the task's attempt, the one that began last at the end."""
    tries = service.stages(task.id)
    return [one.stage for one in tries if one.attempt == task.attempt and one.status is StageStatus.RUNNING]


def _fail(task: Task, work: TaskWork, error: VidpipeError, *, stage: str | None = None) -> None:
    work.fail(task, error_info(error, stage=stage, trace_id=task.trace_id, now=datetime.now(UTC)))


def _result(task: Task, outputs: Outputs, cost: TaskCost) -> dict[str, object]:
    """Return the task's result as the API shows it."""
    film = outputs.get(CompositeManifest)
    upload = outputs.get(UploadManifest)
    base = f"/api/tasks/{task.id}"
    return {
        "title": outputs.get(ScriptManifest).script.title,
        "videoUrl": f"{base}/video",
        "publishedUrl": upload.url,
        "warnings": upload.warnings,
        "duration": film.duration,
        "width": film.width,
        "height": film.height,
        "fps": film.fps,
        "size": film.video.size,
        "sha256": film.video.sha256,
        "costUsd": cost.spent,
        "artifacts": {name: f"{base}/artifacts/{name}" for name in artifact_files(outputs.all())},
    }
