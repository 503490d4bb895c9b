"""The presenter in a panel of their own, beside the pictures or below them."""

from __future__ import annotations

from vidpipe.media.film.boxes import Box, even
from vidpipe.media.film.layout import Layout
from vidpipe.media.film.plan import Piece
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.laying import fill, lay
from vidpipe.media.presenter.placed import PlacedFilm
from vidpipe.media.presenter.placement import Placing

SEAM = 0.0045
"""Width of the line between pictures and panel, as a share of the frame's shorter side."""


class Panel:
    """The layer of a presenter's panel."""

    def __init__(self, piece: Piece, layout: Layout, panel: Box) -> None:
        look = piece.look
        if look.presenter is None:
            raise ValueError("the film has no presenter")
        self._at, self._fps, self._palette = piece.at, look.fps, look.style.palette
        self._box = panel
        self._film = PlacedFilm(
            look.presenter,
            Placing(width=panel.width, height=panel.height, face=look.presenter.face),
            self._palette.surface,
            start=(piece.at + piece.first) / look.fps,
            offset=look.presenter_offset,
        )
        self._seam = _seam(layout, panel)
        self._rest = _rest(layout, panel)

    def draw(self, frame: Frame, number: int) -> None:
        """Draw the panel beside the picture of frame ``number`` of the shot."""
        if self._rest is not None:
            fill(frame, self._rest, self._palette.surface)
        picture = self._film.at((self._at + number) / self._fps)
        lay(frame, self._box, picture)
        fill(frame, self._seam, self._palette.accent)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()


def _seam(layout: Layout, panel: Box) -> Box:
    """Return the line along the panel's inner edge."""
    wide = max(2, even(SEAM * min(layout.width, layout.height)))
    if panel.width == layout.width:
        return Box(left=0, top=panel.top, width=panel.width, height=wide)
    left = panel.left if panel.left else panel.right - wide
    return Box(left=left, top=0, width=wide, height=panel.height)


def _rest(layout: Layout, panel: Box) -> Box | None:
    """Return the strip between the panel and the frame's edge, which the platform covers; None when there is none."""
    if panel.width == layout.width:
        rest = Box(left=0, top=panel.bottom, width=layout.width, height=layout.height - panel.bottom)
    elif layout.stage.left == 0:
        rest = Box(left=panel.right, top=0, width=layout.width - panel.right, height=layout.height)
    else:
        rest = Box(left=0, top=0, width=panel.left, height=layout.height)
    return rest if rest.width and rest.height else None
