"""The files of a task: a list, and each of them with range requests, as players need them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from vidpipe.api.scenes import files_so_far
from vidpipe.api.services import Served, Services, TaskId
from vidpipe.api.shapes import Answer, ArtifactView
from vidpipe.errors import InvalidInput, NotFound, StorageError
from vidpipe.models import Artifact, ScriptManifest, StageAttempt, Task, TaskStatus
from vidpipe.models.files import artifact_files
from vidpipe.stages.outputs import Outputs
from vidpipe.text.slug import slug

router = APIRouter(tags=["files"])

VIDEO = "video.mp4"

_RANGE = re.compile(r"bytes=\s*(\d{1,18}-\d{0,18}|-\d{1,18})(\s*,\s*(\d{1,18}-\d{0,18}|-\d{1,18}))*\s*", re.ASCII)

Handler = Callable[..., Any]


def _get_and_head(path: str) -> Callable[[Handler], Handler]:
    """Serve a path for GET and HEAD; only GET is described, as HEAD is the same without a body."""

    def register(handler: Handler) -> Handler:
        router.add_api_route(path, handler, methods=["GET"], response_class=FileResponse)
        router.add_api_route(path, handler, methods=["HEAD"], include_in_schema=False)
        return handler

    return register


@router.get("/api/tasks/{id}/artifacts")
def list_artifacts(services: Served, task_id: TaskId) -> Answer[list[ArtifactView]]:
    """List the files that the stages have handed on so far."""
    services.tasks.get(task_id)
    outputs = Outputs(services.tasks.outputs(task_id))
    return Answer(data=artifact_views(task_id, outputs, services.tasks.stages(task_id)))


def artifact_views(task_id: UUID, outputs: Outputs, stages: Sequence[StageAttempt] = ()) -> list[ArtifactView]:
    """Return the files of a task as clients see them, in the order of the line.

    With ``stages``, the pictures that an unfinished image stage has made so far are among them.
    """
    return [
        ArtifactView(
            name=name,
            url=f"/api/tasks/{task_id}/artifacts/{name}",
            size=artifact.size,
            media_type=artifact.media_type,
            sha256=artifact.sha256,
        )
        for name, artifact in files_so_far(outputs, stages).items()
    ]


@_get_and_head("/api/tasks/{id}/artifacts/{name}")
def get_artifact(request: Request, services: Served, task_id: TaskId, name: str) -> Response:
    """Return one file of a task."""
    task = services.tasks.get(task_id)
    files = files_so_far(Outputs(services.tasks.outputs(task_id)), services.tasks.stages(task_id))
    return _file(request, services, _named(task, files, name), filename=name)


@_get_and_head("/api/tasks/{id}/video")
def get_video(request: Request, services: Served, task_id: TaskId) -> Response:
    """Return the finished video, named after its title."""
    task = services.tasks.get(task_id)
    outputs = Outputs(services.tasks.outputs(task_id))
    video = _named(task, artifact_files(outputs.all()), VIDEO)
    return _file(request, services, video, filename=f"{slug(outputs.get(ScriptManifest).script.title)}.mp4")


def _named(task: Task, files: Mapping[str, Artifact], name: str) -> Artifact:
    if name not in files:
        details = {"taskId": str(task.id), "status": task.status.value, "available": list(files)}
        raise NotFound(f"There is no {name[:80]!r} here: {_doing(task)}", code="ARTIFACT_NOT_FOUND", details=details)
    return files[name]


def _doing(task: Task) -> str:
    """Say why a file of the task is not there."""
    match task.status:
        case TaskStatus.PENDING:
            return "the task has not started yet."
        case TaskStatus.RUNNING:
            return f"the task is still running ({task.progress} %)."
        case TaskStatus.SUCCEEDED:
            return "the task has succeeded without making a file of that name."
        case TaskStatus.FAILED:
            return f"the task failed: {task.error}"
        case TaskStatus.CANCELED:
            return "the task was canceled."


def _file(request: Request, services: Services, artifact: Artifact, *, filename: str) -> Response:
    try:
        path = services.store.path(artifact)
    except StorageError as error:
        if error.entry.http_status >= 500:
            raise
        # The store's own message names folders of this machine.
        raise NotFound(
            f"The file {filename} is gone from the artifact store; run the task again to have it made anew.",
            code="ARTIFACT_NOT_FOUND",
            details={"sha256": artifact.sha256},
        ) from error
    headers = {"etag": f'"{artifact.sha256}"', "cache-control": "private, no-cache"}
    unchanged = request.headers.get("if-none-match", "")
    if artifact.sha256 in unchanged or unchanged.strip() == "*":
        return Response(status_code=304, headers=headers)
    _set_range(request, _satisfiable(request.headers.get("range"), artifact.size))
    return FileResponse(
        path,
        media_type=artifact.media_type,
        headers=headers,
        filename=filename,
        content_disposition_type="inline",
    )


def _satisfiable(wanted: str | None, size: int) -> str | None:
    """Return the range as it can be answered; None for a malformed one, which is as good as none (RFC 9110, 14.2).

    Of several ranges, those that lie outside the file are left out. Raises InvalidInput (RANGE_NOT_SATISFIABLE) when
    all do (RFC 9110, 14.1.1).
    """
    if wanted is None or not _RANGE.fullmatch(wanted):
        return None
    pieces = [piece.strip().partition("-") for piece in wanted.removeprefix("bytes=").split(",")]
    if any(first and last and int(first) > int(last) for first, _, last in pieces):
        return None
    inside = [piece for piece in pieces if (int(piece[0]) < size if piece[0] else size > 0 and int(piece[2]) > 0)]
    if not inside:
        raise InvalidInput(
            f"Range: {wanted[:80]!r} asks for bytes that the file does not have; it has {size:,}.",
            code="RANGE_NOT_SATISFIABLE",
            details={"size": size},
        )
    return "bytes=" + ",".join("".join(piece) for piece in inside)


def _set_range(request: Request, wanted: str | None) -> None:
    """Have the file's answer, which reads the request's headers, see this range alone."""
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
    request.scope["headers"] = headers if wanted is None else [*headers, (b"range", wanted.encode())]
