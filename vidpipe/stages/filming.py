"""Having the presenter filmed, once: each film is remembered by itself, whatever becomes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from vidpipe.artifacts import input_key
from vidpipe.media import FilmSizes, can_be_cut_out, crop_for, film_sizes, layout_for, probe
from vidpipe.models import Artifact, Brief, FilmedFace, PresenterKind, Style
from vidpipe.models.base import DomainModel
from vidpipe.providers import AvatarProvider, AvatarRequest, Progress
from vidpipe.providers.portrait_screen import SCREENING, before_screen
from vidpipe.stages.context import StageContext
from vidpipe.stages.formats import renditions
from vidpipe.stages.memory import recall_or_make
from vidpipe.styles import BrandFile

SHARE_OF_OPENING = 0.35
"""Share of the stage's work that a large beginning of the film is."""
KIND = "presenter_film"


class Filmed(DomainModel):
    """One film of the presenter, as it is remembered.

    ``cut_out`` tells, where it was asked for, whether that works; ``face`` where the film shows the face, None where it
    is as :func:`vidpipe.media.framing` says.
    """

    video: Artifact
    width: int
    height: int
    cut_out: bool | None = None
    face: FilmedFace | None = None


@dataclass(frozen=True, kw_only=True)
class Films:
    """The presenter's film, its large beginning where they fill the frame at first, and whether both were recalled."""

    whole: Filmed
    opening: Filmed | None = None
    recalled: bool


class Filming:
    """The presenter of one task, speaking one narration."""

    def __init__(self, context: StageContext[AvatarProvider], audio: Artifact, portrait: BrandFile | None) -> None:
        self._context, self._audio, self._portrait = context, audio, portrait

    async def films(self, kind: PresenterKind) -> Films:
        """Have the presenter filmed for a place, or recall it; ``cut_out`` of the film may be False.

        For a place that a person chose, a film is taken that was made for another one, if it can be shown there.
        Raises what the provider raises, and ProviderError (AVATAR_CANNOT_BE_CUT_OUT) before a film that would be so.
        """
        if (kept := await asyncio.to_thread(self._kept, kind)) is not None:
            return Films(whole=kept, recalled=True)
        request, sizes = self._order(kind)
        begin, opening, both = 0.0, None, True
        if sizes.opening is not None:
            begin = SHARE_OF_OPENING
            width, height = sizes.opening
            large = replace(request, width=width, height=height, seconds=sizes.opening_seconds)
            opening, both = await self._film(large, self._share(0.0, begin))
        whole, recalled = await self._film(request, self._share(begin, 1.0))
        return Films(whole=whole, opening=opening, recalled=recalled and both)

    def _order(self, kind: PresenterKind) -> tuple[AvatarRequest, FilmSizes]:
        context = self._context
        sizes = _sizes(context.brief, context.style, kind)
        request = AvatarRequest(
            audio=context.store.path(self._audio),
            portrait=None if self._portrait is None else self._portrait.path,
            width=sizes.whole[0],
            height=sizes.whole[1],
            fps=context.brief.fps,
            seed=context.brief.seed,
            cutout=kind is PresenterKind.CUTOUT,
        )
        return request, sizes

    def _kept(self, kind: PresenterKind) -> Filmed | None:
        """Return a film that was made for another place and can be shown in this one, which a person chose."""
        if self._context.decided.place is not kind or kind is PresenterKind.CUTOUT:
            return None
        wanted, sizes = self._order(kind)
        if self._recall(wanted) is not None:
            return None
        others = (self._recall(self._order(other)[0]) for other in PresenterKind if other is not kind)
        # Behind one who can be cut out is a screen, which nobody wants to see.
        shown = (film for film in others if film and not film.cut_out)
        return next((film for film in shown if _fills(film.width, film.height, sizes)), None)

    def _recall(self, request: AvatarRequest) -> Filmed | None:
        store = self._context.store
        known = store.recall(KIND, input_key(KIND, self._inputs(request)))
        try:
            return None if known is None else Filmed.model_validate(known)
        except ValidationError:
            return None  # another version's

    def _inputs(self, request: AvatarRequest) -> dict[str, object]:
        return {
            "audio": self._audio.sha256,
            "portrait": self._portrait and self._portrait.sha256,
            "size": [request.width, request.height],
            "seconds": request.seconds,
            "fps": request.fps,
            "seed": request.seed,
            "screen": SCREENING if request.cutout else None,
            "provider": self._context.provider.fingerprint(),
        }

    async def _film(self, request: AvatarRequest, progress: Progress) -> tuple[Filmed, bool]:
        context = self._context

        async def film(folder: Path) -> Filmed:
            out = folder / "presenter.mp4"
            order = await asyncio.to_thread(self._screened, request, folder) if request.cutout else request
            face = await context.provider.animate(order, out, progress)
            (video, *_) = (await asyncio.to_thread(probe, out)).video
            return Filmed(
                width=video.width,
                height=video.height,
                cut_out=await asyncio.to_thread(can_be_cut_out, out) if request.cutout else None,
                face=face,
                video=await asyncio.to_thread(context.store.put_file, out, "video/mp4", move=True),
            )

        return await recall_or_make(context.store, KIND, self._inputs(request), Filmed, film)

    def _screened(self, request: AvatarRequest, folder: Path) -> AvatarRequest:
        """Look at the portrait before anything is paid: what is behind the person there is behind them in the film."""
        portrait = self._context.provider.portrait_of(request)
        if portrait is None:
            return request
        return replace(request, portrait=before_screen(portrait, request.width, request.height, folder / "before.jpg"))

    def _share(self, begin: float, end: float) -> Progress:
        return lambda share: self._context.report(begin + (end - begin) * share)


def places_for(brief: Brief, style: Style, width: int, height: int) -> list[PresenterKind]:
    """Return the places in which a film of the presenter, with all that is behind them, can be shown as it is."""
    others = (kind for kind in PresenterKind if kind is not PresenterKind.CUTOUT)
    return [kind for kind in others if _fills(width, height, _sizes(brief, style, kind))]


def _sizes(brief: Brief, style: Style, kind: PresenterKind) -> FilmSizes:
    main = renditions(brief)[0]
    layout = layout_for(*main.frame_size, presenter=True, style=style.with_presenter(kind), safe=main.safe)
    return film_sizes(layout, kind)


def _fills(film_width: int, film_height: int, sizes: FilmSizes) -> bool:
    """Whether a film can be shown in a place of these sizes without being enlarged."""
    width, height = sizes.whole
    part = crop_for(film_width, film_height, width, height)
    return sizes.opening is None and part.width >= width and part.height >= height
