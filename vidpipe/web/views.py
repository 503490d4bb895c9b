"""What the templates show: plain values made of tasks, ready to be written out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from vidpipe.models import (
    Action,
    Check,
    Decision,
    ErrorInfo,
    Stage,
    StageAttempt,
    StageStatus,
    Task,
    TaskLog,
    TaskStatus,
)
from vidpipe.models.checks import CHECKS
from vidpipe.models.decisions import EDITABLE
from vidpipe.tasks import TaskWait
from vidpipe.web.wording import PLACE_WORDS, length, title_of

STAGE_TITLES: Mapping[str, str] = {
    Stage.SCRIPT: "Script",
    Stage.SCENE_IMAGES: "Pictures",
    Stage.NARRATION: "Narration",
    Stage.AVATAR: "Presenter",
    Stage.COMPOSITE: "Film",
    Stage.UPLOAD: "Publishing",
}


Span = tuple[datetime, datetime | None]
"""From and until; None while it goes on."""


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task in the list."""

    task: Task
    title: str
    took: str
    error_code: str
    can_retry: bool


def task_row(task: Task, times: Sequence[Span], now: datetime) -> TaskRow:
    """Return a task as the list shows it; ``times`` says when its stages were at work."""
    info = task.error_info
    return TaskRow(
        task=task,
        title=title_of(task),
        took=took(times, now),
        error_code=info.error_code if info else "",
        can_retry=info is not None and info.is_retryable and task.status is TaskStatus.FAILED,
    )


def took(times: Sequence[Span], now: datetime) -> str:
    """Say how long stages have been at work, each moment once; pauses before another try are not work."""
    seconds = 0.0
    until: datetime | None = None
    for start, end in sorted((start, end or now) for start, end in times):
        begin = start if until is None else max(start, until)
        seconds += max((end - begin).total_seconds(), 0.0)
        until = end if until is None else max(end, until)
    return length(seconds) if times else ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Where a stage lies on the time line of its attempt, in percent of the line."""

    start: float
    width: float


@dataclass(frozen=True, kw_only=True)
class TryRow:
    """One try of a stage among several."""

    label: str
    status: str
    took: str
    error: ErrorInfo | None


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """A stage of a task, by its latest try."""

    name: str
    title: str
    status: str
    percent: int
    took: str
    note: str
    bar: Bar | None
    tries: list[TryRow]
    waits: list[TaskWait]


def stage_rows(
    task: Task, stages: Sequence[StageAttempt], now: datetime, waits: Sequence[TaskWait] = ()
) -> list[StageRow]:
    """Return every stage of the line, in order, whether it has begun or not."""
    current = [stage for stage in stages if stage.attempt == task.attempt]
    begin = min((stage.started_at for stage in current), default=now)
    end = max((stage.finished_at or now for stage in current), default=now)
    rows = [
        _stage_row(stage, [one for one in stages if one.stage == stage], task, (begin, end), now) for stage in Stage
    ]
    return [replace(row, waits=[wait for wait in waits if wait.stage == row.name]) for row in rows]


def _stage_row(
    stage: Stage, tries: list[StageAttempt], task: Task, span: tuple[datetime, datetime], now: datetime
) -> StageRow:
    latest = tries[-1] if tries else None
    if latest is None:
        status = "skipped" if task.status.is_final else "waiting"
        return StageRow(
            name=stage,
            title=STAGE_TITLES[stage],
            status=status,
            percent=0,
            took="",
            note="",
            bar=None,
            tries=[],
            waits=[],
        )
    is_current = latest.attempt == task.attempt
    return StageRow(
        name=stage,
        title=STAGE_TITLES[stage],
        status=latest.status,
        percent=round(latest.progress * 100),
        took=_took(latest, now),
        note=_note(latest, is_current=is_current),
        bar=_bar(latest, span, now) if is_current else None,
        tries=[_try_row(one, now) for one in tries] if len(tries) > 1 else [],
        waits=[],
    )


def _took(stage: StageAttempt, now: datetime) -> str:
    """Say how long a try was at work; while all of its parts waited for their next try, it was not."""
    seconds = ((stage.finished_at or now) - stage.started_at).total_seconds()
    return length(max(seconds - _waited(stage), 0.0))


def _waited(stage: StageAttempt) -> float:
    waited = stage.metrics.get("waited_ms", 0)
    return waited / 1000 if isinstance(waited, int | float) else 0.0


def _try_row(stage: StageAttempt, now: datetime) -> TryRow:
    return TryRow(
        label=f"Attempt {stage.attempt}, try {stage.try_number}",
        status=stage.status,
        took=_took(stage, now),
        error=stage.error_info,
    )


def _note(stage: StageAttempt, *, is_current: bool) -> str:
    if stage.error_info is not None:
        return stage.error_info.error_code
    notes = []
    if not is_current:
        notes.append(f"from attempt {stage.attempt}")
    if stage.try_number > 1:
        notes.append(f"try {stage.try_number}")
    if stage.status is StageStatus.RUNNING and stage.progress:
        notes.append(f"{stage.progress:.0%}")
    if _waited(stage) >= 1:
        notes.append(f"and {length(_waited(stage))} of waiting")
    if stage.metrics.get("recalled") is True:
        notes.append("made before")
    return ", ".join(notes)


def _bar(stage: StageAttempt, span: tuple[datetime, datetime], now: datetime) -> Bar:
    begin, end = span
    whole = max((end - begin).total_seconds(), 0.001)
    start = (stage.started_at - begin).total_seconds() / whole
    width = ((stage.finished_at or now) - stage.started_at).total_seconds() / whole
    start = min(max(start, 0.0), 0.99)
    # A stage that took no time at all is still seen.
    return Bar(start=round(start * 100, 2), width=round(min(max(width, 0.01), 1 - start) * 100, 2))


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """One thing that was looked at on the film; ``icon`` is named after a status."""

    name: str
    title: str
    seen: str
    icon: str
    verdict: str


def check_rows(checks: Sequence[Check]) -> list[CheckRow]:
    """Return what was looked at, faults first."""
    return [
        CheckRow(
            name=check.name,
            title=CHECKS.get(check.name, check.name.replace("_", " ")),
            seen=check.seen,
            icon="succeeded" if check.passed else "failed" if check.is_fatal else "beware",
            verdict="passed" if check.passed else "failed" if check.is_fatal else "beware",
        )
        for check in sorted(checks, key=lambda one: (one.passed, not one.is_fatal))
    ]


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """One line of a task's log."""

    line: TaskLog
    time: str
    data: str


def log_row(line: TaskLog) -> LogRow:
    """Return a line as the page shows it."""
    data = "  ".join(f"{name}: {_compact(value)}" for name, value in (line.data or {}).items())
    return LogRow(line=line, time=f"{line.created_at:%H:%M:%S}.{line.created_at.microsecond // 100_000}", data=data)


def _compact(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def pretty(value: Any) -> str:
    """Write a JSON value for reading."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def headline(task: Task) -> str:
    """Say in a few words how the task stands, for the page's title."""
    if task.status is TaskStatus.RUNNING:
        return f"{task.progress} %"
    return task.status.value


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """What somebody decided, in words."""

    decision: Decision
    words: str


def decision_row(decision: Decision) -> DecisionRow:
    """Return a decision as the page lists it."""
    about = "Presenter" if decision.scene is None else f"Scene {decision.scene}"
    data = decision.data
    match decision.action:
        case Action.RETRY:
            stage = data.get("fromStage")
            words = f"Run again from {STAGE_TITLES.get(stage, stage)}" if stage else "Run again"
        case Action.THUMBNAIL:
            words = f"Thumbnail: {_thumbnail(data)}"
        case Action.EDIT:
            words = f"{about}: new {' and '.join(name for name in EDITABLE if name in data)}"
        case Action.PLACE:
            words = f"{about}: {PLACE_WORDS[data['place']]}"
        case action:
            words = f"{about}: {_DECIDED[action]}"
    return DecisionRow(decision=decision, words=words)


def _thumbnail(data: Mapping[str, Any]) -> str:
    if "image" in data:
        return "own picture"
    return f"number {data['number']}" if "number" in data else "as the brief says"


_DECIDED: Mapping[Action, str] = {
    Action.REDO: "another take",
    Action.REPLACE: "own picture",
    Action.PLACEHOLDER: "placeholder",
    Action.DROP: "dropped",
    Action.RESTORE: "choices undone",
    Action.PORTRAIT: "another portrait",
    Action.WITHOUT: "none",
}
