"""Rows of the task table, read into types, and the line that every change of a task leaves in its log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from vidpipe.errors import CATALOGUE, NotFound
from vidpipe.models import ErrorInfo, LogLevel, Task
from vidpipe.tasks.database import Connection, Row, queries, storable


def to_task(row: Row) -> Task:
    """Read a row of the task table."""
    known = {name: row[name] for name in Task.model_fields}
    if known["error_info"] is not None:
        known["error_info"] = _read_error(known)
    return Task.model_validate(known)


def _read_error(row: Row) -> ErrorInfo:
    """Read a row's error_info; one that another program wrote in a shape of its own is kept as details."""
    try:
        return ErrorInfo.model_validate(row["error_info"])
    except ValidationError:
        return ErrorInfo(
            stage=None,
            error_code="INTERNAL_ERROR",
            error_message=row["error"] or CATALOGUE["INTERNAL_ERROR"].meaning["en"],
            is_retryable=False,
            details=row["error_info"],
            timestamp=row["completed_at"] or row["created_at"],
            trace_id=row["trace_id"],
        )


def found(row: Row | None, task_id: UUID) -> Row:
    """Return the row. Raises NotFound (TASK_NOT_FOUND) when there is none."""
    if row is None:
        raise NotFound(f"There is no task {task_id}.", code="TASK_NOT_FOUND", details={"taskId": str(task_id)})
    return row


def write_log(
    connection: Connection, task_id: UUID, level: LogLevel, message: str, data: Mapping[str, Any] | None = None
) -> None:
    """Add a line to a task's log within a transaction."""
    queries().insert_log(
        connection, task_id=task_id, level=level, message=storable(message), data=None if data is None else dict(data)
    )
