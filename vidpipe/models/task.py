"""The task: one request, from the click to the finished video."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from vidpipe.models.base import DomainModel
from vidpipe.models.calls import Wait
from vidpipe.models.error_info import ErrorInfo
from vidpipe.models.manifests import Stage


class TaskStatus(StrEnum):
    """The five states a task can be in; there are no others."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the task unless somebody asks."""
        return self in (TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELED)


class TaskType(StrEnum):
    """The kinds of task the program itself can execute."""

    VIDEO_GENERATION = "video_generation"


class Task(DomainModel):
    """A row of the task table."""

    id: UUID
    type: str
    status: TaskStatus
    priority: int = 0
    payload: dict[str, Any]
    result: dict[str, Any] | None = None
    error: str | None = None
    error_info: ErrorInfo | None = None
    progress: int = Field(0, ge=0, le=100)
    trace_id: str
    dedupe_key: str | None = None
    owner_id: str | None = None
    worker_name: str | None = None
    retry_count: int = 0
    max_retries: int = 0
    attempt: int = Field(0, description="Counts runs of this task; fences the writes of earlier ones")
    run_id: str | None = Field(None, description="The Dagster run of the current attempt")
    selection: list[Stage] | None = Field(None, description="The stages of the current attempt; None: the whole line")
    scheduled_at: datetime | None = None
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    lease_until: datetime | None = Field(None, description="Until when its worker is believed alive")


class LogLevel(StrEnum):
    """Levels of a task's log."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class TaskLog(DomainModel):
    """One line of a task's log."""

    id: int
    task_id: UUID
    level: LogLevel
    message: str
    data: dict[str, Any] | None = None
    created_at: datetime


class StageStatus(StrEnum):
    """How one try of one stage stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETRYING = "retrying"
    CANCELED = "canceled"


class StageAttempt(DomainModel):
    """One try of one stage, with its outcome."""

    id: int
    task_id: UUID
    attempt: int
    stage: str
    try_number: int = Field(ge=1)
    status: StageStatus
    progress: float = Field(0, ge=0, le=1)
    error_info: ErrorInfo | None = None
    metrics: dict[str, Any] = Field(default_factory=dict)
    waits: list[Wait] = Field(default_factory=list, description="Pauses before the next try of it, or of its parts")
    started_at: datetime
    finished_at: datetime | None = None
