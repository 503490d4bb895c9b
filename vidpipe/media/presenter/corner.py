"""The presenter in a circle, on a thin light ring with a soft shadow."""

from __future__ import annotations

import cv2
import numpy as np

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.plan import Piece
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.patch import Patch
from vidpipe.media.presenter.circle import disc, reach_of, rim_of, round_share
from vidpipe.media.presenter.film import PresenterFilm
from vidpipe.media.presenter.framing import cover
from vidpipe.media.presenter.laying import Mask, flat, lay_masked


def film_box(circle: Box) -> Box:
    """Return where in a circle's square the film goes: within the ring."""
    rim = rim_of(circle.width)
    return Box(
        left=circle.left + rim, top=circle.top + rim, width=circle.width - 2 * rim, height=circle.height - 2 * rim
    )


class Corner:
    """The layer of a presenter in the corner."""

    def __init__(self, piece: Piece, circle: Box) -> None:
        look = piece.look
        if look.presenter is None:
            raise ValueError("the film has no presenter")
        self._at, self._fps = piece.at, look.fps
        self._ground = look.style.palette.surface
        self._box = film_box(circle)
        side = self._box.width
        self._film = PresenterFilm(
            look.presenter.path,
            cover(side, side, look.presenter.face),
            start=(piece.at + piece.first) / look.fps,
            offset=look.presenter_offset,
        )
        self._mask = Mask.of(round_share(side, side / 2, side / 2))
        reach = reach_of(circle.width)
        drawn = np.asarray(cv2.cvtColor(disc(circle.width, reach), cv2.COLOR_BGRA2RGBA), np.uint8)
        self._disc = Patch(drawn, circle.left - reach, circle.top - reach, look.width, look.height)

    def draw(self, frame: Frame, number: int) -> None:
        """Draw the presenter over frame ``number`` of the shot."""
        self._disc.draw(frame)
        picture = self._film.at((self._at + number) / self._fps)
        lay_masked(frame, self._box, flat(picture, self._ground), self._mask)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()
