"""The measures of a frame: what is safe to use of it, and how wide margins and gaps are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vidpipe.media.film.boxes import Box, between
from vidpipe.models import SafeArea

LEAST_ROOM = 0.5
"""Share of a side that is used however much of it is said to be covered: there has to be room for something."""
Curve = Sequence[tuple[float, float]]
"""Points of (width to height, value), from tall to wide."""
_SIDE_MARGIN: Curve = ((0.5625, 0.055), (1.0, 0.045))
_LOWER_MARGIN: Curve = ((0.5625, 0.13), (0.8, 0.055), (1.0, 0.045))
"""Phones draw buttons over the lower edge of tall pictures."""
GAP = 0.028


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The measures of one frame, in pixels."""

    width: int
    height: int
    safe: Box
    """What no platform covers."""

    @property
    def short(self) -> int:
        """The shorter side, by which things are sized."""
        return min(self.width, self.height)

    @property
    def gap(self) -> float:
        """Air between two things."""
        return GAP * self.short

    def along(self, curve: Curve) -> float:
        """Read a value off its curve for the frame's proportions."""
        return along(curve, self.width / self.height)

    def inside(self, box: Box) -> Box:
        """Return what of a box is safe, with margins to the box's edges. Raises ValueError when that is nothing."""
        side, upper = self.along(_SIDE_MARGIN) * self.short, _SIDE_MARGIN[1][1] * self.short
        lower = self.along(_LOWER_MARGIN) * self.height if box.bottom == self.height else 1.4 * self.gap
        area = between(
            max(box.left + side, self.safe.left),
            max(box.top + upper, self.safe.top),
            min(box.right - side, self.safe.right),
            min(box.bottom - lower, self.safe.bottom),
        )
        if not area.width or not area.height:
            raise ValueError(f"{box} leaves no room in {self.safe}")
        return area


def measures_of(width: int, height: int, safe: SafeArea) -> Measures:
    """Return the measures of a frame of which the platform covers ``safe``."""
    left, right = _room(safe.left, safe.right)
    top, bottom = _room(safe.top, safe.bottom)
    return Measures(
        width=width,
        height=height,
        safe=between(left * width, top * height, (1 - right) * width, (1 - bottom) * height),
    )


def _room(before: float, after: float) -> tuple[float, float]:
    """Return two covered shares of a side, both less where they would leave hardly anything."""
    fitting = min(1.0, (1 - LEAST_ROOM) / max(before + after, 1e-9))
    return before * fitting, after * fitting


def along(curve: Curve, aspect: float) -> float:
    """Read the value at ``aspect`` off a curve: straight between its points, level beyond them."""
    if aspect <= curve[0][0]:
        return curve[0][1]
    for (before, low), (after, high) in pairwise(curve):
        if aspect <= after:
            return low + (high - low) * (aspect - before) / (after - before)
    return curve[-1][1]
