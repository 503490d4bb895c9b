"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from vidpipe.api.app import Site
from vidpipe.api.services import Served, Services
from vidpipe.errors import CATALOGUE, LANGUAGES, InvalidInput, Language, NotFound, VidpipeError, steps
from vidpipe.errors.wording import WORDS
from vidpipe.models import TaskStatus, TaskType
from vidpipe.observability.trace import normalise_trace_id
from vidpipe.tasks import TaskQuery
from vidpipe.web import actions, views
from vidpipe.web.counts import recent_counts
from vidpipe.web.rendering import page
from vidpipe.web.task_page import task_id_of, task_page

PAGE_SIZE = 50
router = APIRouter(include_in_schema=False)
router.include_router(actions.router)


def site() -> Site:
    """Return the pages, their style sheet and scripts."""
    static = StaticFiles(directory=Path(str(files("vidpipe.web") / "static")))
    return Site(router=router, static=Mount("/static", static, name="static"), error_page=error_page)


def error_page(request: Request, error: VidpipeError) -> Response:
    """Return the page that shows an error to a person."""
    trace_id = request.state.trace_id
    values = {"error": error, "trace_id": trace_id, "steps": steps(error.entry, trace_id=trace_id)}
    return page("error.html", values, error.entry.http_status)


@router.api_route("/", methods=["GET", "HEAD"])
@router.api_route("/admin", methods=["GET", "HEAD"])
def home() -> Response:
    """Lead to the tasks."""
    return RedirectResponse("/admin/tasks")


@router.api_route("/admin/tasks", methods=["GET", "HEAD"])
def list_tasks(
    request: Request,
    services: Served,
    status: str = "",
    kind: Annotated[str, Query(alias="type")] = "",
    trace: str = "",
    cursor: str = "",
    q: str = "",
) -> Response:
    """Show the tasks, newest first."""
    if q.strip():
        return _found(services, q.strip())
    wanted = _query(status, kind, trace, cursor)
    found = services.tasks.query(wanted)
    counts = recent_counts(services.tasks)
    kept = {"type": kind, "trace": wanted.trace_id or ""}
    now = datetime.now(UTC)
    times = services.tasks.stage_times([task.id for task in found.tasks])
    values = {
        "rows": [views.task_row(task, times[task.id], now) for task in found.tasks],
        "counts": counts,
        "total": sum(counts.values()),
        "status": status,
        "type": kind,
        "types": sorted({TaskType.VIDEO_GENERATION.value, kind} - {""}),
        "trace": kept["trace"],
        "is_first": not cursor,
        "base_url": str(request.base_url).rstrip("/"),
        "tab_url": lambda name: _url(kept | {"status": name}),
        "next_url": found.next_cursor and _url(kept | {"status": status, "cursor": found.next_cursor}),
        "first_url": _url(kept | {"status": status}),
        "here": _url(kept | {"status": status, "cursor": cursor}),
    }
    return page("tasks.html", values)


def _query(status: str, kind: str, trace: str, cursor: str) -> TaskQuery:
    names = [one.value for one in TaskStatus]
    if status and status not in names:
        raise InvalidInput(f"status: {status[:40]!r} is none of {', '.join(names)}")
    if not f"{kind}{cursor}".isprintable() or len(kind) > 255:
        raise InvalidInput("type: must be one line of at most 255 characters")
    trace_id = normalise_trace_id(trace)
    if trace and trace_id is None:
        raise InvalidInput(f"trace: {trace[:80]!r} is not a trace id, which has 32 hex digits")
    return TaskQuery(
        type=kind or None,
        status=TaskStatus(status) if status else None,
        trace_id=trace_id,
        limit=PAGE_SIZE,
        cursor=cursor or None,
    )


def _url(parameters: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"/admin/tasks?{query}" if query else "/admin/tasks"


def _found(services: Services, text: str) -> Response:
    """Lead to the task of that id, else to the tasks of that trace id."""
    plain = normalise_trace_id(text)
    if plain is None:
        raise InvalidInput(f"{text[:80]!r} is neither a task id nor a trace id; both have 32 hex digits.")
    try:
        task = services.tasks.get(UUID(plain))
    except NotFound:
        return RedirectResponse(_url({"trace": plain}), status_code=303)
    return RedirectResponse(f"/admin/tasks/{task.id}", status_code=303)


@router.api_route("/admin/tasks/{task_id}", methods=["GET", "HEAD"])
def show_task(services: Served, task_id: str) -> Response:
    """Show one task with all that is known about it."""
    return task_page(services, task_id_of(task_id))


@router.api_route("/errors/{code}", methods=["GET", "HEAD"])
def explain_code(code: str, lang: Annotated[str, Query(max_length=10)] = "en") -> Response:
    """Tell what an error code means and what to do about it."""
    entry = CATALOGUE.get(code.upper()[:100])
    if entry is None:
        raise NotFound(f"There is no error code {code[:80]!r}.", code="NOT_FOUND")
    language: Language = next((one for one in LANGUAGES if one == lang), "en")
    values = {"entry": entry, "language": language, "languages": LANGUAGES, "at_command": WORDS[language].at_command}
    return page("code.html", values)
