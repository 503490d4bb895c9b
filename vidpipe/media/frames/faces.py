"""Finding faces in pictures.

OpenCV 5 ships no face detector of its own (the Haar cascades of version 4 are gone), so MediaPipe's BlazeFace lies in
``models/``. It looks at squares, and knows faces that take from a tenth to nearly all of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
"""Shape (n, 2): column and row in pixels."""

SURE = 0.6
"""Score, 0 to 1, from which on something is taken for a face."""
_SURER = 0.75
"""The same where many squares are looked at, of which each may deceive: two round letters have 0.7."""
_SIDE = 128
_LEAST = 32
"""Pixels of the smallest square that is looked at by itself: the faces in a smaller one nobody would know for faces,
and of a long and thin picture there would be thousands."""
_SAME = 0.3
"""Share of their common area from which on two finds are one face."""


@dataclass(frozen=True, kw_only=True)
class FoundFace:
    """Where a face is, in pixels: its middle, the side of its square from brows to chin, its lean in degrees."""

    centre: Points
    side: float
    lean: float
    score: float

    def common(self, other: FoundFace) -> float:
        """Return the area that both squares cover, as a share of the area that either covers."""
        near = np.minimum(self.centre + self.side / 2, other.centre + other.side / 2)
        far = np.maximum(self.centre - self.side / 2, other.centre - other.side / 2)
        both = float(np.prod(np.maximum(near - far, 0)))
        return both / (self.side**2 + other.side**2 - both)


class FaceFinder:
    """Finds faces; for one thread at a time."""

    def __init__(self) -> None:
        with as_file(files(__package__).joinpath("models", "face_detection_short_range.tflite")) as path:
            # OpenCV 5.0's new engine sees one output of this file, and only with a path can the old one be chosen.
            self._network = cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)

    def best(self, picture: NDArray[np.uint8]) -> FoundFace | None:
        """Return the surest face of an RGB picture, seen as a whole."""
        found = self._look(picture, *_whole(picture))
        return max(found, key=lambda face: face.score, default=None)

    def all(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """Return the faces of an RGB picture, the surest first: seen as a whole, and square by square."""
        found = [face for square in _squares(picture) for face in self._look(picture, *square)]
        found = [face for face in found if face.score >= _SURER]
        kept: list[FoundFace] = []
        for face in sorted(found, key=lambda face: -face.score):
            if all(face.common(other) < _SAME for other in kept):
                kept.append(face)
        return kept

    def _look(self, picture: NDArray[np.uint8], middle: Points, whole: float) -> list[FoundFace]:
        self._network.setInput(cut_square(picture, middle, whole, 0, _SIDE) * 2 - 1)
        regressors, scores = self._network.forward(["regressors", "classificators"])
        boxes = regressors.reshape(-1, 16).astype(np.float64)
        sure = 1 / (1 + np.exp(-np.clip(scores.reshape(-1).astype(np.float64), -50, 50)))
        scale = whole / _SIDE
        return [
            FoundFace(
                centre=(boxes[one, :2] + _ANCHORS[one] - _SIDE / 2) * scale + middle,
                side=float(boxes[one, 2:4].max()) * scale,
                lean=lean(boxes[one, 4:8].reshape(2, 2)),
                score=float(sure[one]),
            )
            for one in np.nonzero(sure >= SURE)[0]
        ]


def cut_square(
    picture: NDArray[np.uint8], centre: Points, side: float, lean: float, pixels: int
) -> NDArray[np.float32]:
    """Cut a square that leans by ``lean`` degrees out of a picture, as a network wants it.

    It comes upright, ``pixels`` wide, from 0 to 1, in shape (1, 3, pixels, pixels).
    """
    scale = pixels / side
    if scale < 1:
        # Linear sampling alone would skip pixels of a large picture.
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 / scale), dtype=np.uint8)
    turned = turn(-lean) * scale
    matrix = np.column_stack([turned, pixels / 2 - turned @ centre])
    square = cv2.warpAffine(picture, matrix, (pixels, pixels), flags=cv2.INTER_LINEAR)
    return np.asarray(square.astype(np.float32).transpose(2, 0, 1)[None] / 255, dtype=np.float32)


def turn(degrees: float) -> Points:
    """Return the matrix that turns points, clockwise as one sees them."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cosine, -sine], [sine, cosine]])


def lean(eyes: Points) -> float:
    """Return by how many degrees the line between the eyes falls to the right."""
    across = eyes[1] - eyes[0]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _whole(picture: NDArray[np.uint8]) -> tuple[Points, float]:
    height, width = picture.shape[:2]
    return np.array([width, height]) / 2, float(max(height, width))


def _squares(picture: NDArray[np.uint8]) -> list[tuple[Points, float]]:
    """Return the whole as a square, and squares of the shorter side and of part of it that overlap: middles, sides."""
    height, width = picture.shape[:2]
    squares = [_whole(picture)]
    for side in (min(height, width), min(height, width) / 1.6):
        if side < _LEAST:
            break
        columns, rows = (_places(length, side) for length in (width, height))
        squares += [(np.array([column, row]), float(side)) for row in rows for column in columns]
    return squares


def _places(length: float, side: float) -> NDArray[np.float64]:
    """Return the middles of spans that cover a length, each overlapping the next by a quarter or more."""
    count = 1 if length <= side else int(np.ceil((length - side) / (0.75 * side))) + 1
    return np.asarray(np.linspace(min(side, length) / 2, length - min(side, length) / 2, count), np.float64)


def _anchors() -> Points:
    """Return the points BlazeFace measures from: two per cell of a 16 × 16 grid, then six per cell of an 8 × 8 one."""
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        row, column = np.mgrid[0:cells, 0:cells]
        grids.append(np.repeat(np.stack([column.ravel() + 0.5, row.ravel() + 0.5], axis=1) / cells, each, axis=0))
    return np.vstack(grids) * _SIDE


_ANCHORS = _anchors()
