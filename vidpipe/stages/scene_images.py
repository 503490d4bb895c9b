"""The image stage: one picture per scene, several at a time; those that succeeded are kept when one fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from vidpipe.errors import InvalidInput, MediaError, ProviderError, VidpipeError
from vidpipe.models import PictureSource, PictureVariant, SceneImage, SceneImagesManifest, ScriptManifest
from vidpipe.providers import ClipProvider, ImageProvider, ImageRequest, Progress
from vidpipe.stages.context import StageContext
from vidpipe.stages.decided import chosen_picture, take_seed, told_sources
from vidpipe.stages.early import EarlyFilm
from vidpipe.stages.formats import further_requests, picture_places
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.parts import make_parts
from vidpipe.stages.small_pictures import keep_small
from vidpipe.styles import picture_words

Make = Callable[[ImageRequest, Progress], Awaitable[tuple[SceneImage, bool]]]
"""Makes one scene's picture; tells whether it was recalled."""


async def make_scene_images(context: StageContext[ImageProvider], script: ScriptManifest) -> SceneImagesManifest:
    """Have every scene's picture made.

    Raises ProviderError (SCENE_IMAGES_INCOMPLETE) naming the scenes that failed, each with its own code; the
    others are remembered, so that the next try makes only the missing ones.
    """
    return await make_for_scenes(
        context, script, lambda request, _: _make_all(context, request), drawn_here=context.provider.draws_each_format
    )


async def make_for_scenes(
    context: StageContext[ImageProvider] | StageContext[ClipProvider],
    script: ScriptManifest,
    make: Make,
    *,
    drawn_here: bool,
) -> SceneImagesManifest:
    """Have something made for every scene, several at a time; what ``make_scene_images`` and clips have in common.

    ``drawn_here`` tells that it costs nothing.
    """
    requests = _requests(context, script, drawn_here=drawn_here)
    shares = dict.fromkeys((request.scene.number for request in requests), 0.0)
    made: list[bool] = []

    async def one(request: ImageRequest) -> SceneImage:
        def tell(share: float) -> None:
            # Never back: a part that is tried again begins anew.
            shares[request.scene.number] = max(shares[request.scene.number], share)
            context.report(sum(shares.values()) / len(shares))

        image, recalled = await make(request, tell)
        made.append(not recalled)
        tell(1.0)
        await early.arrived(request.scene.number, image)
        await keep_small(context.store, image.image)
        return image

    async with EarlyFilm(context, script.script) as early:
        results = await make_parts(
            context,
            requests,
            at_once=context.provider.at_once,
            subject=lambda request: f"scene {request.scene.number}",
            make=one,
        )
    context.notes.update({"images": len(made), "made": sum(made), "recalled": len(made) - sum(made)})
    return _gathered(context, requests, results)


def _gathered(
    context: StageContext[ImageProvider] | StageContext[ClipProvider],
    requests: Sequence[ImageRequest],
    results: Sequence[SceneImage | VidpipeError],
) -> SceneImagesManifest:
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


def _requests(
    context: StageContext[ImageProvider] | StageContext[ClipProvider], script: ScriptManifest, *, drawn_here: bool
) -> list[ImageRequest]:
    brief, style = context.brief, context.style
    (place, *_) = picture_places(context, drawn_here=drawn_here)
    return [
        ImageRequest(
            scene=scene,
            scene_count=len(script.before_decisions.scenes),
            title=script.script.title,
            style=picture_words(style),
            language=script.script.language,
            width=place.width,
            height=place.height,
            seed=take_seed(brief.seed, context.decided.scene(scene.number).variant),
            presenter=place.presenter,
            captions=place.captions,
            mark=place.mark,
            safe=place.safe,
            design=style.design,
            palette=style.palette,
            font=None if context.brand is None else context.brand.font,
        )
        for scene in script.script.scenes
    ]


async def _make_all(context: StageContext[ImageProvider], request: ImageRequest) -> tuple[SceneImage, bool]:
    """Make one scene's picture, and draw it again for the further formats where that costs nothing."""
    image, recalled = await _make_one(context, request)
    drawn_here = image.source is PictureSource.PLACEHOLDER
    if image.source is PictureSource.UPLOAD or not (drawn_here or context.provider.draws_each_format):
        return image, recalled
    variants: list[PictureVariant] = []
    places = picture_places(context, drawn_here=context.provider.draws_each_format)
    for wanted in further_requests(places, request):
        drawn, known = await _make_one(context, wanted)
        recalled = recalled and known
        variants.append(PictureVariant(image=drawn.image, width=drawn.width, height=drawn.height))
    return image.model_copy(update={"variants": variants}), recalled


async def _make_one(context: StageContext[ImageProvider], request: ImageRequest) -> tuple[SceneImage, bool]:
    chosen = await chosen_picture(context.store, request, context.decided.scene(request.scene.number))
    if chosen is not None:
        return chosen
    provider = context.provider

    async def draw(folder: Path) -> SceneImage:
        path = folder / "scene.png"
        await provider.make_image(request, path)
        stored = await asyncio.to_thread(context.store.put_file, path, "image/png", move=True)
        return SceneImage(
            scene=request.scene.number,
            image=stored,
            width=request.width,
            height=request.height,
            drawn=provider.draws_each_format,
        )

    inputs: dict[str, object] = {
        "request": request.inputs(),
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
        alike = ProviderError(
            first.message, code=first.code, details=first.details | details, retry_after=first.retry_after
        )
        alike.tries = max(error.tries for error in failures.values())
        return alike
    scenes = ", ".join(str(number) for number in failures)
    return ProviderError(
        f"{len(failures)} of {total} scenes' pictures failed: scene {scenes} ({', '.join(sorted(codes))}). "
        "The others are kept.",
        code="SCENE_IMAGES_INCOMPLETE",
        details=details,
    )
