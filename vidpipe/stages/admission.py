"""What can become a video at all: asked when a task is created, and again before a run is spent on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Task, TaskType
from vidpipe.models.brief import UPLOADED
from vidpipe.providers import Provider
from vidpipe.stages.formats import refuse_hopeless
from vidpipe.styles import Looks
from vidpipe.text.brief_file import parse_brief
from vidpipe.text.brief_problems import Problem, field_name, refusal

BUILT_IN_LOOKS = Looks()
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
    scenes = brief.script.scenes if brief.script else []
    files = {
        "avatar: image": brief.avatar.image,
        "music: file": brief.music.file,
        "publish: thumbnail": brief.publish.thumbnail,
    }
    voices = {"voice": brief.voice}
    voices |= {field_name(("script", "scenes", n, "voice")): scene.voice for n, scene in enumerate(scenes)}
    fix = "upload it with POST /api/artifacts and give the reference that is answered"
    problems = [
        _path(field, fix) for field, file in files.items() if isinstance(file, str) and not file.startswith(UPLOADED)
    ]
    fix = "put it into the folder VIDPIPE_VOICE_DIR and give its name without ending"
    problems += [_path(field, fix) for field, voice in voices.items() if voice and re.search(r"[/\\]|\.onnx$", voice)]
    if problems:
        raise refusal(problems)


def _path(field: str, fix: str) -> Problem:
    return {"field": field, "problem": "names a file; paths are not accepted here", "fix": fix}


def check_task(task: Task, providers: Mapping[str, Provider], looks: Looks = BUILT_IN_LOOKS) -> None:
    """Refuse a task that can never succeed as it is. Raises InvalidInput, and ProviderError when something is missing.

    Who does the work is asked before the first attempt only: later ones mostly need no more than a few of them.
    """
    if task.type != TaskType.VIDEO_GENERATION:
        raise InvalidInput(
            f"type: no worker here executes {task.type!r} tasks, only {TaskType.VIDEO_GENERATION.value!r}.",
            code="UNSUPPORTED_TASK_TYPE",
            details={"type": task.type},
        )
    brief = brief_of(task.payload)
    if task.attempt <= 1:
        require_accepted(brief, providers, looks)


def require_accepted(brief: Brief, providers: Mapping[str, Provider], looks: Looks = BUILT_IN_LOOKS) -> None:
    """Let everybody who would work on a brief refuse it at once, by kind of work, with the error of their stage.

    ``looks`` are the styles and brands that there are. Raises InvalidInput and ProviderError, and StorageError for a
    style or brand whose files cannot be read.
    """
    looks.style(brief)
    refuse_hopeless(brief)
    if brief.visuals == "clips" and "clip" not in providers:
        raise InvalidInput(
            "visuals: filmed scenes need a video service, and none is configured. Set VIDPIPE_CLIP_PROVIDER and its "
            "API key, or ask for visuals: pictures.",
            code="VIDEO_SERVICE_REQUIRED",
            details={"field": "visuals", "setting": "VIDPIPE_CLIP_PROVIDER"},
        )
    for kind in _kinds_for(brief):
        if (provider := providers.get(kind)) is not None:
            provider.accepts(brief)


def _kinds_for(brief: Brief) -> Iterator[str]:
    yield "script"
    yield "clip" if brief.visuals == "clips" else "image"
    yield "speech"
    if brief.avatar.enabled:
        yield "avatar"
    if brief.publish.enabled:
        yield "upload"
