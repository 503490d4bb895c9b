"""The image stage: one picture per scene, several at a time; those that succeeded are kept when one fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.errors import InvalidInput, MediaError, ProviderError, VidpipeError
from vidpipe.models import SceneImage, SceneImagesManifest, ScriptManifest
from vidpipe.providers import ImageProvider, ImageRequest
from vidpipe.stages.context import StageContext
from vidpipe.stages.decided import chosen_picture, take_seed, told_sources
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.parts import make_parts


async def make_scene_images(context: StageContext[ImageProvider], script: ScriptManifest) -> SceneImagesManifest:
    """Have every scene's picture made.

    Raises ProviderError (SCENE_IMAGES_INCOMPLETE) naming the scenes that failed, each with its own code; the
    others are remembered, so that the next try makes only the missing ones.
    """
    requests = _requests(context, script)
    done = 0
    made = 0

    async def one(request: ImageRequest) -> SceneImage:
        nonlocal done, made
        image, recalled = await _make_one(context, request)
        done += 1
        made += not recalled
        context.report(done / len(requests))
        return image

    results = await make_parts(
        context,
        requests,
        at_once=context.provider.at_once,
        subject=lambda request: f"scene {request.scene.number}",
        make=one,
    )
    context.notes.update({"images": done, "made": made, "recalled": done - made})
    images: list[SceneImage] = []
    failures: dict[int, VidpipeError] = {}
    for request, result in zip(requests, results, strict=True):
        if isinstance(result, VidpipeError):
            failures[request.scene.number] = result
        else:
            images.append(result)
    if sources := told_sources(images):
        context.notes["sources"] = sources
    if failures:
        # So that people see what they have while they decide about the rest.
        context.notes["pictures"] = [image.model_dump(mode="json") for image in images]
        raise _incomplete(failures, len(requests))
    return SceneImagesManifest(provider=context.provider.name, images=images)


def _requests(context: StageContext[ImageProvider], script: ScriptManifest) -> list[ImageRequest]:
    brief = context.brief
    width, height = brief.frame_size
    return [
        ImageRequest(
            scene=scene,
            scene_count=len(script.before_decisions.scenes),
            title=script.script.title,
            style=brief.style,
            language=script.script.language,
            width=width,
            height=height,
            seed=take_seed(brief.seed, context.decided.scene(scene.number).variant),
            presenter=brief.avatar.enabled,
            captions=brief.captions.burned,
        )
        for scene in script.script.scenes
    ]


async def _make_one(context: StageContext[ImageProvider], request: ImageRequest) -> tuple[SceneImage, bool]:
    chosen = await chosen_picture(context.store, request, context.decided.scene(request.scene.number))
    if chosen is not None:
        return chosen
    provider = context.provider

    async def draw(folder: Path) -> SceneImage:
        path = folder / "scene.png"
        await provider.make_image(request, path)
        stored = await asyncio.to_thread(context.store.put_file, path, "image/png", move=True)
        return SceneImage(scene=request.scene.number, image=stored, width=request.width, height=request.height)

    inputs: dict[str, object] = {
        "scene": request.scene.model_dump(mode="json"),
        "request": {name: value for name, value in vars(request).items() if name != "scene"},
        # In a thread: it may read files.
        "provider": await asyncio.to_thread(provider.fingerprint, request),
    }
    return await recall_or_make(context.store, "scene_image", inputs, SceneImage, draw)


def _incomplete(failures: dict[int, VidpipeError], total: int) -> VidpipeError:
    """Return what the stage fails with: the one cause when every picture failed of it, else the list of what failed.

    A lost claim, a broken database or a limit of cost is no failure of a picture.
    """
    theirs = (ProviderError, MediaError, InvalidInput)
    ours = next((error for error in failures.values() if not isinstance(error, theirs)), None)
    if ours is not None:
        return ours
    details = {
        "failedScenes": [
            {
                "scene": number,
                "code": error.code,
                "message": error.message,
                "retryable": error.retryable,
                "tries": error.tries,
                "details": error.details,
            }
            for number, error in failures.items()
        ]
    }
    codes = {error.code for error in failures.values()}
    if len(failures) == total and len(codes) == 1:
        first = next(iter(failures.values()))
        alike = ProviderError(first.message, code=first.code, details=first.details | details)
        alike.tries = max(error.tries for error in failures.values())
        return alike
    scenes = ", ".join(str(number) for number in failures)
    return ProviderError(
        f"{len(failures)} of {total} pictures failed: scene {scenes} ({', '.join(sorted(codes))}). "
        "The others are kept.",
        code="SCENE_IMAGES_INCOMPLETE",
        details=details,
    )
