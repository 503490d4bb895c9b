"""The avatar stage: the presenter is filmed speaking the narration, if the brief wants one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from vidpipe.media import FilmSizes, can_be_cut_out, film_sizes, layout_for, lip_sync, probe
from vidpipe.models import Artifact, AvatarManifest, NarrationManifest, PresenterKind
from vidpipe.models.brief import UPLOADED
from vidpipe.providers import AvatarProvider, AvatarRequest, Progress
from vidpipe.stages.context import StageContext
from vidpipe.stages.formats import renditions
from vidpipe.stages.memory import recall_or_make
from vidpipe.styles import BrandFile

SHARE_OF_OPENING = 0.35
"""Share of the stage's work that a large beginning of the film is."""


async def make_avatar(context: StageContext[AvatarProvider], narration: NarrationManifest) -> AvatarManifest:
    """Have the presenter filmed; without one wanted, hand on an empty manifest that says so."""
    brief = context.brief
    wished = context.decided.avatar(brief.avatar)
    if not wished.enabled:
        who = "a person decided" if brief.avatar.enabled else "the brief asks"
        context.notes.update({"presenter": f"none, as {who}"})
        return AvatarManifest(provider="none", clip=None)
    image = wished.image
    portrait = await _portrait(context, image)
    style = context.style
    kind = style.presenter.kind
    main = renditions(brief)[0]
    sizes = film_sizes(layout_for(*main.frame_size, presenter=True, style=style, safe=main.safe), kind)
    request = AvatarRequest(
        audio=context.store.path(narration.audio),
        portrait=None if portrait is None else portrait.path,
        width=sizes.whole[0],
        height=sizes.whole[1],
        fps=brief.fps,
        seed=brief.seed,
        cutout=kind is PresenterKind.CUTOUT,
    )

    async def film(folder: Path) -> AvatarManifest:
        return await _Filming(context, request, sizes, folder).run(kind)

    inputs: dict[str, object] = {
        "audio": narration.audio.sha256,
        "portrait": portrait and portrait.sha256,
        "place": kind,
        "size": [*sizes.whole, *(sizes.opening or ())],
        "fps": brief.fps,
        "seed": brief.seed,
        "provider": context.provider.fingerprint(),
    }
    manifest, recalled = await recall_or_make(context.store, "avatar", inputs, AvatarManifest, film)
    context.notes.update({"size": f"{manifest.width}×{manifest.height}", "recalled": recalled})
    if manifest.place is not kind:
        context.notes.update({"place": f"{manifest.place}: the background is not of one colour and cannot be cut out"})
    return manifest


async def _portrait(context: StageContext[AvatarProvider], image: str | None) -> BrandFile | None:
    """Return who speaks: the uploaded portrait, else the brand's; None for whom the provider shows by itself."""
    if image is None:
        return None if context.brand is None else context.brand.presenter
    uploaded = await asyncio.to_thread(context.store.find, image.removeprefix(UPLOADED))
    return BrandFile(path=context.store.path(uploaded), sha256=uploaded.sha256)


class _Filming:
    """The making of one presenter's films."""

    def __init__(
        self, context: StageContext[AvatarProvider], request: AvatarRequest, sizes: FilmSizes, folder: Path
    ) -> None:
        self.context, self.request, self.sizes, self.folder = context, request, sizes, folder

    async def run(self, kind: PresenterKind) -> AvatarManifest:
        begin = SHARE_OF_OPENING if self.sizes.opening else 0.0
        opening = None
        if self.sizes.opening is not None:
            width, height = self.sizes.opening
            large = replace(self.request, width=width, height=height, seconds=self.sizes.opening_seconds)
            opening = await self._kept(await self._film(large, "opening.mp4", 0.0, begin))
        whole = await self._film(self.request, "presenter.mp4", begin, 1.0)
        (video, *_) = (await asyncio.to_thread(probe, whole)).video
        if kind is PresenterKind.CUTOUT and not await asyncio.to_thread(can_be_cut_out, whole):
            kind = PresenterKind.CORNER
        lips = await asyncio.to_thread(lip_sync, whole, self.request.audio)
        return AvatarManifest(
            provider=self.context.provider.name,
            lips_late=lips.offset_seconds,
            lips_sure=lips.confidence,
            clip=await self._kept(whole),
            opening=opening,
            place=kind,
            width=video.width,
            height=video.height,
        )

    async def _film(self, request: AvatarRequest, name: str, begin: float, end: float) -> Path:
        out = self.folder / name
        await self.context.provider.animate(request, out, self._share(begin, end))
        return out

    async def _kept(self, film: Path) -> Artifact:
        return await asyncio.to_thread(self.context.store.put_file, film, "video/mp4", move=True)

    def _share(self, begin: float, end: float) -> Progress:
        return lambda share: self.context.report(begin + (end - begin) * share)
