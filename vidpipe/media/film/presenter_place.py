"""Where the presenter stands: in the lower right corner, as a figure or in a circle, or in a panel of their own."""

from __future__ import annotations

from vidpipe.media.film.boxes import Box, between, even
from vidpipe.media.film.measures import Curve, Measures
from vidpipe.models import PresenterKind, PresenterLook

# Shares of the frame's shorter side, by width to height.
_CIRCLE: Curve = ((0.5625, 0.32), (0.8, 0.27), (1.0, 0.24), (1.3, 0.22))
_CIRCLE_MOST = 0.46
_FIGURE: Curve = ((0.5625, 0.56), (0.8, 0.42), (1.0, 0.36), (1.3, 0.46))
_FIGURE_MOST = 0.7
_LOWEST: Curve = ((0.5625, 0.075), (0.8, 0.05), (1.0, 0.045))
"""Distance of a circle from the frame's lower edge, as a share of the height."""

SIDE_BY_SIDE = 1.2
"""Width to height from which on a panel stands beside the picture, and not below."""
_PANEL_WIDTH = 0.3
_PANEL_HEIGHT: Curve = ((0.5625, 0.33), (0.8, 0.37), (1.0, 0.4))
_PANEL_LEAST, _PANEL_MOST = 0.2, 0.45
_PANEL_OF_SAFE = 0.6
"""Share of what no platform covers that a panel may take: captions stand in the rest."""


def presenter_place(measures: Measures, look: PresenterLook) -> Box:
    """Return the square in which a circle or a cut-out figure stands."""
    safe = measures.safe
    margin = measures.along(((0.5625, 0.06), (1.0, 0.045))) * measures.short
    right = min(measures.width - margin, safe.right)
    if look.kind is PresenterKind.CUTOUT:
        side = _side(measures, _FIGURE, look.size, _FIGURE_MOST)
        # Cut off by the frame, a figure stands on its edge.
        bottom: float = safe.bottom
    else:
        side = _side(measures, _CIRCLE, look.size, _CIRCLE_MOST)
        bottom = min(measures.height * (1 - measures.along(_LOWEST)), safe.bottom)
    left, top = 2 * int((right - side) / 2), 2 * int((bottom - side) / 2)
    if look.kind is PresenterKind.CUTOUT and safe.bottom == measures.height:
        top = measures.height - side
    return Box(left=left, top=top, width=side, height=side)


def _side(measures: Measures, curve: Curve, size: float, most: float) -> int:
    wanted = min(measures.along(curve) * size, most) * measures.short
    return max(2, 2 * int(min(wanted, most * measures.safe.width, most * measures.safe.height) / 2))


def panel_place(measures: Measures, size: float) -> tuple[Box, Box]:
    """Return what a panel leaves for pictures, and the panel: on the right of a wide frame, at the foot of others."""
    width, height, safe = measures.width, measures.height, measures.safe
    if width >= SIDE_BY_SIDE * height:
        share = min(max(_PANEL_WIDTH * size, _PANEL_LEAST), _PANEL_MOST)
        edge = even(safe.right)
        split = even(edge - min(share * width, _PANEL_OF_SAFE * safe.width))
        return between(0, 0, split, height), between(split, 0, edge, height)
    share = min(max(measures.along(_PANEL_HEIGHT) * size, _PANEL_LEAST), _PANEL_MOST)
    edge = even(safe.bottom)
    split = even(edge - min(share * height, _PANEL_OF_SAFE * safe.height))
    return between(0, 0, width, split), between(0, split, width, edge)
