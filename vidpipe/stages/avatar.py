"""The avatar stage: the presenter is filmed speaking the narration, if the brief wants one."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vidpipe.errors import ProviderError
from vidpipe.media import lip_sync
from vidpipe.models import AvatarManifest, NarrationManifest, PresenterKind
from vidpipe.models.brief import UPLOADED
from vidpipe.models.failed_places import NOT_CUT_OUT
from vidpipe.providers import AvatarProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.filming import Filmed, Filming, places_for
from vidpipe.stages.memory import recall_or_make
from vidpipe.stages.soundtrack import sound_mixed_meanwhile
from vidpipe.styles import BrandFile

KEPT = "kept_film"
"""Names, among the facts of a try, the film that was made and cannot be shown."""


async def make_avatar(context: StageContext[AvatarProvider], narration: NarrationManifest) -> AvatarManifest:
    """Have the presenter filmed; without one wanted, hand on an empty manifest that says so.

    Raises ProviderError (AVATAR_CANNOT_BE_CUT_OUT) where that is wanted and cannot be; a film that was made is kept.
    """
    wished, store = context.avatar, context.store
    if not wished.enabled:
        who = "a person decided" if context.brief.avatar.enabled else "the brief asks"
        context.notes.update({"presenter": f"none, as {who}"})
        return AvatarManifest(provider="none", clip=None)
    kind = context.style.presenter.kind
    filming = Filming(context, narration.audio, await _portrait(context, wished.image))
    async with sound_mixed_meanwhile(context, narration):
        films = await filming.films(kind)
    whole, opening = films.whole, films.opening
    if kind is PresenterKind.CUTOUT and not whole.cut_out:
        # So that people see what they have paid while they decide.
        context.notes[KEPT] = whole.video.model_dump(mode="json")
        raise _cannot_be_cut_out(whole, places_for(context.brief, context.style, whole.width, whole.height))

    async def measure(_folder: Path) -> AvatarManifest:
        lips = await asyncio.to_thread(lip_sync, store.path(whole.video), store.path(narration.audio))
        return AvatarManifest(
            provider=context.provider.name,
            lips_late=lips.offset_seconds,
            lips_sure=lips.confidence,
            clip=whole.video,
            opening=opening and opening.video,
            place=kind,
            width=whole.width,
            height=whole.height,
            face=whole.face,
            opening_face=opening and opening.face,
        )

    inputs: dict[str, object] = {
        "films": [whole.video.sha256, opening and opening.video.sha256],
        "audio": narration.audio.sha256,
        "place": kind,
        "provider": context.provider.name,
        "faces": [film and film.face and film.face.model_dump(mode="json") for film in (whole, opening)],
    }
    manifest, _ = await recall_or_make(store, "avatar", inputs, AvatarManifest, measure)
    context.notes.update({"size": f"{manifest.width}×{manifest.height}", "recalled": films.recalled})
    return manifest


async def _portrait(context: StageContext[AvatarProvider], image: str | None) -> BrandFile | None:
    """Return who speaks: the uploaded portrait, else the brand's; None for whom the provider shows by itself."""
    if image is None:
        return None if context.brand is None else context.brand.presenter
    uploaded = await asyncio.to_thread(context.store.find, image.removeprefix(UPLOADED))
    return BrandFile(path=context.store.path(uploaded), sha256=uploaded.sha256)


def _cannot_be_cut_out(film: Filmed, places: list[PresenterKind]) -> ProviderError:
    """Say why, and what each other place would cost."""
    free = " or ".join(places)
    reuse = f"In the place {free} it is shown at no further cost; elsewhere the presenter is filmed again."
    return ProviderError(
        "The presenter cannot be cut out: what is behind them in the film is not one strong colour, such as green, and "
        f"the film has no transparency. The film is kept. {reuse if places else ''}".rstrip(),
        code=NOT_CUT_OUT,
        details={"filmed": True, "places": list(places), "width": film.width, "height": film.height},
    )
