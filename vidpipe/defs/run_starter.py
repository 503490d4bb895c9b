"""Starts the run of a claimed task from within the web process, past Dagster's queue: the claim is the queue."""

from __future__ import annotations

from typing import Any

import structlog
from dagster import AssetKey, DagsterError, DagsterRunStatus
from dagster._core.definitions.selector import JobSubsetSelector
from dagster._core.remote_representation.code_location import CodeLocation
from dagster._core.remote_representation.external import RemoteJob
from dagster._core.snap import ExecutionPlanSnapshot
from dagster._core.utils import make_new_run_id
from dagster._core.workspace.context import BaseWorkspaceRequestContext, IWorkspaceProcessContext
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vidpipe.defs import tags
from vidpipe.defs.jobs import VIDEO_JOB
from vidpipe.errors import WorkLost
from vidpipe.models import Task
from vidpipe.observability.timing import timed

log = structlog.get_logger(__name__)

LOCATION = "vidpipe"
REPOSITORY = "__repository__"


class RunStarter:
    """Launches runs of the video job through a workspace."""

    def __init__(self, process_context: IWorkspaceProcessContext[Any]) -> None:
        self._process_context = process_context
        self._plans: dict[frozenset[AssetKey] | None, tuple[str, RemoteJob, ExecutionPlanSnapshot]] = {}

    def start(self, task: Task) -> str:
        """Launch the run of a task's current attempt; return its id. Raises WorkLost (DISPATCH_FAILED)."""
        try:
            with timed(log, "run launch", attempt=task.attempt):
                try:
                    run_id = self._launch(task)
                except DBAPIError as error:
                    if not error.connection_invalidated:
                        raise
                    # The database was restarted: Dagster's pool learns it from this failure, and connects anew. Should
                    # the first run have got through after all, only one of the two can join the task.
                    run_id = self._launch(task)
        except (DagsterError, SQLAlchemyError) as error:
            raise WorkLost(
                f"Dagster could not launch the run: {error}", code="DISPATCH_FAILED", details={"cause": str(error)}
            ) from error
        return run_id

    def _launch(self, task: Task) -> str:
        context = self._process_context.create_request_context()
        run_id = self._create(context, context.get_code_location(LOCATION), task)
        self._process_context.instance.launch_run(run_id, context)
        return run_id

    def _create(self, context: BaseWorkspaceRequestContext, location: CodeLocation, task: Task) -> str:
        selection = None if task.selection is None else frozenset(AssetKey(stage.value) for stage in task.selection)
        job, plan = self._planned(location, selection)
        run = context.instance.create_run(
            job_name=VIDEO_JOB,
            run_id=make_new_run_id(),
            run_config={},
            resolved_op_selection=None,
            step_keys_to_execute=None,
            status=DagsterRunStatus.NOT_STARTED,
            op_selection=None,
            root_run_id=None,
            parent_run_id=None,
            tags={**job.run_tags, **tags.task_tags(task)},
            job_snapshot=job.job_snapshot,
            execution_plan_snapshot=plan,
            parent_job_snapshot=job.parent_job_snapshot,
            remote_job_origin=job.get_remote_origin(),
            job_code_origin=job.get_python_origin(),
            asset_selection=selection,
            asset_check_selection=None,
            asset_graph=location.get_repository(REPOSITORY).asset_graph,
        )
        return run.run_id

    def _planned(
        self, location: CodeLocation, selection: frozenset[AssetKey] | None
    ) -> tuple[RemoteJob, ExecutionPlanSnapshot]:
        """Return the job cut to a selection, and its plan.

        The code server is asked once for each selection, and again when the code has been reloaded.
        """
        whole = location.get_repository(REPOSITORY).get_full_job(VIDEO_JOB)
        known = self._plans.get(selection)
        if known is None or known[0] != whole.computed_job_snapshot_id:
            job = location.get_job(JobSubsetSelector(LOCATION, REPOSITORY, VIDEO_JOB, None, selection))
            plan = location.get_execution_plan(job, {}, step_keys_to_execute=None, known_state=None)
            known = (whole.computed_job_snapshot_id, job, plan.execution_plan_snapshot)
            self._plans[selection] = known
        return known[1], known[2]
