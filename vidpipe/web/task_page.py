"""The page of one task: everything that is known about it, gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from vidpipe.api.routes.files import artifact_views
from vidpipe.api.scenes import Desk
from vidpipe.api.services import Services
from vidpipe.api.shapes import checks_of, run_url
from vidpipe.errors import InvalidInput, NotFound, VidpipeError
from vidpipe.models import Brief, Decision, StageAttempt, Task
from vidpipe.providers.portraits import LARGEST_FILE, MEDIA_TYPES
from vidpipe.stages.admission import brief_of
from vidpipe.stages.outputs import Outputs
from vidpipe.tasks import TaskWait, waits_of
from vidpipe.web import views, wording
from vidpipe.web.choices import Asked, Choices, choices
from vidpipe.web.failures import failure, go_on
from vidpipe.web.ledger import ledger
from vidpipe.web.prices import Prices
from vidpipe.web.rendering import page

LOG_LINES = 300
"""The page shows the end of a long log; the API has all of it."""
DECISIONS = 50
"""The page shows the latest decisions; the API has all of them."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why what a person asked for could not be done.

    ``scene`` is the scene that it was about, None for the presenter or the whole task. ``action`` names the form, which
    is shown open again, and ``typed`` are the words that were in it.
    """

    error: VidpipeError
    scene: int | None = None
    action: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def task_id_of(text: str) -> UUID:
    """Read a task's id from an address. Raises NotFound."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(f"There is no task {text[:80]!r}.") from error


def task_page(services: Services, task_id: UUID, refusal: Refusal | None = None) -> Response:
    """Return the page of a task. Raises NotFound (TASK_NOT_FOUND).

    With ``refusal`` it is the answer to a form: it tells what was refused, under that error's status.
    """
    task = services.tasks.get(task_id)
    stages = services.tasks.stages(task_id)
    outputs = Outputs(services.tasks.outputs(task_id))
    decisions = services.tasks.decisions(task_id)
    now = datetime.now(UTC)
    waits = waits_of(task, stages, now)
    values = {
        "task": task,
        "title": wording.title_of(task),
        "headline": views.headline(task),
        "took": views.took([(one.started_at, one.finished_at) for one in stages], now),
        "refusal": refusal,
        "run_url": run_url(task),
        "can_cancel": not task.status.is_final,
        "media_types": ",".join(MEDIA_TYPES.values()),
        "largest_file": LARGEST_FILE,
        "place_words": wording.PLACE_WORDS,
        **_work(services, task, stages, outputs, decisions, waits, refusal, now),
        **_facts(services, task, stages, outputs, decisions),
    }
    return page("task.html", values, 200 if refusal is None else refusal.error.entry.http_status)


def _work(
    services: Services,
    task: Task,
    stages: list[StageAttempt],
    outputs: Outputs,
    decisions: list[Decision],
    waits: list[TaskWait],
    refusal: Refusal | None,
    now: datetime,
) -> dict[str, Any]:
    """Return what was done and paid, what failed, and what can be chosen."""
    calls, brief = services.calls.calls(task.id), _brief(task)
    limit = None if brief is None else brief.max_cost
    clips = brief is not None and brief.visuals == "clips"
    parts: Choices = choices(
        Asked(
            task=task,
            brief=brief,
            desk=Desk(task, outputs, stages, decisions, services.looks, services.providers),
            decisions=decisions,
            waits=waits,
            prices=Prices.of(calls, services.providers, clips=clips),
            typed={refusal.scene: refusal.typed} if refusal and refusal.scene and refusal.typed else {},
        )
    )
    failed = failure(task, can_recover=parts.can_recover)
    return {
        "checks": views.check_rows(checks_of(stages)),
        "stages": views.stage_rows(task, stages, now, waits),
        "whole_wait": next((wait for wait in waits if wait.stage is None), None),
        "parts": parts,
        "failure": failed,
        "go_on": go_on(task, parts, failed, waits, services.tasks.unfinished(task.id)),
        "ledger": ledger(task, calls, services.calls.cost(task.id), limit, now),
    }


def _facts(
    services: Services, task: Task, stages: list[StageAttempt], outputs: Outputs, decisions: list[Decision]
) -> dict[str, Any]:
    """Return what stands beside: files, log, brief, decisions."""
    lines = services.tasks.last_logs(task.id, limit=LOG_LINES + 1)
    shown = artifact_views(task.id, outputs, stages)
    return {
        "files": {view.name: view for view in shown},
        "log": [views.log_row(line) for line in lines[-LOG_LINES:]],
        "is_log_cut": len(lines) > LOG_LINES,
        "payload": views.pretty(task.payload),
        "captions_burned": _captions_burned(task.payload),
        "language": str(task.payload.get("language", "en")),
        "decisions": [views.decision_row(one) for one in reversed(decisions[-DECISIONS:])],
        "decision_count": len(decisions),
    }


def _captions_burned(payload: Mapping[str, Any]) -> bool:
    captions = payload.get("captions", True)
    return bool(captions.get("burned", True)) if isinstance(captions, dict) else bool(captions)


def _brief(task: Task) -> Brief | None:
    """Return the brief, if the payload is one: programs insert rows of their own."""
    try:
        return brief_of(task.payload)
    except InvalidInput:
        return None
