"""What the forms of the pages do. Each leads back to the page; what is refused is told there, with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from vidpipe.api.decisions import AvatarRequest, RetryRequest, SceneRequest, ThumbnailRequest, read_request
from vidpipe.api.places import moving_pictures
from vidpipe.api.routes.decisions import desk
from vidpipe.api.routes.tasks import cancel
from vidpipe.api.routes.uploads import store_picture
from vidpipe.api.services import Served, Services
from vidpipe.errors import InvalidInput, VidpipeError
from vidpipe.models import Choice
from vidpipe.models.brief import UPLOADED
from vidpipe.models.decisions import EDITABLE
from vidpipe.web.forms import Form, read_form
from vidpipe.web.task_page import Refusal, task_id_of, task_page

PAGE = "page"
"""Who decides, as far as a page without accounts knows."""

router = APIRouter()

Act = Callable[[Form], str]
"""Does what a form asks for, and returns where to lead the person."""


@router.post("/admin/tasks/{task_id}/cancel")
async def cancel_task(request: Request, services: Served, task_id: str, background: BackgroundTasks) -> Response:
    """Cancel a task for a person, and show it again."""
    known = task_id_of(task_id)

    def act(_: Form) -> str:
        cancel(services, known, background, by=PAGE)
        return _address(known)

    return await _acted(request, services, known, act)


@router.post("/admin/tasks/{task_id}/retry")
async def retry_task(request: Request, services: Served, task_id: str) -> Response:
    """Go on with a task in a new attempt, by all that was chosen; ``from_stage`` goes back to a stage."""
    known = task_id_of(task_id)

    def act(form: Form) -> str:
        wanted = read_request(RetryRequest, {"fromStage": form.texts.get("from_stage") or None})
        services.tasks.retry(known, from_stage=wanted.from_stage, by=PAGE)
        services.poke()
        return _back(form) or _address(known)

    return await _acted(request, services, known, act)


@router.post("/admin/tasks/{task_id}/scenes/{number}")
async def choose_for_scene(
    request: Request, services: Served, task_id: str, number: Annotated[int, Path(ge=1, le=100_000)]
) -> Response:
    """Record a choice about a scene; nothing starts."""
    known = task_id_of(task_id)

    def act(form: Form) -> str:
        services.tasks.decide(known, [_scene_choice(services, known, number, form)], by=PAGE)
        return f"{_address(known)}#scene-{number}"

    return await _acted(request, services, known, act, scene=number)


@router.post("/admin/tasks/{task_id}/avatar")
async def choose_for_presenter(request: Request, services: Served, task_id: str) -> Response:
    """Record a choice about the presenter; nothing starts."""
    known = task_id_of(task_id)

    def act(form: Form) -> str:
        body: dict[str, object] = {"action": form.texts.get("action", "")}
        if body["action"] == "portrait":
            body["image"] = _stored(services, form)
        if body["action"] == "place":
            body["place"] = form.texts.get("place", "")
        choice = read_request(AvatarRequest, body).choice()
        services.tasks.decide(known, [choice], by=PAGE, pictures_move=moving_pictures(services, known))
        return f"{_address(known)}#presenter"

    return await _acted(request, services, known, act)


@router.post("/admin/tasks/{task_id}/thumbnail")
async def choose_thumbnail(request: Request, services: Served, task_id: str) -> Response:
    """Record which thumbnail is used; nothing starts."""
    known = task_id_of(task_id)

    def act(form: Form) -> str:
        action, body = form.texts.get("action", ""), dict[str, object]()
        if action == "thumbnail-file":
            body["image"] = _stored(services, form)
        elif action != "brief":
            number = form.texts.get("number", "")
            body["number"] = int(number) if number.isascii() and number.isdigit() else number
        services.tasks.decide(known, [read_request(ThumbnailRequest, body).choice()], by=PAGE)
        return f"{_address(known)}#thumbnail"

    return await _acted(request, services, known, act)


@router.get("/admin/tasks/{task_id}/cancel")
@router.get("/admin/tasks/{task_id}/retry")
@router.get("/admin/tasks/{task_id}/avatar")
@router.get("/admin/tasks/{task_id}/thumbnail")
@router.get("/admin/tasks/{task_id}/scenes/{number}")
def lead_back(task_id: str) -> Response:
    """Lead to the task: a form's address stays in the browser's bar when the form was refused."""
    return RedirectResponse(_address(task_id_of(task_id)), status_code=303)


async def _acted(
    request: Request, services: Services, task_id: UUID, act: Act, *, scene: int | None = None
) -> Response:
    """Do what the form asks for; what is refused is told on the task's page, where the person can correct it."""
    form = Form()
    try:
        form = await read_form(request)
        place = await run_in_threadpool(act, form)
    except VidpipeError as error:
        if error.entry.http_status >= 500:
            raise
        refusal = Refusal(error=error, scene=scene, action=form.texts.get("action", ""), typed=_typed(form))
        return await run_in_threadpool(task_page, services, task_id, refusal)
    return RedirectResponse(place, status_code=303)


def _typed(form: Form) -> Mapping[str, str]:
    return {name: form.texts[name] for name in EDITABLE if name in form.texts}


def _scene_choice(services: Services, task_id: UUID, number: int, form: Form) -> Choice:
    """Read a choice about a scene. Raises InvalidInput for one that cannot be."""
    action = form.texts.get("action", "")
    body: dict[str, object] = {"action": action}
    if action == "edit":
        body |= _changed(services, task_id, number, form)
    if action == "replace":
        body["image"] = _stored(services, form)
    return read_request(SceneRequest, body).choice(number)


def _changed(services: Services, task_id: UUID, number: int, form: Form) -> dict[str, str]:
    """Return the words that differ from what the scene has: the form sends all of them, also those left alone."""
    view = next((one for one in desk(services, task_id).scenes() if one.number == number), None)
    typed = {name: " ".join(text.split()) for name, text in _typed(form).items()}
    changed = {name: text for name, text in typed.items() if view is None or text != getattr(view, name)}
    if not changed:
        raise InvalidInput(f"Scene {number} has these words already: change one of them first.")
    return changed


def _stored(services: Services, form: Form) -> str:
    """Keep the form's picture; return its reference. Raises InvalidInput when there is none, or none that can be used.

    The store's own message speaks of a portrait, which a scene's picture is not.
    """
    try:
        return UPLOADED + store_picture(services.store, form.required_picture()).sha256
    except VidpipeError as error:
        if error.code != "PORTRAIT_INVALID":
            raise
        reason = error.details.get("reason", "it cannot be read")
        raise InvalidInput(
            f"The picture cannot be used: {reason}. Choose another file, or save it again as PNG or JPEG.",
            code=error.code,
            details=error.details,
        ) from error


def _address(task_id: UUID) -> str:
    return f"/admin/tasks/{task_id}"


def _back(form: Form) -> str:
    """Return the list that the form was in; empty for anything else, which might lead to another site."""
    try:
        parts = urlsplit(form.texts.get("back", ""))
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or parts.path != "/admin/tasks":
        return ""
    return f"/admin/tasks?{parts.query}" if parts.query else "/admin/tasks"
