"""Uploading a picture for a brief: a portrait for the presenter."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import APIRouter, Request
from PIL import Image, UnidentifiedImageError

from vidpipe.api.bodies import limited_chunks, require_media_type
from vidpipe.api.openapi import UPLOAD_BODY
from vidpipe.api.requests import UPLOAD
from vidpipe.api.services import Served
from vidpipe.api.shapes import Answer, Uploaded
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput, file_errors
from vidpipe.models import Artifact
from vidpipe.models.brief import UPLOADED

router = APIRouter(tags=["files"])

MAX_UPLOAD_BYTES = 10 << 20
MAX_PIXELS = 40_000_000
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


@router.post("/api/artifacts", openapi_extra=UPLOAD_BODY)
async def upload_picture(request: Request, services: Served) -> Answer[Uploaded]:
    """Store a picture, and answer with the reference that a brief names it by."""
    require_media_type(request, *MEDIA_TYPES.values())
    body = b"".join([chunk async for chunk in limited_chunks(request, MAX_UPLOAD_BYTES)])
    artifact = await asyncio.to_thread(_store, services.store, body)
    return Answer(
        data=Uploaded(artifact=UPLOADED + artifact.sha256, size=artifact.size, media_type=artifact.media_type)
    )


def _store(store: LocalArtifactStore, body: bytes) -> Artifact:
    with store.work_dir() as folder:
        path = folder / "upload"
        with file_errors("store an upload", path):
            path.write_bytes(body)
        media_type = sniffed(path)
        artifact = store.put_file(path, media_type, move=True)
    store.remember(UPLOAD, artifact.sha256, artifact.model_dump(mode="json"))
    return artifact


def sniffed(path: Path) -> str:
    """Return the media type of a picture by its content, after decoding all of it.

    Raises InvalidInput (PORTRAIT_INVALID) for anything that is not a whole picture of bearable size.
    """
    try:
        with Image.open(path, formats=list(MEDIA_TYPES)) as image:
            kind, (width, height) = str(image.format), image.size
            if width * height > MAX_PIXELS:
                raise _refused(f"it has {width} × {height} pixels; at most {MAX_PIXELS // 10**6} million are accepted")
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(f"it has more than {MAX_PIXELS // 10**6} million pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _refused("it is not a whole PNG, JPEG or WebP picture") from error
    return MEDIA_TYPES[kind]


def _refused(why: str) -> InvalidInput:
    return InvalidInput(f"The picture cannot be used: {why}.", code="PORTRAIT_INVALID", details={"reason": why})
