"""Listing, reading and canceling tasks."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Query
from pydantic import AfterValidator, ConfigDict, Field, model_validator

from vidpipe.api.requests import Label
from vidpipe.api.services import Served, TaskId
from vidpipe.api.shapes import Answer, CallView, Page, TaskDetail, Wire
from vidpipe.models import LogLevel, Task, TaskLog, TaskStatus
from vidpipe.observability.trace import normalise_trace_id
from vidpipe.tasks import TaskQuery

router = APIRouter(tags=["tasks"])

MAX_LOG_ID = 2**63 - 1


def _trace_id(text: str) -> str:
    trace_id = normalise_trace_id(text)
    if trace_id is None:
        raise ValueError("must be a UUID or 32 hex digits")
    return trace_id


class TaskFilter(Wire):
    """Which tasks to list."""

    model_config = ConfigDict(extra="forbid")

    type: Label | None = None
    status: TaskStatus | None = None
    owner_id: Label | None = None
    trace_id: Annotated[str, AfterValidator(_trace_id)] | None = None
    limit: int = Field(50, ge=1, le=500)
    cursor: Annotated[str, Field(max_length=200)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        """Read ``?type=&status=failed`` as ``?status=failed``: a form sends every field, also those left empty."""
        return {name: value for name, value in values.items() if value != ""} if isinstance(values, dict) else values

    def query(self) -> TaskQuery:
        """Return the filter as the service takes it."""
        return TaskQuery(**dict(self))


class CallFilter(Wire):
    """Which provider calls to read."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(0, ge=0, le=MAX_LOG_ID, description="The id of the last call already read")
    limit: int = Field(500, ge=1, le=500)


class LogFilter(Wire):
    """Which lines of a log to read."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(0, ge=0, le=MAX_LOG_ID, description="The id of the last line already read")
    level: LogLevel | None = None
    limit: int = Field(500, ge=1, le=500)


@router.get("/api/tasks")
def list_tasks(services: Served, wanted: Annotated[TaskFilter, Query()]) -> Page[Task]:
    """List tasks, newest first."""
    page = services.tasks.query(wanted.query())
    return Page(data=page.tasks, next_cursor=page.next_cursor)


@router.get("/api/tasks/{id}")
def get_task(services: Served, task_id: TaskId) -> Answer[TaskDetail]:
    """Return one task with its stages."""
    task = services.tasks.get(task_id)
    return Answer(data=TaskDetail.of_task(task, services.tasks.stages(task_id), services.calls.cost(task_id)))


@router.get("/api/tasks/{id}/calls")
def get_calls(services: Served, task_id: TaskId, wanted: Annotated[CallFilter, Query()]) -> Answer[list[CallView]]:
    """Return every call to a provider that the task made, in order: what was asked, how it went, what it cost."""
    services.tasks.get(task_id)
    calls = services.calls.calls(task_id, after=wanted.after, limit=wanted.limit)
    return Answer(data=[CallView.of(call) for call in calls])


@router.get("/api/tasks/{id}/logs")
def get_logs(services: Served, task_id: TaskId, wanted: Annotated[LogFilter, Query()]) -> Answer[list[TaskLog]]:
    """Return a task's log in order, continuing after a line."""
    return Answer(data=services.tasks.logs(task_id, after=wanted.after, level=wanted.level, limit=wanted.limit))


@router.post("/api/tasks/{id}/cancel")
def cancel_task(services: Served, task_id: TaskId, background: BackgroundTasks) -> Answer[Task]:
    """Cancel a task that is not finished; its run is ended after the answer."""
    return Answer(data=cancel(services, task_id, background))


def cancel(services: Served, task_id: UUID, background: BackgroundTasks, *, by: str = "api") -> Task:
    """Cancel a task in the table, and have its run ended once the answer is out."""
    task = services.tasks.cancel(task_id, by=by)
    if task.run_id:
        background.add_task(services.terminate, task.run_id)
    return task
