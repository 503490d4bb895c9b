"""Where captions stand, and how large they are: clear of the presenter, in lines long enough to read."""

from __future__ import annotations

from collections.abc import Iterator

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.measures import Curve, Measures
from vidpipe.models import CaptionLook

EM_PER_CHARACTER = 0.57
"""Mean width of a bold Latin letter in ems, measured over English text in Noto Sans Bold; sets the line length."""
_PADDING = 1.2
"""Ems by which the caption's panel pads its text, both sides together."""
_FONT: Curve = ((0.5625, 0.056), (0.8, 0.05), (1.0, 0.046), (1.3, 0.045))
"""An em as a share of the frame's shorter side."""
_HEIGHT = 3.6
"""Ems that two lines and their panel take."""
_CENTRED, _ASIDE = 26, 16
"""Characters that a line must hold to stand in the picture's middle beside the presenter, and at one side."""
_SHORTEST = 9
_WIDEST = 0.9
"""Share of the picture's width."""
_STEP = 0.94
_SMALLEST = 4


def caption_place(measures: Measures, look: CaptionLook, stage: Box, presenter: Box | None) -> tuple[Box, int]:
    """Return room for two lines of captions over the stage, and the size of an em, both in pixels."""
    area = measures.inside(stage)
    kept_clear = presenter and presenter.grown(round(measures.gap))
    em = measures.along(_FONT) * measures.short * look.size
    while True:
        for box, least in _places(look, stage, area, kept_clear, em):
            fits = area.holds(box) and not (kept_clear and box.overlaps(kept_clear))
            if fits and mean_line(box.width, round(em)) >= max(_SHORTEST, least / max(look.size, 1)):
                return box, round(em)
        if em < _SMALLEST:
            raise ValueError(f"no room for captions in {area} beside {presenter}")
        em *= _STEP


def mean_line(width: int, em: int) -> int:
    """Return how many characters of Latin text fit a line of captions in a box of ``width`` pixels."""
    return int((width - _PADDING * em) / em / EM_PER_CHARACTER)


def _places(look: CaptionLook, stage: Box, area: Box, kept_clear: Box | None, em: float) -> Iterator[tuple[Box, int]]:
    """Yield the places for captions, the best first, and how many characters each must hold to be taken."""
    height = round(_HEIGHT * em)
    middle = (area.left + area.right) // 2
    reach = min(middle - area.left, area.right - middle, round(_WIDEST * stage.width / 2))
    bottom = area.bottom if look.place == "bottom" else (area.top + area.bottom + height) // 2
    yield _band(middle - reach, middle + reach, bottom, height), 0
    if kept_clear is None:
        return
    aside = min(kept_clear.left - middle, reach)
    yield _band(middle - aside, middle + aside, bottom, height), _CENTRED
    yield _band(area.left, min(kept_clear.left, area.right), bottom, height), _ASIDE
    yield _band(middle - reach, middle + reach, kept_clear.top, height), 0


def _band(left: int, right: int, bottom: int, height: int) -> Box:
    return Box(left=left, top=bottom - height, width=max(0, right - left), height=height)
