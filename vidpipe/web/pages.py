"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Query, Request
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import vidpipe
from vidpipe.api.app import Site
from vidpipe.api.routes.files import artifact_views
from vidpipe.api.routes.tasks import cancel
from vidpipe.api.services import Served, Services
from vidpipe.api.shapes import run_url
from vidpipe.errors import InvalidInput, NotFound, VidpipeError
from vidpipe.models import TaskStatus, TaskType
from vidpipe.observability.trace import normalise_trace_id
from vidpipe.stages.outputs import Outputs
from vidpipe.tasks import TaskQuery
from vidpipe.web import views, wording
from vidpipe.web.counts import recent_counts

PAGE_SIZE = 50
LOG_LINES = 300
"""The page shows the end of a long log; the API has all of it."""

router = APIRouter(include_in_schema=False)

_templates = Environment(
    loader=PackageLoader("vidpipe.web"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"exact": wording.exact, "size": wording.size, "ago": wording.ago}
_templates.globals |= {"version": vidpipe.__version__}


def site() -> Site:
    """Return the pages, their style sheet and scripts."""
    static = StaticFiles(directory=Path(str(files("vidpipe.web") / "static")))
    return Site(router=router, static=Mount("/static", static, name="static"), error_page=error_page)


def _page(name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    text = _templates.get_template(name).render(values, now=datetime.now(UTC))
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})


def error_page(request: Request, error: VidpipeError) -> Response:
    """Return the page that shows an error to a person."""
    values = {"error": error, "trace_id": request.state.trace_id}
    return _page("error.html", values, error.entry.http_status)


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
    page = services.tasks.query(wanted)
    counts = recent_counts(services.tasks)
    kept = {"type": kind, "trace": wanted.trace_id or ""}
    now = datetime.now(UTC)
    values = {
        "rows": [views.task_row(task, now) for task in page.tasks],
        "counts": counts,
        "total": sum(counts.values()),
        "status": status,
        "type": kind,
        "types": sorted({TaskType.VIDEO_GENERATION.value, kind} - {""}),
        "trace": kept["trace"],
        "is_first": not cursor,
        "base_url": str(request.base_url).rstrip("/"),
        "tab_url": lambda name: _url(kept | {"status": name}),
        "next_url": page.next_cursor and _url(kept | {"status": status, "cursor": page.next_cursor}),
        "first_url": _url(kept | {"status": status}),
    }
    return _page("tasks.html", values)


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
    task = services.tasks.get(_task_id(task_id))
    outputs = Outputs(services.tasks.outputs(task.id))
    now = datetime.now(UTC)
    lines = services.tasks.last_logs(task.id, limit=LOG_LINES + 1)
    shown_files = artifact_views(task.id, outputs)
    values = {
        "task": task,
        "title": wording.title_of(task),
        "headline": views.headline(task),
        "took": views.took(task, now),
        "stages": views.stage_rows(task, services.tasks.stages(task.id), now),
        "failure": views.failure(task),
        "files": {view.name: view for view in shown_files},
        "picture_names": [view.name for view in shown_files if view.name.startswith("scene-")],
        "log": [views.log_row(line) for line in lines[-LOG_LINES:]],
        "is_log_cut": len(lines) > LOG_LINES,
        "payload": views.pretty(task.payload),
        "captions_burned": _captions_burned(task.payload),
        "language": str(task.payload.get("language", "en")),
        "run_url": run_url(task),
        "can_cancel": not task.status.is_final,
    }
    return _page("task.html", values)


def _task_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(f"There is no task {text[:80]!r}.") from error


def _captions_burned(payload: Mapping[str, Any]) -> bool:
    captions = payload.get("captions", True)
    return bool(captions.get("burned", True)) if isinstance(captions, dict) else bool(captions)


@router.post("/admin/tasks/{task_id}/cancel")
def cancel_task(services: Served, task_id: str, background: BackgroundTasks) -> Response:
    """Cancel a task for a person, and show it again."""
    task = cancel(services, _task_id(task_id), background)
    return RedirectResponse(f"/admin/tasks/{task.id}", status_code=303)
