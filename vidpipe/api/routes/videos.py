"""Asking for a video."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from vidpipe.api.bodies import JsonObject
from vidpipe.api.openapi import GENERATE
from vidpipe.api.requests import TaskOptions, brief_of_request, dedupe_key, new_task
from vidpipe.api.services import Served
from vidpipe.api.shapes import Answer, Created
from vidpipe.stages.admission import require_camera

router = APIRouter(tags=["videos"])


@router.post("/api/ai/video/generate", openapi_extra=GENERATE)
def generate_video(
    request: Request, services: Served, body: JsonObject, idempotency_key: Annotated[str | None, Header()] = None
) -> Answer[Created]:
    """Create the task that makes a video of a brief, and answer before any work is done."""
    options = TaskOptions.taken_from(body)
    key = dedupe_key(options, idempotency_key)
    brief = brief_of_request(body, services.store)
    require_camera(brief, services.clip_provider)
    services.script_provider.accepts(brief)
    wanted = new_task(brief, options, key=key, trace_id=request.state.trace_id)
    task, created = services.tasks.find_or_create(wanted)
    services.poke()
    return Answer(data=Created(task_id=str(task.id), status=task.status, trace_id=task.trace_id, existing=not created))
