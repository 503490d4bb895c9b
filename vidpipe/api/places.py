"""Where a task's presenter can stand instead, and what each place makes again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from vidpipe.api.services import Services
from vidpipe.api.shapes import Wire
from vidpipe.errors import VidpipeError
from vidpipe.models import Action, AvatarManifest, Brief, Decided, ErrorInfo, PresenterKind, Style
from vidpipe.models.brand import Corner
from vidpipe.models.decisions import PicturesMove
from vidpipe.providers import ImageProvider, Provider
from vidpipe.stages.admission import brief_of
from vidpipe.stages.filming import places_for
from vidpipe.stages.formats import pictures_move


class PlaceView(Wire):
    """A place to choose, and what is made again for it.

    ``filmedAgain`` unless the film that is there can be shown in it; ``picturesAgain`` where the scenes' pictures get
    another size, as beside a panel, or are drawn on this machine and have to keep clear of the presenter.
    """

    place: PresenterKind
    filmed_again: bool
    pictures_again: bool


def other_places(
    brief: Brief,
    asked_style: Style,
    decided: Decided,
    *,
    made: AvatarManifest | None,
    failed: Mapping[PresenterKind, ErrorInfo],
    drawn_here: bool,
    mark: Corner | None,
) -> list[PlaceView]:
    """Return the places where the presenter does not stand now and can stand, those first that cost least.

    ``made`` is their film; ``failed`` names the places in which they cannot be shown. ``drawn_here`` tells that the
    scenes' pictures are drawn on this machine, ``mark`` is the corner of the brand's watermark.
    """
    style, enabled = decided.style(asked_style), decided.avatar(brief.avatar).enabled
    kept = _shown_in(brief, style, made, failed.get(PresenterKind.CUTOUT))

    def moved(kind: PresenterKind) -> bool:
        after = decided.after(Action.PLACE, None, {"place": kind})
        return pictures_move(brief, asked_style, decided, after, drawn_here=drawn_here, mark=mark)

    places = [
        PlaceView(place=kind, filmed_again=kind not in kept, pictures_again=moved(kind))
        for kind in PresenterKind
        if kind not in failed and (not enabled or kind is not style.presenter.kind)
    ]
    return sorted(places, key=lambda one: (one.filmed_again, one.pictures_again))


def draws_here(providers: Mapping[str, Provider], brief: Brief) -> bool:
    """Whether the scenes' pictures of a video are drawn on this machine, for each format."""
    provider = providers.get("image")
    return provider is not None and brief.visuals == "pictures" and cast("ImageProvider", provider).draws_each_format


def moving_pictures(services: Services, task_id: UUID) -> PicturesMove:
    """Return what says of decisions about a task's presenter whether its pictures are others by them.

    Where its brief cannot be read, or its brand is gone, nobody knows, and they are looked at again.
    """
    payload = services.tasks.get(task_id).payload

    def moves(before: Decided, after: Decided) -> bool:
        try:
            brief = brief_of(payload)
            style, brand = services.looks.style(brief), services.looks.brand(brief)
        except VidpipeError:
            return True
        mark = None if brand is None else brand.mark
        return pictures_move(brief, style, before, after, drawn_here=draws_here(services.providers, brief), mark=mark)

    return moves


def _shown_in(brief: Brief, style: Style, made: AvatarManifest | None, error: ErrorInfo | None) -> list[PresenterKind]:
    """Return the places where the film that was made can be shown; behind a figure that is cut out is a screen."""
    if made is not None and made.clip is not None:
        return [] if made.place is PresenterKind.CUTOUT else places_for(brief, style, made.width, made.height)
    details = {} if error is None else error.details
    return places_for(brief, style, details["width"], details["height"]) if details.get("filmed") else []
