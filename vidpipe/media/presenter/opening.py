"""The presenter filling the frame as the film begins, and then going to the corner."""

from __future__ import annotations

from math import exp, log

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.plan import Piece
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane, bgr_to_planes
from vidpipe.media.presenter.circle import RING_COLOR, SHADOW_STRENGTH, reach_of, rim_of
from vidpipe.media.presenter.corner import film_box
from vidpipe.media.presenter.framing import crop_for
from vidpipe.media.presenter.full import FullFilm
from vidpipe.media.presenter.laying import Mask, lay, lay_masked
from vidpipe.media.presenter.picture import Picture
from vidpipe.media.presenter.timing import Opening

_SHIFT = 6
_SMALLER = 4
"""A shadow is soft: it is drawn at a quarter of the size."""
Rect = npt.NDArray[np.float64]
"""Left, top, right, bottom."""


class OpeningScreen:
    """What is seen before the presenter stands in the corner."""

    def __init__(self, piece: Piece, circle: Box, when: Opening) -> None:
        look = piece.look
        material = look.opening or look.presenter
        if material is None:
            raise ValueError("the film has no presenter")
        self._at, self._fps, self._when = piece.at, look.fps, when
        self._width, self._height = look.width, look.height
        self._circle = circle
        self._film = FullFilm(
            material.path,
            look.width,
            look.height,
            look.style.palette.surface,
            start=(piece.at + piece.first) / look.fps,
        )

    def draw(self, frame: Frame, number: int) -> None:
        """Draw the presenter over frame ``number`` of the shot."""
        picture = self._film.at((self._at + number) / self._fps)
        way = self._when.way(number)
        if way == 0:
            lay(frame, Box(left=0, top=0, width=self._width, height=self._height), picture)
            return
        rim = way * rim_of(self._circle.width)
        inner = self._place(way)
        self._draw_rim(frame, inner, rim, way)
        self._draw_film(frame, picture, inner, way)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()

    def _place(self, way: float) -> Rect:
        """Return where the film is on its way: its size changes by the same ratio in the same time."""
        target = film_box(self._circle)
        sides = [
            exp(log(begin) + way * (log(end) - log(begin)))
            for begin, end in ((self._width, target.width), (self._height, target.height))
        ]
        done = (self._width - sides[0]) / (self._width - target.width)
        x = (1 - done) * self._width / 2 + done * (target.left + target.width / 2)
        done = (self._height - sides[1]) / (self._height - target.height)
        y = (1 - done) * self._height / 2 + done * (target.top + target.height / 2)
        return np.array([x - sides[0] / 2, y - sides[1] / 2, x + sides[0] / 2, y + sides[1] / 2])

    def _draw_rim(self, frame: Frame, inner: Rect, rim: float, way: float) -> None:
        """Draw the ring and its shadow, which come up on the way."""
        outer = inner + np.array([-rim, -rim, rim, rim])
        small = rounded(outer / _SMALLER, self._width // _SMALLER, self._height // _SMALLER, way)
        reach = reach_of(self._circle.width)
        soft = cv2.GaussianBlur(small, (0, 0), reach / 2.6 / _SMALLER)
        fall = np.array([[1, 0, 0], [0, 1, reach * 0.22 / _SMALLER]])
        soft = cv2.warpAffine(soft, fall, (soft.shape[1], soft.shape[0]))
        shadow = cv2.resize(soft, (self._width, self._height), interpolation=cv2.INTER_LINEAR)
        shadow = cv2.convertScaleAbs(shadow, alpha=SHADOW_STRENGTH * way)
        _lay_color(frame, (0, 0, 0), np.asarray(shadow, np.uint8))
        _lay_color(frame, RING_COLOR, rounded(outer, self._width, self._height, way))

    def _draw_film(self, frame: Frame, picture: Picture, inner: Rect, way: float) -> None:
        crop = crop_for(self._width, self._height, 2, 2)
        source = (1 - way) * np.array([0, 0, self._width, self._height]) + way * np.array(
            [crop.left, crop.top, crop.right, crop.bottom]
        )
        moved = Frame(self._width, self._height)
        scale = (inner[2:] - inner[:2]) / (source[2:] - source[:2])
        for plane, target, size in zip(
            (picture.y, picture.cb, picture.cr), (moved.y, moved.cb, moved.cr), (1, 2, 2), strict=True
        ):
            offset = (inner[:2] - scale * source[:2]) / size + (scale - 1) / 2
            matrix = np.array([[scale[0], 0, offset[0]], [0, scale[1], offset[1]]])
            shrunk = _softened(plane, float(scale.max()))
            cv2.warpAffine(
                shrunk, matrix, target.shape[::-1], dst=target, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
        mask = Mask.of_bytes(rounded(inner, self._width, self._height, way))
        whole = Box(left=0, top=0, width=self._width, height=self._height)
        lay_masked(frame, whole, Picture(y=moved.y, cb=moved.cb, cr=moved.cr), mask)


def _softened(plane: Plane, scale: float) -> Plane:
    """Take away what a picture that shrinks to ``scale`` could not show without flicker."""
    if scale > 0.8:
        return plane
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), 0.4 / scale), np.uint8)


def _lay_color(frame: Frame, bgr: tuple[int, int, int], mask: Plane) -> None:
    y, cb, cr = (int(plane[0, 0]) for plane in bgr_to_planes(np.array([[bgr]], np.uint8)))
    plain = Picture(y=np.full_like(frame.y, y), cb=np.full_like(frame.cb, cb), cr=np.full_like(frame.cr, cr))
    lay_masked(frame, Box(left=0, top=0, width=frame.width, height=frame.height), plain, Mask.of_bytes(mask))


def rounded(rect: Rect, width: int, height: int, way: float) -> Plane:
    """Draw a rectangle whose corners become round on the way to a circle, 255 inside; edges are smooth."""
    left, top, right, bottom = rect
    radius = way * min(right - left, bottom - top) / 2
    angle = np.linspace(0, np.pi / 2, 48)
    corners = [
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 1),
        (left + radius, top + radius, 2),
        (right - radius, top + radius, 3),
    ]
    outline = np.concatenate(
        [
            np.stack([x + radius * np.cos(angle + q * np.pi / 2), y + radius * np.sin(angle + q * np.pi / 2)], axis=1)
            for x, y, q in corners
        ]
    )
    mask: Plane = np.zeros((height, width), np.uint8)
    points = np.rint((outline - 0.5) * (1 << _SHIFT)).astype(np.int32)
    cv2.fillPoly(mask, [points], 255, lineType=cv2.LINE_AA, shift=_SHIFT)
    return mask
