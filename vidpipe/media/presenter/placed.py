"""A presenter's film in a place of any proportions: filling it where the whole head is seen, else standing in it.

A tall film that filled a wide place would show a mouth and a nose. As broadcasters do, head and shoulders stand before
their own blurred likeness there.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.film.boxes import Box, even
from vidpipe.media.film.plan import Material
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.framing import SHADE, SHADOW, VIVID
from vidpipe.media.frames.planes import Plane
from vidpipe.media.presenter.film import PresenterFilm
from vidpipe.media.presenter.filmed_face import LOOKED_AT
from vidpipe.media.presenter.framing import Cut, crop_for, framing, shows_head, usual_face
from vidpipe.media.presenter.laying import flat, lay
from vidpipe.media.presenter.picture import Picture

_SMALLER = 8
"""A blurred likeness is made at an eighth of the size: nothing finer is left of it."""
_BLUR = 1 / 7
"""Blur of the likeness, as a share of the place's shorter side: nothing of a head can be told any more."""
_SHADOW_LIGHT = 0.35
"""How bright a backdrop is under the film's shadow."""
Rect = npt.NDArray[np.float64]
"""Left, top, right, bottom."""


class PlacedFilm:
    """A film as pictures of a place of ``width`` × ``height`` pixels; ``ground`` lies under transparent ones.

    Its pictures reach beyond the place where ``with_circle`` asks for what a circle shows of the film, and the place
    shows less. ``place`` and ``circle`` say where in them the two are.
    """

    def __init__(
        self,
        film: Material,
        size: tuple[int, int],
        ground: str,
        *,
        start: float,
        offset: float = 0.0,
        near: bool = True,
        with_circle: bool = False,
    ) -> None:
        """Open the film at ``start`` seconds, counted as :class:`PresenterFilm` does.

        ``near`` brings the head to its usual size; otherwise as much of the film is shown as the place holds. Raises
        MediaError (FILE_NOT_FOUND, MEDIA_INVALID).
        """
        self._width, self._height, self._ground = *size, ground
        self._material, self._near, self._with_circle = film, near, with_circle
        self._film = PresenterFilm(film.path, self._fitting, start=start, offset=offset)
        self._backdrop = None if self._fills else self._draw_backdrop()

    def at(self, seconds: float) -> Picture:
        """Return what is seen at a time; times must not fall."""
        picture = flat(self._film.at(seconds), self._ground)
        if self._backdrop is None:
            return picture
        frame = Frame(self._width, self._height)
        frame.data[:] = self._backdrop.data
        lay(frame, self._standing, picture)
        return Picture(y=frame.y, cb=frame.cb, cr=frame.cr)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()

    def _fitting(self, columns: int, rows: int) -> Cut:
        face = self._material.face
        part = crop_for(columns, rows, self._width, self._height, face, near=self._near)
        circle = crop_for(columns, rows, 2, 2, face)
        self._fills = shows_head(part, columns, rows, face)
        if not self._fills:
            return self._standing_part(columns, rows, _around(part, circle), circle)
        scale = np.array([self._width / part.width, self._height / part.height])
        shown = _around(part, circle) if self._with_circle else part
        width, height = (even(side) for side in scale * (shown.width, shown.height))
        left, top = (even(value) for value in scale * (part.left - shown.left, part.top - shown.top))
        self.place = Box(
            left=min(left, width - self._width),
            top=min(top, height - self._height),
            width=self._width,
            height=self._height,
        )
        self.circle = _moved(circle, shown, scale, (0, 0))
        return Cut(part=shown, width=width, height=height)

    def _standing_part(self, columns: int, rows: int, part: Box, circle: Box) -> Cut:
        """Show a part that holds the whole head: the face where a film of the place's own size would have it."""
        self._part = part
        scale = min(self._width / part.width, self._height / part.height)
        width, height = even(scale * part.width), even(scale * part.height)
        face = self._material.face or usual_face(columns, rows)
        middle = (face.down * rows - part.top) * scale
        top = framing(self._width, self._height).middle * self._height - middle
        self._standing = Box(
            left=even((self._width - width) / 2),
            top=even(min(max(top, 0), self._height - height)),
            width=width,
            height=height,
        )
        self.place = Box(left=0, top=0, width=self._width, height=self._height)
        scales = np.array([width / part.width, height / part.height])
        self.circle = _moved(circle, part, scales, (self._standing.left, self._standing.top))
        return Cut(part=part, width=width, height=height)

    def _draw_backdrop(self) -> Frame:
        """Draw what is behind a standing film: one picture of it, blurred and darkened.

        It is drawn out over the whole place, so that its edges lie beside the film's own.
        """
        width, height = (max(2, even(side / _SMALLER)) for side in (self._width, self._height))
        film = PresenterFilm(self._material.path, lambda *_: Cut(part=self._part, width=width, height=height))
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
        self._lay_shadow(frame.y)
        return frame

    def _lay_shadow(self, luma: Plane) -> None:
        light = np.ones(luma.shape, np.float32)
        box = self._standing
        light[box.top : box.bottom, box.left : box.right] = _SHADOW_LIGHT
        blur = max(SHADOW * min(self._width, self._height), 0.5)
        soft = cv2.GaussianBlur(light, (0, 0), blur, borderType=cv2.BORDER_REPLICATE)
        luma[:] = np.rint((luma.astype(np.float32) - 16) * soft + 16)


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right, bottom = max(one.right, other.right), max(one.bottom, other.bottom)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def _moved(box: Box, part: Box, scale: npt.NDArray[np.float64], by: tuple[int, int]) -> Rect:
    """Return where a box of the film lies in a picture of a part of it."""
    corners = np.array([[box.left - part.left, box.top - part.top], [box.right - part.left, box.bottom - part.top]])
    return np.asarray(corners * scale + by, np.float64).ravel()
