"""Uploading a picture for a brief: a portrait for the presenter."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request

from vidpipe.api.bodies import limited_chunks, require_media_type
from vidpipe.api.openapi import UPLOAD_BODY
from vidpipe.api.requests import UPLOAD
from vidpipe.api.services import Served
from vidpipe.api.shapes import Answer, Uploaded
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import file_errors
from vidpipe.models import Artifact
from vidpipe.models.brief import UPLOADED
from vidpipe.providers.portraits import LARGEST_FILE, MEDIA_TYPES, open_portrait

router = APIRouter(tags=["files"])


@router.post("/api/artifacts", openapi_extra=UPLOAD_BODY)
async def upload_picture(request: Request, services: Served) -> Answer[Uploaded]:
    """Store a picture, and answer with the reference that a brief names it by."""
    require_media_type(request, *MEDIA_TYPES.values())
    body = b"".join([chunk async for chunk in limited_chunks(request, LARGEST_FILE)])
    artifact = await asyncio.to_thread(store_picture, services.store, body)
    return Answer(
        data=Uploaded(artifact=UPLOADED + artifact.sha256, size=artifact.size, media_type=artifact.media_type)
    )


def store_picture(store: LocalArtifactStore, body: bytes) -> Artifact:
    """Check an uploaded picture and keep it, so that a brief or a decision may name it.

    Raises ProviderError (PORTRAIT_INVALID) for what is no picture that can be used.
    """
    with store.work_dir() as folder:
        path = folder / "upload"
        with file_errors("store an upload", path):
            path.write_bytes(body)
        with open_portrait(path) as picture:
            media_type = MEDIA_TYPES[str(picture.format)]
            picture.load()
        artifact = store.put_file(path, media_type, move=True)
    store.remember(UPLOAD, artifact.sha256, artifact.model_dump(mode="json"))
    return artifact
