"""What can become a video at all: asked when a task is created, and again before a run is spent on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Task, TaskType
from vidpipe.models.brief import UPLOADED
from vidpipe.providers import ScriptProvider
from vidpipe.text.brief_file import parse_brief

REQUEST_FIELDS = frozenset({"userId", "user_id"})
"""Fields of a request that are columns of the task; programs that insert rows often leave them in the payload."""


def brief_of(payload: Mapping[str, Any]) -> Brief:
    """Read the brief from a task's payload. Raises InvalidInput naming the field and the fix."""
    fields = {name: value for name, value in payload.items() if name not in REQUEST_FIELDS}
    brief = parse_brief(fields, source="", base_dir=None)
    refuse_paths(brief)
    return brief


def refuse_paths(brief: Brief) -> None:
    """Refuse a brief that names files: a request must not make this machine read its own, and learn which there are.

    Raises InvalidInput.
    """
    image, voice = brief.avatar.image, brief.voice
    if image is not None and not image.startswith(UPLOADED):
        raise _path("avatar.image", "upload the picture with POST /api/artifacts and give the reference it answers")
    if voice is not None and re.search(r"[/\\]|\.onnx$", voice):
        raise _path("voice", "put the voice into the folder VIDPIPE_VOICE_DIR and give its name without ending")


def _path(field: str, fix: str) -> InvalidInput:
    problem = {"field": field, "problem": "names a file; paths are not accepted here", "fix": fix}
    return InvalidInput(f"{field} names a file; paths are not accepted here: {fix}", details={"problems": [problem]})


def require_camera(brief: Brief, clip_provider: str) -> None:
    """Refuse a brief that wants filmed scenes where nobody is set to film them. Raises InvalidInput."""
    if brief.visuals == "clips" and clip_provider == "none":
        raise InvalidInput(
            "visuals: filmed scenes need a video service, and none is configured. Set VIDPIPE_CLIP_PROVIDER and its "
            "API key, or ask for visuals: pictures.",
            code="VIDEO_SERVICE_REQUIRED",
            details={"field": "visuals", "setting": "VIDPIPE_CLIP_PROVIDER"},
        )


def check_task(task: Task, script_provider: ScriptProvider, clip_provider: str) -> None:
    """Refuse a task that can never succeed as it is. Raises InvalidInput.

    ``clip_provider`` is the name of who films scenes, or ``none``.
    """
    if task.type != TaskType.VIDEO_GENERATION:
        raise InvalidInput(
            f"type: no worker here executes {task.type!r} tasks, only {TaskType.VIDEO_GENERATION.value!r}.",
            code="UNSUPPORTED_TASK_TYPE",
            details={"type": task.type},
        )
    brief = brief_of(task.payload)
    require_camera(brief, clip_provider)
    script_provider.accepts(brief)
