"""Finding the face in a portrait: where its lips, eyes and chin are.

OpenCV 5 ships no face detector of its own (the Haar cascades of version 4 are gone), so two small networks of
MediaPipe lie in ``models/``: one finds the face, the other marks 468 points of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.portraits import refusal

Points: TypeAlias = NDArray[np.float64]
"""Shape (n, 2): column and row in pixels."""

_ADVICE = (
    "Give a portrait as for a passport: one person, looking into the camera, upright, "
    "the face at least a quarter of the picture's width and nothing in front of it."
)
_SURE = 0.6
_STEEPEST = 16.0
"""Degrees by which a head may lean: the mouth is opened straight down."""
_SMALLEST_EYES = 24.0
"""Pixels between the eyes below which there is too little to move."""

# Face Mesh numbers its points: canonical_face_model_uv_visualization.png in MediaPipe. Left to right as one sees them.
_UPPER_LIP = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER_LIP = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_LIDS = (
    ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133)),
    ((362, 398, 384, 385, 386, 387, 388, 466, 263), (362, 382, 381, 380, 374, 373, 390, 249, 263)),
)
_BROWS = (105, 334)
_CORNERS, _NOSE, _CHIN, _FOREHEAD, _SIDES = (61, 291), 2, 152, 10, (234, 454)


@dataclass(frozen=True, kw_only=True)
class Face:
    """The parts of a face that move, in pixels of its picture; lines run from left to right."""

    upper_lip: Points
    lower_lip: Points
    corners: Points
    lids: tuple[tuple[Points, Points], ...]
    """Per eye, the edge of the upper and of the lower lid."""
    brows: Points
    nose: Points
    """Where the nose meets the upper lip."""
    chin: Points
    forehead: Points
    sides: Points

    @property
    def eyes(self) -> Points:
        """The middles of the two eyes."""
        return np.array([np.vstack(lids).mean(axis=0) for lids in self.lids])

    def moved(self, scale: float, offset: Points) -> Face:
        """Return the face in a picture cut at ``offset`` and then enlarged by ``scale``."""

        def place(points: Points) -> Points:
            return np.asarray((points - offset) * scale)

        return Face(
            upper_lip=place(self.upper_lip),
            lower_lip=place(self.lower_lip),
            corners=place(self.corners),
            lids=tuple((place(upper), place(lower)) for upper, lower in self.lids),
            brows=place(self.brows),
            nose=place(self.nose),
            chin=place(self.chin),
            forehead=place(self.forehead),
            sides=place(self.sides),
        )


def find_face(picture: NDArray[np.uint8]) -> Face:
    """Find the one face of an RGB picture.

    Raises :class:`~vidpipe.errors.ProviderError` with ``PORTRAIT_INVALID`` when there is none, or when it is too small,
    leans or looks aside.
    """
    centre, side, lean = _locate(picture)
    points = _mark(picture, centre, side, lean)
    for _ in range(2):
        # Each look is better centred and straighter than the one before, and so more exact.
        centre, side = (points.min(axis=0) + points.max(axis=0)) / 2, 1.5 * float(np.ptp(points, axis=0).max())
        points = _mark(picture, centre, side, _lean(_face(points).eyes))
    face = _face(points)
    _check(face)
    return face


def _face(points: Points) -> Face:
    return Face(
        upper_lip=points[list(_UPPER_LIP)],
        lower_lip=points[list(_LOWER_LIP)],
        corners=points[list(_CORNERS)],
        lids=tuple((points[list(upper)], points[list(lower)]) for upper, lower in _LIDS),
        brows=points[list(_BROWS)],
        nose=points[_NOSE],
        chin=points[_CHIN],
        forehead=points[_FOREHEAD],
        sides=points[list(_SIDES)],
    )


def _check(face: Face) -> None:
    if np.hypot(*(face.eyes[1] - face.eyes[0])) < _SMALLEST_EYES:
        raise refusal("the face in it is too small", _ADVICE)
    if abs(_lean(face.eyes)) > _STEEPEST:
        raise refusal("the head in it leans too much", _ADVICE)
    left, right = np.abs(face.sides[:, 0] - face.nose[0])
    if max(left, right) > 2.4 * min(left, right):
        raise refusal("the face in it looks aside", _ADVICE)


def _lean(eyes: Points) -> float:
    """Return by how many degrees the line between the eyes falls to the right."""
    across = eyes[1] - eyes[0]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _network(name: str) -> cv2.dnn.Net:
    with as_file(files(__package__).joinpath("models", name)) as path:
        # OpenCV 5.0's new engine sees one output of these files, and only with a path can the old one be chosen.
        return cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)


def _locate(picture: NDArray[np.uint8]) -> tuple[Points, float, float]:
    """Return the middle of the surest face, the side of a square around it with room to spare, and its lean."""
    height, width = picture.shape[:2]
    whole = float(max(height, width))
    middle = np.array([width, height]) / 2
    network = _network("face_detection_short_range.tflite")
    network.setInput(_cut(picture, middle, whole, 0, 128) * 2 - 1)
    regressors, scores = network.forward(["regressors", "classificators"])
    boxes, scores = regressors.reshape(-1, 16), scores.reshape(-1)
    best = int(scores.argmax())
    if 1 / (1 + np.exp(-float(scores[best]))) < _SURE:
        raise refusal("no face was found in it", _ADVICE)
    centre = boxes[best, :2] / 128 + _anchors()[best]
    side = 1.5 * float(boxes[best, 2:4].max()) / 128 * whole
    return (centre - 0.5) * whole + middle, side, _lean(boxes[best, 4:8].reshape(2, 2).astype(np.float64))


def _anchors() -> Points:
    """Return the points BlazeFace measures from: two per cell of a 16 × 16 grid, then six per cell of an 8 × 8 one."""
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        row, column = np.mgrid[0:cells, 0:cells]
        grids.append(np.repeat(np.stack([column.ravel() + 0.5, row.ravel() + 0.5], axis=1) / cells, each, axis=0))
    return np.vstack(grids)


def _mark(picture: NDArray[np.uint8], centre: Points, side: float, lean: float) -> Points:
    network = _network("face_landmark.tflite")
    network.setInput(_cut(picture, centre, side, lean, 192))
    marks, score = network.forward(["conv2d_20", "conv2d_30"])
    if 1 / (1 + np.exp(-float(score.reshape(-1)[0]))) < 0.5:
        raise refusal("no face was recognised in it", _ADVICE)
    return (marks.reshape(-1, 3)[:, :2].astype(np.float64) / 192 - 0.5) * side @ _turn(lean).T + centre


def _turn(degrees: float) -> Points:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cosine, -sine], [sine, cosine]])


def _cut(picture: NDArray[np.uint8], centre: Points, side: float, lean: float, pixels: int) -> NDArray[np.float32]:
    """Cut a square that leans by ``lean`` degrees out of a picture, as a network wants it.

    It comes upright, ``pixels`` wide, from 0 to 1, in shape (1, 3, pixels, pixels).
    """
    scale = pixels / side
    if scale < 1:
        # Linear sampling alone would skip pixels of a large picture.
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 / scale), dtype=np.uint8)
    turned = _turn(-lean) * scale
    matrix = np.column_stack([turned, pixels / 2 - turned @ centre])
    square = cv2.warpAffine(picture, matrix, (pixels, pixels), flags=cv2.INTER_LINEAR)
    return np.asarray(square.astype(np.float32).transpose(2, 0, 1)[None] / 255, dtype=np.float32)
