"""The image stage for briefs that want filmed scenes: one clip per scene, each with a picture that stands for it."""

from __future__ import annotations

import asyncio
import math
from dataclasses import fields
from pathlib import Path

from vidpipe.media import make_poster
from vidpipe.models import PauseLook, SceneImage, SceneImagesManifest, ScriptManifest
from vidpipe.providers import ClipProvider, ClipRequest, ImageRequest, Progress
from vidpipe.providers.writing.languages import seconds_of
from vidpipe.stages.context import StageContext
from vidpipe.stages.decided import chosen_picture
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.scene_images import make_for_scenes


async def make_scene_clips(context: StageContext[ClipProvider], script: ScriptManifest) -> SceneImagesManifest:
    """Have every scene filmed; a scene for which a person chose a picture or a placeholder stays still.

    Raises what ``make_scene_images`` raises.
    """

    async def make(request: ImageRequest, progress: Progress) -> tuple[SceneImage, bool]:
        chosen = await chosen_picture(context.store, request, context.decided.scene(request.scene.number))
        if chosen is not None:
            return chosen
        return await _film(context, clip_request(request, fps=context.brief.fps), progress)

    return await make_for_scenes(context, script, make, drawn_here=False)


def clip_request(request: ImageRequest, *, fps: int) -> ClipRequest:
    """Return the clip to ask for in place of a picture: in whole seconds, as long as its words will take to say.

    The narration is made at the same time as the clips, so how long it really is nobody knows yet.
    """
    seconds = seconds_of(request.scene.narration, request.language) + PauseLook().between
    shared = {field.name: getattr(request, field.name) for field in fields(ClipRequest) if hasattr(request, field.name)}
    return ClipRequest(**shared, fps=fps, seconds=float(math.ceil(seconds)))


async def _film(
    context: StageContext[ClipProvider], request: ClipRequest, progress: Progress
) -> tuple[SceneImage, bool]:
    store, provider = context.store, context.provider

    async def make(folder: Path) -> SceneImage:
        clip, poster = folder / "scene.mp4", folder / "scene.png"
        await provider.film(request, clip, progress)
        await asyncio.to_thread(make_poster, clip, poster, request.width, request.height)
        return SceneImage(
            scene=request.scene.number,
            image=await asyncio.to_thread(store.put_file, poster, "image/png", move=True),
            clip=await asyncio.to_thread(store.put_file, clip, "video/mp4", move=True),
            width=request.width,
            height=request.height,
        )

    inputs: dict[str, object] = {
        # Not its words: only their length matters, and a corrected one is no reason to pay for another clip.
        "scene": [request.scene.number, request.scene.picture],
        "request": {name: value for name, value in vars(request).items() if name != "scene"},
        "provider": await asyncio.to_thread(provider.fingerprint),
    }
    return await recall_or_make(store, "scene_clip", inputs, SceneImage, make)
