"""A presenter's film in a place of any proportions: filling it where the whole head is seen, else standing in it.

A tall film that filled a wide place would show a mouth and a nose. As broadcasters do, head and shoulders stand before
their own blurred likeness there.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from vidpipe.media.film.boxes import Box, even
from vidpipe.media.film.plan import Material
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.framing import SHADE, SHADOW, VIVID
from vidpipe.media.frames.planes import Plane
from vidpipe.media.presenter.film import PresenterFilm
from vidpipe.media.presenter.filmed_face import LOOKED_AT
from vidpipe.media.presenter.framing import Cut
from vidpipe.media.presenter.laying import flat, lay
from vidpipe.media.presenter.picture import Picture
from vidpipe.media.presenter.placement import Placing

_SMALLER = 8
"""A blurred likeness is made at an eighth of the size: nothing finer is left of it."""
_BLUR = 1 / 7
"""Blur of the likeness, as a share of the place's shorter side: nothing of a head can be told any more."""
_SHADOW_LIGHT = 0.35
"""How bright a backdrop is under the film's shadow."""


class PlacedFilm:
    """A film as pictures of a place; ``ground`` lies under transparent ones.

    ``place`` and ``circle`` say where in the pictures the place is, and what a circle would show of the film.
    """

    def __init__(self, film: Material, placing: Placing, ground: str, *, start: float, offset: float = 0.0) -> None:
        """Open the film at ``start`` seconds, counted as :class:`PresenterFilm` does.

        Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID).
        """
        self._width, self._height, self._ground = placing.width, placing.height, ground
        self._film = PresenterFilm(film.path, lambda *size: placing.of(*size).cut, start=start, offset=offset)
        placed = placing.of(*self._film.size)
        self.place, self.circle = placed.place, placed.circle
        self._standing, self._backdrop = placed.standing, None
        if placed.standing is not None:
            self._backdrop = self._draw_backdrop(film.path, placed.cut.part, placed.standing)

    def at(self, seconds: float) -> Picture:
        """Return what is seen at a time; times must not fall."""
        picture = flat(self._film.at(seconds), self._ground)
        if self._backdrop is None or self._standing is None:
            return picture
        frame = Frame(self._width, self._height)
        frame.data[:] = self._backdrop.data
        lay(frame, self._standing, picture)
        return Picture(y=frame.y, cb=frame.cb, cr=frame.cr)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()

    def _draw_backdrop(self, path: Path, part: Box, standing: Box) -> Frame:
        """Draw what is behind a standing film: one picture of it, blurred and darkened.

        It is drawn out over the whole place, so that its edges lie beside the film's own.
        """
        width, height = (max(2, even(side / _SMALLER)) for side in (self._width, self._height))
        film = PresenterFilm(path, lambda *_: Cut(part=part, width=width, height=height))
        picture = flat(film.at(LOOKED_AT[0]), self._ground)
        film.close()
        frame = Frame(self._width, self._height)
        for plane, target, black, share in (
            (picture.y, frame.y, 16, SHADE),
            (picture.cb, frame.cb, 128, SHADE * VIVID),
            (picture.cr, frame.cr, 128, SHADE * VIVID),
        ):
            soft = cv2.GaussianBlur(plane, (0, 0), _BLUR * min(plane.shape), borderType=cv2.BORDER_REPLICATE)
            shaded = cv2.addWeighted(soft, share, soft, 0, black * (1 - share))
            cv2.resize(shaded, target.shape[::-1], dst=target, interpolation=cv2.INTER_CUBIC)
        self._lay_shadow(frame.y, standing)
        return frame

    def _lay_shadow(self, luma: Plane, box: Box) -> None:
        light = np.ones(luma.shape, np.float32)
        light[box.top : box.bottom, box.left : box.right] = _SHADOW_LIGHT
        blur = max(SHADOW * min(self._width, self._height), 0.5)
        soft = cv2.GaussianBlur(light, (0, 0), blur, borderType=cv2.BORDER_REPLICATE)
        luma[:] = np.rint((luma.astype(np.float32) - 16) * soft + 16)
