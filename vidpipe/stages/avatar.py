"""The avatar stage: the presenter is filmed speaking the narration, if the brief wants one."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.models import AvatarManifest, NarrationManifest
from vidpipe.models.brief import UPLOADED
from vidpipe.providers import AvatarProvider, AvatarRequest
from vidpipe.stages.context import StageContext
from vidpipe.stages.memory import recall_or_make

SHARE_OF_HEIGHT = 0.26
"""Side of the presenter's film against the shorter side of the picture."""


async def make_avatar(context: StageContext[AvatarProvider], narration: NarrationManifest) -> AvatarManifest:
    """Have the presenter filmed; without one wanted, hand on an empty manifest that says so."""
    brief = context.brief
    wished = context.decided.avatar(brief.avatar)
    provider = context.provider
    if not wished.enabled:
        who = "a person decided" if brief.avatar.enabled else "the brief asks"
        context.notes.update({"presenter": f"none, as {who}"})
        return AvatarManifest(provider="none", clip=None)
    image = wished.image
    portrait = None if image is None else await asyncio.to_thread(context.store.find, image.removeprefix(UPLOADED))
    size = max(int(min(brief.frame_size) * SHARE_OF_HEIGHT) // 2 * 2, 128)

    async def film(folder: Path) -> AvatarManifest:
        out = folder / "presenter.mp4"
        request = AvatarRequest(
            audio=context.store.path(narration.audio),
            portrait=None if portrait is None else context.store.path(portrait),
            size=size,
            fps=brief.fps,
            seed=brief.seed,
        )
        await provider.animate(request, out, context.report)
        clip = await asyncio.to_thread(context.store.put_file, out, "video/mp4", move=True)
        return AvatarManifest(provider=provider.name, clip=clip, width=size, height=size)

    inputs: dict[str, object] = {
        "audio": narration.audio.sha256,
        "portrait": portrait and portrait.sha256,
        "size": size,
        "fps": brief.fps,
        "seed": brief.seed,
        "provider": provider.fingerprint(),
    }
    manifest, recalled = await recall_or_make(context.store, "avatar", inputs, AvatarManifest, film)
    context.notes.update({"size": size, "recalled": recalled})
    return manifest
