"""How a task that has not succeeded is told: what failed, why, what a person can do, and the button that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vidpipe.errors import CATALOGUE, steps
from vidpipe.models import Stage, Task, TaskStatus
from vidpipe.tasks import TaskWait
from vidpipe.web.choices import Choices
from vidpipe.web.views import STAGE_TITLES, pretty
from vidpipe.web.wording import plural


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What failed, why, and what a person can do."""

    code: str
    meaning: str
    message: str
    stage: str
    retryable: bool
    recovery: tuple[str, ...]
    details: str


@dataclass(frozen=True, kw_only=True)
class GoOn:
    """The button that goes on with a task, and the stages that it may be gone back to instead."""

    label: str
    stages: list[tuple[str, str]]
    choose: tuple[str, str] | None = None
    """Where the same again would fail the same way: the place on the page where a choice is made, and its button."""


def failure(task: Task, *, can_recover: bool = False) -> Failure | None:
    """Return what a failed task, or one that waits for its next attempt, has to say.

    ``can_recover`` tells that trying again can help a part of it, such as a scene.
    """
    info = task.error_info
    if info is None:
        return None
    # A row written by an older or a newer version may carry a code that this one does not know.
    entry = CATALOGUE.get(info.error_code, CATALOGUE["INTERNAL_ERROR"])
    return Failure(
        code=info.error_code,
        meaning=entry.meaning["en"],
        message=info.error_message,
        stage=STAGE_TITLES.get(info.stage or "", info.stage or ""),
        retryable=info.is_retryable or can_recover,
        recovery=steps(entry, task_id=task.id, trace_id=task.trace_id),
        details=pretty(info.details) if info.details else "",
    )


def go_on(
    task: Task, parts: Choices, failed: Failure | None, waits: Sequence[TaskWait], unfinished: Sequence[Stage]
) -> GoOn | None:
    """Return how a person can go on with a task; None while it goes on by itself, or there is nothing to do.

    A video that is made has a button only once something was chosen; until then it can be gone back to a stage.
    """
    if task.status is TaskStatus.RUNNING or (task.status is TaskStatus.PENDING and not waits):
        return None
    chosen = len(parts.plans)
    choose = None if chosen or failed is None else parts.to_choose
    stages = [("script", "From the start"), *((stage, f"From {STAGE_TITLES[stage]}") for stage in list(Stage)[1:])]
    if chosen:
        label = f"Continue with your {plural(chosen, 'choice')}"
    elif task.status is TaskStatus.SUCCEEDED:
        label = "Continue" if unfinished else ""
    elif task.status is TaskStatus.PENDING:
        label = "Try now"
    elif failed is None:
        label = "Go on with it"
    elif choose is not None:
        label = "Run again as it is"
    elif not failed.retryable:
        label = "I have fixed it, run again"
    else:
        place = failed.stage or (STAGE_TITLES[unfinished[0]] if unfinished else "")
        label = f"Retry from {place}" if place else "Retry"
    return GoOn(label=label, stages=stages, choose=choose)
