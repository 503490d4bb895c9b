"""The run tags by which runs and tasks find each other. Few, because every tag is a row."""

from __future__ import annotations

from vidpipe.models import Task

TASK_ID = "vidpipe/task_id"
TRACE_ID = "vidpipe/trace_id"
ATTEMPT = "vidpipe/attempt"
WORKER = "vidpipe/worker"


def task_tags(task: Task) -> dict[str, str]:
    """Return the tags of a run that the dispatcher launches for a claimed task."""
    return {TASK_ID: str(task.id), TRACE_ID: task.trace_id, ATTEMPT: str(task.attempt)}
