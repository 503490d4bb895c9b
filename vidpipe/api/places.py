"""Where a task's presenter can stand instead, and what each place makes again."""

from __future__ import annotations

from vidpipe.api.shapes import Wire
from vidpipe.models import AvatarManifest, Brief, ErrorInfo, PresenterKind, Style
from vidpipe.stages.filming import places_for


class PlaceView(Wire):
    """A place to choose, and what is made again for it.

    ``filmedAgain`` unless the film that is there can be shown in it; ``picturesAgain`` where the pictures get another
    size, as beside a panel.
    """

    place: PresenterKind
    filmed_again: bool
    pictures_again: bool


def other_places(
    brief: Brief, style: Style, *, enabled: bool, made: AvatarManifest | None, error: ErrorInfo | None
) -> list[PlaceView]:
    """Return the places where the presenter does not stand now, those first that cost least.

    ``style`` has the presenter where they stand, if ``enabled``; ``made`` is their film, ``error`` why there is none.
    """
    kept = _shown_in(brief, style, made, error)
    has_panel = enabled and style.presenter.kind is PresenterKind.PANEL
    places = [
        PlaceView(
            place=kind,
            filmed_again=kind not in kept,
            pictures_again=(kind is PresenterKind.PANEL) is not has_panel,
        )
        for kind in PresenterKind
        if not enabled or kind is not style.presenter.kind
    ]
    return sorted(places, key=lambda one: (one.filmed_again, one.pictures_again))


def _shown_in(brief: Brief, style: Style, made: AvatarManifest | None, error: ErrorInfo | None) -> list[PresenterKind]:
    """Return the places where the film that was made can be shown; behind a figure that is cut out is a screen."""
    if made is not None and made.clip is not None:
        return [] if made.place is PresenterKind.CUTOUT else places_for(brief, style, made.width, made.height)
    details = {} if error is None else error.details
    return places_for(brief, style, details["width"], details["height"]) if details.get("filmed") else []
