"""What can become a video at all: asked when a task is created, and again before a run is spent on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Task, TaskType
from vidpipe.providers import ScriptProvider
from vidpipe.text.brief_file import parse_brief

REQUEST_FIELDS = frozenset({"userId", "user_id"})
"""Fields of a request that are columns of the task; programs that insert rows often leave them in the payload."""


def brief_of(payload: Mapping[str, Any]) -> Brief:
    """Read the brief from a task's payload. Raises InvalidInput naming the field and the fix."""
    fields = {name: value for name, value in payload.items() if name not in REQUEST_FIELDS}
    return parse_brief(fields, source="the task's payload", base_dir=None)


def check_task(task: Task, script_provider: ScriptProvider) -> None:
    """Refuse a task that can never succeed as it is. Raises InvalidInput."""
    if task.type != TaskType.VIDEO_GENERATION:
        raise InvalidInput(
            f"type: no worker here executes {task.type!r} tasks, only {TaskType.VIDEO_GENERATION.value!r}.",
            code="UNSUPPORTED_TASK_TYPE",
            details={"type": task.type},
        )
    script_provider.accepts(brief_of(task.payload))
