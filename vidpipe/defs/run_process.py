"""What the worker's children do: execute a run, or settle one whose process died."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import structlog
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._cli.api import _execute_run_command_body
from dagster._utils.interrupts import capture_interrupts, setup_interrupt_handlers

from vidpipe.defs import tags
from vidpipe.defs.settle import settle
from vidpipe.errors import NotFound
from vidpipe.observability.logs import configure_logging
from vidpipe.settings import Settings
from vidpipe.tasks import CallHistory, Database, TaskService, TaskWork

log = structlog.get_logger(__name__)


def execute_run(run_id: str, is_stopping: Callable[[], bool]) -> int:
    """Execute a run in this process and settle its task; return the exit code."""
    _log_as_run()
    setup_interrupt_handlers()
    with capture_interrupts(), DagsterInstance.get() as instance:
        _execute_run_command_body(run_id, instance, lambda _: None, set_exit_code_on_failure=False)
        settle_run(instance, run_id, shutting_down=is_stopping())
    return 0


def settle_dead_run(run_id: str, code: int, is_stopping: Callable[[], bool]) -> int:
    """Tell Dagster that the run's process died, and settle its task; return the exit code."""
    _log_as_run()
    with DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
        if run is not None and not run.is_finished:
            if run.status is DagsterRunStatus.CANCELING:
                instance.report_run_canceled(run)
            else:
                instance.report_run_failed(run, f"The run's process died (exit {code}).")
        settle_run(instance, run_id, shutting_down=is_stopping())
    return 0


def _log_as_run() -> None:
    settings = Settings()
    configure_logging(log_dir=settings.log_dir, service="run", level=settings.log_level, console=False)


def settle_run(instance: DagsterInstance, run_id: str, *, shutting_down: bool = False) -> None:
    """Give the run's task the run's outcome."""
    run = instance.get_run_by_id(run_id)
    task_id = run.tags.get(tags.TASK_ID) if run else None
    if task_id is None:
        return
    database = Database(Settings().require_database_url(), max_connections=2)
    try:
        service = TaskService(database)
        try:
            task = service.get(UUID(task_id))
        except NotFound:
            log.warning("the task of a run is gone", run_id=run_id, project_id=task_id)
            return
        if task.run_id == run_id:
            settle(
                task,
                status_of(run),
                service=service,
                work=TaskWork(database),
                calls=CallHistory(database),
                shutting_down=shutting_down,
            )
    finally:
        database.close()


def status_of(run: DagsterRun | None) -> DagsterRunStatus | None:
    """Return the run's status, or None when there is no run."""
    return None if run is None else run.status
