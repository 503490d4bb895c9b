"""The sensors: the safety net under the dispatcher, and the reconciler of tasks and runs.

The web app launches runs the moment there is a task. These sensors tick every 5 s, Dagster's floor, and pick up
what it could not: rows inserted while it was down, and tasks whose worker vanished.
"""

from __future__ import annotations

import json
import time

import structlog
from dagster import (
    AssetKey,
    DagsterInstance,
    DefaultSensorStatus,
    RunRequest,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from vidpipe.defs import tags
from vidpipe.defs.jobs import VIDEO_JOB
from vidpipe.defs.launcher import kill_run
from vidpipe.defs.resources import Line, chosen_looks, chosen_providers
from vidpipe.defs.run_process import status_of
from vidpipe.defs.settle import settle
from vidpipe.errors import VidpipeError
from vidpipe.models import Task
from vidpipe.settings import Settings
from vidpipe.stages.admission import check_task
from vidpipe.tasks import HEARTBEAT_SECONDS, Dispatcher, TaskQueue

log = structlog.get_logger(__name__)


@sensor(job_name=VIDEO_JOB, minimum_interval_seconds=5, default_status=DefaultSensorStatus.RUNNING)
def pending_tasks_sensor(context: SensorEvaluationContext) -> SensorResult | SkipReason:
    """Launch runs for due tasks that the web app has not launched."""
    requests: list[RunRequest] = []
    line = Line()

    def request(task: Task) -> None:
        assets = None if task.selection is None else [AssetKey(stage.value) for stage in task.selection]
        requests.append(
            RunRequest(run_key=f"{task.id}:{task.attempt}", tags=tags.task_tags(task), asset_selection=assets)
        )

    queue = TaskQueue(line.database, max_running=Settings().max_running)
    dispatcher = Dispatcher(
        queue, line.work, check=lambda task: check_task(task, chosen_providers(), chosen_looks()), launch=request
    )
    dispatcher.dispatch_due()
    if not requests:
        return SkipReason("No task is waiting, or as many run as may.")
    context.log.info(f"Launching {len(requests)} runs")
    return SensorResult(run_requests=requests)


@sensor(minimum_interval_seconds=5, default_status=DefaultSensorStatus.RUNNING)
def reconcile_sensor(context: SensorEvaluationContext) -> SkipReason:
    """Settle tasks that say they run, but whose run has ended or whose worker is gone.

    A missed lease counts only when it is still missed a heartbeat later: a machine that slept, or a database that was
    away, makes every lease look missed for a moment.
    """
    line = Line()
    seen: dict[str, float] = json.loads(context.cursor or "{}")
    missed: dict[str, float] = {}
    settled = 0
    for task, is_lost in TaskQueue(line.database, max_running=1).running():
        if is_lost:
            key = f"{task.id}:{task.attempt}"
            missed[key] = seen.get(key, time.time())
        patient = is_lost and time.time() - missed[key] < HEARTBEAT_SECONDS + 5
        try:
            settled += not patient and _reconcile(context.instance, line, task, is_lost=is_lost)
        except VidpipeError as error:
            log.error("task not reconciled", project_id=str(task.id), error_code=error.code, details=error.details)
    context.update_cursor(json.dumps(missed))
    return SkipReason(f"Settled {settled} tasks." if settled else "Every running task has a living run.")


def _reconcile(instance: DagsterInstance, line: Line, task: Task, *, is_lost: bool) -> bool:
    """Settle one task if its run is not at work; return whether it was settled."""
    record = instance.get_run_record_by_id(task.run_id) if task.run_id else None
    run = record.dagster_run if record else None
    if run is not None and not run.is_finished:
        if not is_lost:
            return False
        # Its worker does not answer: frozen, or cut off from the database. It must not come back to life later.
        kill_run(run)
        instance.report_run_failed(run, "The run's worker missed its lease and was killed.")
    elif not is_lost and record is not None and _settles_itself(record.end_time):
        return False
    settle(task, status_of(run), service=line.service, work=line.work, calls=line.calls)
    return True


def _settles_itself(ended: float | None) -> bool:
    """Whether the run ended so recently that its own process is still settling the task."""
    return ended is not None and time.time() - ended < 10


SENSORS = [pending_tasks_sensor, reconcile_sensor]
