"""The presenter filling the frame as the film begins, and then going to the corner."""

from __future__ import annotations

import cv2
import numpy as np

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.plan import Piece
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane, bgr_to_planes
from vidpipe.media.presenter.circle import RING_COLOR, SHADOW_STRENGTH, reach_of, rim_of
from vidpipe.media.presenter.laying import Mask, lay, lay_masked
from vidpipe.media.presenter.picture import Picture
from vidpipe.media.presenter.placed import PlacedFilm
from vidpipe.media.presenter.placement import Placing, Rect
from vidpipe.media.presenter.timing import Opening
from vidpipe.media.presenter.way import place_on_way, seen_on_way

_SHIFT = 6
_SMALLER = 4
"""A shadow is soft: it is drawn at a quarter of the size."""


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
        self._film = PlacedFilm(
            material,
            Placing(width=look.width, height=look.height, face=material.face, near=False, with_circle=True),
            look.style.palette.surface,
            start=(piece.at + piece.first) / look.fps,
            offset=look.presenter_offset if look.opening is None else 0.0,
        )

    def draw(self, frame: Frame, number: int) -> None:
        """Draw the presenter over frame ``number`` of the shot."""
        picture = self._film.at((self._at + number) / self._fps)
        way = self._when.way(number)
        if way == 0:
            lay(frame, Box(left=0, top=0, width=self._width, height=self._height), _part(picture, self._film.place))
            return
        inner = place_on_way(self._width, self._height, self._circle, way)
        rim = way * rim_of(self._circle.width)
        outer = inner + np.array([-rim, -rim, rim, rim])
        room = self._room(outer)
        self._draw_rim(frame, room, outer, way)
        self._draw_film(frame, room, picture, inner, way)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()

    def _room(self, outer: Rect) -> Box:
        """Return the part of the frame that ring and shadow reach, in even numbers."""
        reach = 1.3 * reach_of(self._circle.width)
        left, top = (2 * int(max(value - reach, 0) / 2) for value in outer[:2])
        right = 2 * int(min(outer[2] + reach, self._width) / 2)
        bottom = 2 * int(min(outer[3] + reach, self._height) / 2)
        return Box(left=left, top=top, width=right - left, height=bottom - top)

    def _draw_rim(self, frame: Frame, room: Box, outer: Rect, way: float) -> None:
        """Draw the ring and its shadow, which come up on the way."""
        outer = _within(outer, room)
        small = rounded(outer / _SMALLER, room.width // _SMALLER, room.height // _SMALLER, way)
        reach = reach_of(self._circle.width)
        soft = cv2.GaussianBlur(small, (0, 0), reach / 2.6 / _SMALLER)
        fall = np.array([[1, 0, 0], [0, 1, reach * 0.22 / _SMALLER]])
        soft = cv2.warpAffine(soft, fall, (soft.shape[1], soft.shape[0]))
        shadow = cv2.resize(soft, (room.width, room.height), interpolation=cv2.INTER_LINEAR)
        shadow = cv2.convertScaleAbs(shadow, alpha=SHADOW_STRENGTH * way)
        _lay_color(frame, room, (0, 0, 0), np.asarray(shadow, np.uint8))
        _lay_color(frame, room, RING_COLOR, rounded(outer, room.width, room.height, way))

    def _draw_film(self, frame: Frame, room: Box, picture: Picture, inner: Rect, way: float) -> None:
        source, inner = seen_on_way(self._film.place, self._film.circle, way), _within(inner, room)
        moved = Frame(room.width, room.height)
        scale = (inner[2:] - inner[:2]) / (source[2:] - source[:2])
        for plane, target, size in zip(
            (picture.y, picture.cb, picture.cr), (moved.y, moved.cb, moved.cr), (1, 2, 2), strict=True
        ):
            smaller, by = _smaller(plane, float(scale.max()))
            offset = (inner[:2] - scale * source[:2]) / size + (scale / by - 1) / 2
            matrix = np.array([[scale[0] / by, 0, offset[0]], [0, scale[1] / by, offset[1]]])
            cv2.warpAffine(smaller, matrix, target.shape[::-1], dst=target, borderMode=cv2.BORDER_REPLICATE)
        mask = Mask.of_bytes(rounded(inner, room.width, room.height, way))
        lay_masked(frame, room, Picture(y=moved.y, cb=moved.cb, cr=moved.cr), mask)


def _part(picture: Picture, box: Box) -> Picture:
    """Cut a box of even numbers out of a picture, without copying."""
    rows, columns = slice(box.top, box.bottom), slice(box.left, box.right)
    half = slice(box.top // 2, box.bottom // 2), slice(box.left // 2, box.right // 2)
    return Picture(y=picture.y[rows, columns], cb=picture.cb[half], cr=picture.cr[half])


def _within(rect: Rect, room: Box) -> Rect:
    return np.asarray(rect - np.array([room.left, room.top, room.left, room.top]))


def _smaller(plane: Plane, scale: float) -> tuple[Plane, float]:
    """Halve a picture that is to shrink further, and say by how much it is smaller: it would flicker otherwise."""
    halvings = max(0, int(np.log2(1 / scale) + 0.4))
    if halvings == 0:
        return plane, 1.0
    by = 0.5**halvings
    # Exactly by this ratio, whatever is left over at the far edges.
    rows, columns = (side >> halvings << halvings for side in plane.shape)
    size = columns >> halvings, rows >> halvings
    return np.asarray(cv2.resize(plane[:rows, :columns], size, interpolation=cv2.INTER_AREA), np.uint8), by


def _lay_color(frame: Frame, room: Box, bgr: tuple[int, int, int], mask: Plane) -> None:
    plain = Frame(room.width, room.height)
    y, cb, cr = (int(plane[0, 0]) for plane in bgr_to_planes(np.array([[bgr]], np.uint8)))
    plain.y[:], plain.cb[:], plain.cr[:] = y, cb, cr
    lay_masked(frame, room, Picture(y=plain.y, cb=plain.cb, cr=plain.cr), Mask.of_bytes(mask))


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
