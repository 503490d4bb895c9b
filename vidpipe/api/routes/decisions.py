"""A person's decisions about a task's scenes, presenter and thumbnail, and going on with it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path

from vidpipe.api.bodies import JsonObject, OptionalJsonObject
from vidpipe.api.decisions import (
    NOBODY,
    AvatarRequest,
    By,
    DecisionMade,
    RetryRequest,
    SceneRequest,
    ThumbnailRequest,
    read_request,
    require_uploads,
)
from vidpipe.api.openapi import AVATAR, RETRY, SCENE, THUMBNAIL
from vidpipe.api.part_views import AvatarView, SceneView, ThumbnailView
from vidpipe.api.places import moving_pictures
from vidpipe.api.requests import Label
from vidpipe.api.scenes import Desk
from vidpipe.api.services import Served, Services, TaskId
from vidpipe.api.shapes import Answer
from vidpipe.models import Action, Choice, Decision, Task
from vidpipe.stages.admission import brief_of
from vidpipe.stages.outputs import Outputs

router = APIRouter(tags=["decisions"])

SceneNumber = Annotated[int, Path(ge=1, le=100_000, description="The scene's number")]
UserId = Annotated[Label | None, Header(alias="x-user-id", description="Who decides, if the body does not say it")]


@router.get("/api/tasks/{id}/scenes")
def list_scenes(services: Served, task_id: TaskId) -> Answer[list[SceneView]]:
    """List every scene of a task, with its picture, what failed, what was decided and what can be."""
    return Answer(data=desk(services, task_id).scenes())


@router.get("/api/tasks/{id}/avatar")
def get_avatar(services: Served, task_id: TaskId) -> Answer[AvatarView]:
    """Tell how a task's presenter stands, what was decided and what can be."""
    task = services.tasks.get(task_id)
    return Answer(data=desk(services, task_id).avatar(brief_of(task.payload)))


@router.get("/api/tasks/{id}/decisions")
def list_decisions(services: Served, task_id: TaskId) -> Answer[list[Decision]]:
    """List what people decided about a task, oldest first, retries included."""
    return Answer(data=services.tasks.decisions(task_id))


@router.post("/api/tasks/{id}/scenes/{scene}", openapi_extra=SCENE)
def decide_scene(
    services: Served, task_id: TaskId, scene: SceneNumber, body: JsonObject, user_id: UserId = None
) -> Answer[DecisionMade]:
    """Decide about a scene; nothing starts unless ``retry`` says so."""
    wanted = read_request(SceneRequest, body)
    return Answer(data=_decide(services, task_id, wanted.choice(scene), retry=wanted.retry, by=_who(wanted, user_id)))


@router.post("/api/tasks/{id}/avatar", openapi_extra=AVATAR)
def decide_avatar(services: Served, task_id: TaskId, body: JsonObject, user_id: UserId = None) -> Answer[DecisionMade]:
    """Decide about the presenter; nothing starts unless ``retry`` says so."""
    wanted = read_request(AvatarRequest, body)
    return Answer(data=_decide(services, task_id, wanted.choice(), retry=wanted.retry, by=_who(wanted, user_id)))


@router.get("/api/tasks/{id}/thumbnail")
def get_thumbnail(services: Served, task_id: TaskId) -> Answer[ThumbnailView]:
    """List a task's thumbnails: the one that is used, the candidates, what was decided."""
    task = services.tasks.get(task_id)
    return Answer(data=desk(services, task_id).thumbnail(brief_of(task.payload)))


@router.post("/api/tasks/{id}/thumbnail", openapi_extra=THUMBNAIL)
def decide_thumbnail(
    services: Served, task_id: TaskId, body: JsonObject, user_id: UserId = None
) -> Answer[DecisionMade]:
    """Decide which thumbnail is used; nothing starts unless ``retry`` says so."""
    wanted = read_request(ThumbnailRequest, body)
    return Answer(data=_decide(services, task_id, wanted.choice(), retry=wanted.retry, by=_who(wanted, user_id)))


@router.post("/api/tasks/{id}/retry", openapi_extra=RETRY)
def retry_task(services: Served, task_id: TaskId, body: OptionalJsonObject, user_id: UserId = None) -> Answer[Task]:
    """Go on with a task in a new attempt: what is there and unchanged is not made again."""
    wanted = read_request(RetryRequest, body)
    choices = wanted.choices()
    require_uploads(choices, services.store)
    task = services.tasks.retry(
        task_id,
        from_stage=wanted.from_stage,
        choices=choices,
        by=_who(wanted, user_id),
        pictures_move=moving_pictures(services, task_id),
    )
    services.poke()
    return Answer(data=task)


def desk(services: Services, task_id: UUID) -> Desk:
    """Gather what is known about a task for deciding about it. Raises NotFound (TASK_NOT_FOUND)."""
    tasks = services.tasks
    return Desk(
        tasks.get(task_id),
        Outputs(tasks.outputs(task_id)),
        tasks.stages(task_id),
        tasks.decisions(task_id),
        services.looks,
        services.providers,
    )


def _decide(services: Services, task_id: UUID, choice: Choice, *, retry: bool, by: str) -> DecisionMade:
    require_uploads([choice], services.store)
    move = moving_pictures(services, task_id)
    if retry:
        services.tasks.retry(task_id, choices=[choice], by=by, pictures_move=move)
        services.poke()
    else:
        (made,) = services.tasks.decide(task_id, [choice], by=by, pictures_move=move)
        return DecisionMade(decision=made, task=services.tasks.get(task_id))
    recorded = [one for one in services.tasks.decisions(task_id) if one.action is not Action.RETRY]
    return DecisionMade(decision=recorded[-1], task=services.tasks.get(task_id))


def _who(wanted: By, header: str | None) -> str:
    return wanted.user_id or header or NOBODY
