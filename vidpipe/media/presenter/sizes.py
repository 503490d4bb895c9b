"""How large a presenter's film has to be, so that it is shown without being enlarged."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.media.film.boxes import even
from vidpipe.media.film.layout import Layout
from vidpipe.media.presenter.corner import film_box
from vidpipe.media.presenter.timing import SECONDS
from vidpipe.models import PresenterKind

LEAST = 128
"""Pixels of the shorter side: a smaller film is hard to move a mouth in."""


@dataclass(frozen=True, kw_only=True)
class FilmSizes:
    """Width and height of the presenter's film, and of its large beginning where they fill the frame at first."""

    whole: tuple[int, int]
    opening: tuple[int, int] | None = None
    opening_seconds: float = SECONDS
    """How much of the beginning is wanted."""


def film_sizes(layout: Layout, kind: PresenterKind) -> FilmSizes:
    """Return the sizes for a layout with a presenter. Raises ValueError for one without."""
    place = layout.presenter
    if place is None:
        raise ValueError("the layout has no presenter")
    match kind:
        case PresenterKind.PANEL | PresenterKind.CUTOUT:
            return FilmSizes(whole=_at_least(place.width, place.height))
        case PresenterKind.CORNER:
            side = film_box(place).width
            return FilmSizes(whole=_at_least(side, side))
        case PresenterKind.INTRO:
            # Of the frame's proportions, so that the small film continues the large one without a jump.
            ratio = film_box(place).width / min(layout.width, layout.height)
            return FilmSizes(
                whole=_at_least(even(layout.width * ratio), even(layout.height * ratio)),
                opening=(layout.width, layout.height),
            )


def _at_least(width: int, height: int) -> tuple[int, int]:
    ratio = max(1.0, LEAST / min(width, height))
    return even(width * ratio), even(height * ratio)
