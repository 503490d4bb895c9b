"""Asking for a video."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from vidpipe.api.bodies import JsonObject
from vidpipe.api.openapi import GENERATE
from vidpipe.api.requests import new_task, read_request
from vidpipe.api.services import Served
from vidpipe.api.shapes import Answer, Created
from vidpipe.stages.admission import require_accepted

router = APIRouter(tags=["videos"])


@router.post("/api/ai/video/generate", openapi_extra=GENERATE)
def generate_video(
    request: Request, services: Served, body: JsonObject, idempotency_key: Annotated[str | None, Header()] = None
) -> Answer[Created]:
    """Create the task that makes a video of a brief, and answer before any work is done."""
    options, brief, key = read_request(body, services.store, key=idempotency_key)
    require_accepted(brief, services.providers, services.looks)
    wanted = new_task(brief, options, key=key, trace_id=request.state.trace_id)
    task, created = services.tasks.find_or_create(wanted, most_waiting=services.max_pending)
    services.poke()
    return Answer(data=Created(task_id=str(task.id), status=task.status, trace_id=task.trace_id, existing=not created))
