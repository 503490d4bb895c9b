"""A person's decisions, laid over what the providers make: the words, the chosen pictures, the takes, the presenter.

Scenes keep their numbers and the script its length in every request, so that nothing is made again for a decision that
does not concern it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput, file_errors
from vidpipe.media.frames.pictures import fitted
from vidpipe.media.frames.reading import bgr_of, in_srgb
from vidpipe.models import Decided, PictureSource, SceneImage, SceneState, ScriptManifest
from vidpipe.models.brief import UPLOADED
from vidpipe.providers import ImageRequest
from vidpipe.providers.local.images import LocalImageProvider
from vidpipe.providers.portraits import open_portrait
from vidpipe.stages.memory import recall_or_make

CROPPING = 2
"""Version of how uploaded pictures are fitted to the frame; part of the key under which they are remembered."""
TAKE = 0x9E3779B1
"""Distance of the seeds of two takes: 2**32 divided by the golden ratio, so that no two of many fall together."""


def decided_script(manifest: ScriptManifest, decided: Decided) -> ScriptManifest:
    """Return the provider's script with the decisions applied, beside the one it wrote where they differ.

    Raises InvalidInput when every scene is dropped.
    """
    written = manifest.script
    script = decided.script(written)
    if not script.scenes:
        raise InvalidInput("Every scene is dropped, so there is nothing to make a video of; restore at least one.")
    return manifest if script == written else manifest.model_copy(update={"script": script, "written": written})


def take_seed(seed: int, variant: int) -> int:
    """Return the seed of another take of a picture; variant 0 has the brief's own."""
    return (seed + variant * TAKE) % 2**32


async def chosen_picture(
    store: LocalArtifactStore, request: ImageRequest, state: SceneState
) -> tuple[SceneImage, bool] | None:
    """Return the picture that a person chose for a scene, and whether it was recalled; None: the provider makes it.

    An uploaded picture is fitted to the frame. A placeholder is a card of the scene's words, painted on this machine
    whichever provider makes the others. Raises ProviderError (PORTRAIT_INVALID, IMAGE_FAILED), StorageError.
    """
    match state.source:
        case PictureSource.UPLOAD:
            return await _uploaded(store, request, (state.image or "").removeprefix(UPLOADED))
        case PictureSource.PLACEHOLDER:
            return await _placeholder(store, request)
        case _:
            return None


async def _uploaded(store: LocalArtifactStore, request: ImageRequest, sha256: str) -> tuple[SceneImage, bool]:
    async def cut(folder: Path) -> SceneImage:
        path = folder / "scene.png"
        upload = await asyncio.to_thread(store.find, sha256)
        await asyncio.to_thread(cover_frame, store.path(upload), path, request.width, request.height)
        return await _stored(store, path, request, PictureSource.UPLOAD)

    inputs: dict[str, object] = {
        "scene": request.scene.number,
        "upload": sha256,
        "frame": [request.width, request.height],
        "cropping": CROPPING,
    }
    return await recall_or_make(store, "uploaded_picture", inputs, SceneImage, cut)


async def _placeholder(store: LocalArtifactStore, request: ImageRequest) -> tuple[SceneImage, bool]:
    painter = LocalImageProvider()

    async def paint(folder: Path) -> SceneImage:
        path = folder / "scene.png"
        await painter.make_image(request, path)
        return await _stored(store, path, request, PictureSource.PLACEHOLDER)

    inputs: dict[str, object] = {
        "request": request.inputs(),
        "painter": painter.fingerprint(request),
    }
    return await recall_or_make(store, "placeholder", inputs, SceneImage, paint)


async def _stored(store: LocalArtifactStore, path: Path, request: ImageRequest, source: PictureSource) -> SceneImage:
    artifact = await asyncio.to_thread(store.put_file, path, "image/png", move=True)
    return SceneImage(
        scene=request.scene.number, image=artifact, width=request.width, height=request.height, source=source
    )


def cover_frame(picture: Path, out: Path, width: int, height: int) -> None:
    """Write a picture to ``out`` as a PNG of ``width`` × ``height`` pixels: upright, on white.

    It is cut where that costs little; a picture of other proportions is shown whole over its own blurred likeness.

    Raises ProviderError (PORTRAIT_INVALID) when it cannot be read, StorageError when the result cannot be written.
    """
    with open_portrait(picture) as opened:
        image = bgr_of(in_srgb(opened))
    with file_errors("write the picture", out):
        Image.fromarray(fitted(image, width, height)[:, :, ::-1]).save(out, "PNG", compress_level=1)


def told_sources(images: list[SceneImage]) -> str:
    """Say which pictures a person chose, for Dagster's page and the attempt's record; empty when none was."""
    chosen = [f"scene {image.scene}: {image.source}" for image in images if image.source is not PictureSource.PROVIDER]
    return ", ".join(chosen)
