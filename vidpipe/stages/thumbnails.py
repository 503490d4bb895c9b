"""Which thumbnail a video goes out with: a designed candidate, or a person's own picture."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput
from vidpipe.media import fit_thumbnail
from vidpipe.models import Artifact, CompositeManifest
from vidpipe.models.brief import UPLOADED
from vidpipe.models.manifests import ThumbnailMade
from vidpipe.stages.context import StageContext
from vidpipe.stages.memory import recall_or_make

FITTING = 1
"""Version of how people's own thumbnails are fitted; part of the key under which they are remembered."""


async def chosen_thumbnail(context: StageContext[Any], composite: CompositeManifest) -> Artifact:
    """Return the thumbnail that was decided for last, else the one that the brief says, else the first.

    Raises InvalidInput when there is no candidate of that number, NotFound for an upload that is gone, MediaError
    (MEDIA_INVALID) for one that is no picture, StorageError.
    """
    wanted = context.decided.thumbnail or context.brief.publish.thumbnail or 1
    if isinstance(wanted, str):
        return await _fitted(context.store, wanted.removeprefix(UPLOADED), composite)
    candidates = composite.thumbnails or [composite.thumbnail]
    if wanted > len(candidates):
        raise InvalidInput(
            f"There is no thumbnail {wanted}: the film was made by an older version, which drew only one. Run the "
            "task again from the composite on, or choose another.",
            details={"field": "thumbnail", "number": wanted, "candidates": len(candidates)},
        )
    return candidates[wanted - 1]


async def _fitted(store: LocalArtifactStore, sha256: str, composite: CompositeManifest) -> Artifact:
    async def fit(folder: Path) -> ThumbnailMade:
        upload, out = await asyncio.to_thread(store.find, sha256), folder / "thumbnail.jpg"
        size = {"width": composite.width, "height": composite.height}
        await asyncio.to_thread(fit_thumbnail, store.path(upload), out, **size)
        return ThumbnailMade(image=await asyncio.to_thread(store.put_file, out, "image/jpeg", move=True))

    inputs: dict[str, object] = {"upload": sha256, "film": [composite.width, composite.height], "fitting": FITTING}
    made, _ = await recall_or_make(store, "own_thumbnail", inputs, ThumbnailMade, fit)
    return made.image
