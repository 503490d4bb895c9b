"""The presenter's film as large as the frame, whatever its own proportions are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.film.boxes import Box, even
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane
from vidpipe.media.presenter.film import PresenterFilm
from vidpipe.media.presenter.framing import Cut, cover, framing
from vidpipe.media.presenter.laying import Mask, flat, lay_masked
from vidpipe.media.presenter.picture import Picture

MOST_LOST = 0.3
"""Share of a film's width or height that may be cut off to fill the frame; otherwise its edges are drawn out."""
_BLUR = 0.03
_SOFT_EDGE = 0.02
_SMALLER = 8


class FullFilm:
    """A film as pictures of the whole frame; ``ground`` lies under transparent ones."""

    def __init__(self, path: Path, width: int, height: int, ground: str, *, start: float, offset: float = 0.0) -> None:
        """Open the film at ``start`` seconds, counted as :class:`PresenterFilm` does.

        Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID).
        """
        self._width, self._height, self._ground = width, height, ground
        self._film = PresenterFilm(path, self._fitting, start=start, offset=offset)
        self._behind: Frame | None = None
        shown = self._fitting(*self._film.size)
        if (shown.width, shown.height) != (width, height):
            self._box, self._edge = self._standing(*self._film.size, shown)
            self._behind = self._extended(path, shown)

    def at(self, seconds: float) -> Picture:
        """Return what is seen at a time; times must not fall."""
        picture = flat(self._film.at(seconds), self._ground)
        if self._behind is None:
            return picture
        frame = Frame(self._width, self._height)
        frame.data[:] = self._behind.data
        lay_masked(frame, self._box, picture, self._edge)
        return Picture(y=frame.y, cb=frame.cb, cr=frame.cr)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()

    def _fitting(self, columns: int, rows: int) -> Cut:
        likeness = (columns / rows) / (self._width / self._height)
        if min(likeness, 1 / likeness) >= 1 - MOST_LOST:
            return cover(self._width, self._height)(columns, rows)
        whole = Box(left=0, top=0, width=columns // 2 * 2, height=rows // 2 * 2)
        if likeness < 1:
            return Cut(part=whole, width=even(self._width * likeness), height=self._height)
        return Cut(part=whole, width=self._width, height=even(self._height / likeness))

    def _standing(self, columns: int, rows: int, shown: Cut) -> tuple[Box, Mask]:
        """Return where the film stands, its face where one of the frame's size would have it, and its soft edges."""
        middle = framing(self._width, self._height).middle * self._height
        top = middle - framing(columns, rows).middle * shown.height
        box = Box(
            left=even((self._width - shown.width) / 2),
            top=even(min(max(top, 0), self._height - shown.height)),
            width=shown.width,
            height=shown.height,
        )
        ramps = [
            _ramp(length, _SOFT_EDGE * min(self._width, self._height) if length < room else 0)
            for length, room in ((box.width, self._width), (box.height, self._height))
        ]
        return box, Mask.of(np.outer(ramps[1], ramps[0]).astype(np.float32))

    def _extended(self, path: Path, shown: Cut) -> Frame:
        """Return the frame around the standing film: its first picture's edges drawn out, and blurred."""
        sides = [max(2, even(side / _SMALLER)) for side in (shown.width, shown.height)]
        film = PresenterFilm(path, lambda *_: Cut(part=shown.part, width=sides[0], height=sides[1]))
        small = flat(film.at(0.0), self._ground)
        film.close()
        frame = Frame(self._width, self._height)
        for plane, target in ((small.y, frame.y), (small.cb, frame.cb), (small.cr, frame.cr)):
            self._draw_out(plane, target)
        return frame

    def _draw_out(self, plane: Plane, target: Plane) -> None:
        rows, columns = plane.shape
        scale = rows / self._box.height
        top, left = round(self._box.top * scale), round(self._box.left * scale)
        bottom = max(0, round(self._height * scale) - rows - top)
        right = max(0, round(self._width * scale) - columns - left)
        wide = cv2.copyMakeBorder(plane, top, bottom, left, right, cv2.BORDER_REPLICATE)
        soft = cv2.GaussianBlur(wide, (0, 0), _BLUR * min(wide.shape), borderType=cv2.BORDER_REPLICATE)
        cv2.resize(soft, target.shape[::-1], dst=target, interpolation=cv2.INTER_CUBIC)


def _ramp(length: int, soft: float) -> npt.NDArray[np.float64]:
    """Return shares along a side that rise from 0 at its ends; all 1 when ``soft`` is none."""
    places = np.arange(length) + 0.5
    if not soft:
        return np.ones(length)
    share = np.clip(np.minimum(places, length - places) / soft, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))
