"""Small copies of the scenes' pictures, made while others are waited for and kept for all who only look at them.

Nothing depends on their being there: one that is not is made when it is asked for.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import VidpipeError, file_errors
from vidpipe.media import make_small
from vidpipe.models import Artifact
from vidpipe.models.base import DomainModel
from vidpipe.stages.memory import recall_or_make

log = structlog.get_logger(__name__)


class _Small(DomainModel):
    image: Artifact


async def small_picture(store: LocalArtifactStore, picture: Artifact) -> Path:
    """Return a picture's small copy. Raises MediaError (MEDIA_INVALID), StorageError."""

    async def make(folder: Path) -> _Small:
        out = folder / "small.jpg"
        with file_errors("write a small copy of a picture", out):
            await asyncio.to_thread(make_small, store.path(picture), out)
        return _Small(image=await asyncio.to_thread(store.put_file, out, "image/jpeg", move=True))

    made, _ = await recall_or_make(store, "small_picture", {"picture": picture.sha256}, _Small, make)
    return store.path(made.image)


async def keep_small(store: LocalArtifactStore, picture: Artifact) -> None:
    """Make a picture's small copy for later, if it can be made."""
    try:
        await small_picture(store, picture)
    except VidpipeError as error:
        # Who needs it meets the error again, if it lasts.
        log.warning("no small copy of a picture", error_code=error.code, details=error.details)


async def small_pictures(store: LocalArtifactStore, pictures: list[Artifact]) -> list[Path]:
    """Return the small copies of pictures, in their order. Raises MediaError (MEDIA_INVALID), StorageError."""
    return [await small_picture(store, picture) for picture in pictures]
