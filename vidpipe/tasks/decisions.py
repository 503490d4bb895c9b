"""Recording what people decide about a task: the rules, the rows, and which stages have to run again for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from vidpipe.errors import Conflict, InvalidInput, NotFound
from vidpipe.models import (
    Action,
    Choice,
    Decided,
    Decision,
    ErrorInfo,
    LogLevel,
    PresenterKind,
    Script,
    ScriptManifest,
    Stage,
    StageAttempt,
    Task,
)
from vidpipe.models.decisions import AVATAR_ACTIONS, EDITABLE, SCENE_ACTIONS, THUMBNAILS, PicturesMove
from vidpipe.models.failed_places import NOT_CUT_OUT, failed_places
from vidpipe.tasks.database import Connection, queries
from vidpipe.tasks.retrying import refuse_at_work
from vidpipe.tasks.rows import write_log

log = structlog.get_logger(__name__)

MAX_DECISIONS = 10_000
"""More than any person makes about one video; a bound on what is read before each stage."""


def listed(connection: Connection, task_id: UUID) -> list[Decision]:
    """Return a task's decisions, oldest first."""
    return [Decision.model_validate(row) for row in queries().list_decisions(connection, task_id=task_id)]


def record(
    connection: Connection,
    task: Task,
    choices: Sequence[Choice],
    *,
    is_leased: bool,
    by: str,
    pictures_move: PicturesMove,
) -> list[Decision]:
    """Record decisions in order. Raises Conflict, NotFound or InvalidInput, and then none may be kept."""
    refuse_at_work(task, is_leased=is_leased)
    script = _script(connection, task) if any(choice.scene is not None for choice in choices) else None
    earlier = listed(connection, task.id)
    if len(earlier) + len(choices) > MAX_DECISIONS:
        raise InvalidInput(f"The task has {len(earlier)} decisions already; {MAX_DECISIONS} are the most.")
    before = decided = Decided.of(earlier)
    made: list[Decision] = []
    for choice in choices:
        _refuse(choice, decided, script)
        if choice.action is Action.PLACE:
            _refuse_place(choice.data.get("place"), _failed(connection, task, [*earlier, *made], decided))
        data = _completed(choice, [*earlier, *made])
        decided = decided.after(choice.action, choice.scene, data)
        row = queries().insert_decision(
            connection, task_id=task.id, action=choice.action, scene=choice.scene, data=data, decided_by=by
        )
        made.append(Decision.model_validate(row))
        about = _subject(choice)
        write_log(connection, task.id, LogLevel.INFO, f"Decided for {about}: {choice.action}", {"by": by, **data})
    queries().mark_stale(connection, task_id=task.id, stages=decided.touched_since(before, pictures_move))
    return made


def tell(task: Task, made: Iterable[Decision]) -> None:
    """Log decisions once they are safely in the table."""
    for decision in made:
        log.info(
            "decision made",
            trace_id=task.trace_id,
            project_id=str(task.id),
            user_id=decision.decided_by,
            action=decision.action,
            scene=decision.scene,
        )


def _script(connection: Connection, task: Task) -> Script:
    manifest = queries().get_output(connection, task_id=task.id, stage=Stage.SCRIPT)
    if manifest is None:
        raise Conflict(
            "The task has no script yet, so there are no scenes to decide about; retry the task to have it written.",
            details={"status": task.status.value},
        )
    return ScriptManifest.model_validate(manifest).before_decisions


def _subject(choice: Choice) -> str:
    if choice.scene is not None:
        return f"scene {choice.scene}"
    return "the thumbnail" if choice.action is Action.THUMBNAIL else "the presenter"


def _refuse(choice: Choice, decided: Decided, script: Script | None) -> None:
    """Raise what is wrong with a choice, if anything is."""
    allowed = (*AVATAR_ACTIONS, Action.THUMBNAIL) if choice.scene is None else SCENE_ACTIONS
    if choice.action not in allowed:
        raise InvalidInput(
            f"action: {choice.action.value!r} is not one of {', '.join(allowed)}", details={"field": "action"}
        )
    if choice.action is Action.EDIT and not choice.data.keys() & set(EDITABLE):
        raise InvalidInput(
            f"An edit changes nothing; give at least one of {', '.join(EDITABLE)}.", details={"field": "action"}
        )
    number = choice.data.get("number")
    if choice.action is Action.THUMBNAIL and number is not None and number not in THUMBNAILS:
        raise InvalidInput(
            f"number: {number!r} is none of the designed thumbnails, which are 1 to 3.", details={"field": "number"}
        )
    if choice.scene is None or script is None:
        return
    numbers = [scene.number for scene in script.scenes]
    if choice.scene not in numbers:
        raise NotFound(
            f"There is no scene {choice.scene}; the script has {_told(numbers)}.",
            code="NOT_FOUND",
            details={"scene": choice.scene, "scenes": numbers},
        )
    left = [number for number in numbers if number != choice.scene and not decided.scene(number).dropped]
    if choice.action is Action.DROP and not left:
        raise InvalidInput(
            f"Scene {choice.scene} is the last one left and cannot be dropped; restore another one first, or cancel "
            "the task.",
            details={"field": "action", "scene": choice.scene},
        )


def _failed(
    connection: Connection, task: Task, decisions: Sequence[Decision], decided: Decided
) -> dict[PresenterKind, ErrorInfo]:
    tries = [StageAttempt.model_validate(row) for row in queries().list_stages(connection, task_id=task.id)]
    return failed_places(tries, decisions, decided.portrait)


def _refuse_place(place: object, failed: Mapping[PresenterKind, ErrorInfo]) -> None:
    """Raise what is wrong with a place for the presenter, if anything is, and say which are possible."""
    possible = [kind.value for kind in PresenterKind if kind not in failed]
    details = {"field": "place", "places": possible}
    if place is None:
        raise InvalidInput(
            f"place: say where the presenter shall stand; possible are {', '.join(possible)}.", details=details
        )
    if not isinstance(place, str) or place not in list(PresenterKind):
        raise InvalidInput(f"place: {place!r} is not one of {', '.join(possible)}.", details=details)
    if (error := failed.get(PresenterKind(place))) is not None:
        what = "film" if error.details.get("filmed") else "portrait"
        raise InvalidInput(
            f"place: {place} was tried with this presenter and failed: behind them in the {what} is neither one strong "
            f"colour nor transparency. Possible are {', '.join(possible)}; {place} is once you have chosen another "
            "portrait.",
            code=NOT_CUT_OUT,
            details=details | {"filmed": bool(error.details.get("filmed"))},
        )


def _told(numbers: list[int]) -> str:
    return f"scenes {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f"only scene {numbers[0]}"


def _completed(choice: Choice, earlier: Iterable[Decision]) -> dict[str, Any]:
    """Return the choice's data; another take gets a number that no take of the scene has had."""
    if choice.action is not Action.REDO:
        return choice.data
    takes = [one for one in earlier if one.action is Action.REDO and one.scene == choice.scene]
    return {"variant": len(takes) + 1}
