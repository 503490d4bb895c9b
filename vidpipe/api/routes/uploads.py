"""Uploading a file for a brief: a portrait for the presenter, or music."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import APIRouter, Request

from vidpipe.api.bodies import limited_chunks, require_media_type
from vidpipe.api.openapi import UPLOAD_BODY
from vidpipe.api.requests import UPLOAD, UPLOADABLE
from vidpipe.api.services import Served
from vidpipe.api.shapes import Answer, Uploaded
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import file_errors
from vidpipe.media import check_music
from vidpipe.media.sound.own_music import LARGEST_MUSIC
from vidpipe.models import Artifact
from vidpipe.models.brief import UPLOADED
from vidpipe.providers.portraits import LARGEST_FILE, MEDIA_TYPES, open_portrait

router = APIRouter(tags=["files"])

LISTENED_SECONDS = 600
"""How much of uploaded music is heard to see that it is some."""


@router.post("/api/artifacts", openapi_extra=UPLOAD_BODY)
async def upload_file(request: Request, services: Served) -> Answer[Uploaded]:
    """Store a picture or music, and answer with the reference that a brief names it by."""
    media_type = require_media_type(request, *UPLOADABLE)
    if media_type in MEDIA_TYPES.values():
        body = b"".join([chunk async for chunk in limited_chunks(request, LARGEST_FILE)])
        artifact = await asyncio.to_thread(store_picture, services.store, body)
    else:
        artifact = await _receive_music(request, services.store, media_type)
    return Answer(
        data=Uploaded(artifact=UPLOADED + artifact.sha256, size=artifact.size, media_type=artifact.media_type)
    )


async def _receive_music(request: Request, store: LocalArtifactStore, media_type: str) -> Artifact:
    """Take in music, which is too large for memory, and keep it.

    Raises MediaError (MEDIA_INVALID) for what is no music, InvalidInput (PAYLOAD_TOO_LARGE), StorageError.
    """
    with store.work_dir() as folder:
        path = folder / "music"
        with file_errors("store an upload", path), path.open("wb") as file:
            async for chunk in limited_chunks(request, LARGEST_MUSIC):
                file.write(chunk)
        return await asyncio.to_thread(_store_music, store, path, media_type)


def _store_music(store: LocalArtifactStore, path: Path, media_type: str) -> Artifact:
    check_music(path, LISTENED_SECONDS)
    artifact = store.put_file(path, media_type, move=True)
    store.remember(UPLOAD, artifact.sha256, artifact.model_dump(mode="json"))
    return artifact


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
