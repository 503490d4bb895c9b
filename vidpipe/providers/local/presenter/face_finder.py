"""Finding the face in a portrait: where its lips, eyes and chin are.

A small network of MediaPipe lies in ``models/`` that marks 468 points of the face which
:mod:`vidpipe.media.frames.faces` finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.media.frames.faces import FaceFinder, Points, cut_square, lean, turn
from vidpipe.providers.portraits import refusal

_ADVICE = (
    "Give a portrait as for a passport: one person, looking into the camera, upright, "
    "the face at least a quarter of the picture's width and nothing in front of it."
)
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
    points = _mark(picture, *_locate(picture))
    for _ in range(2):
        # Each look is better centred and straighter than the one before, and so more exact.
        centre, side = (points.min(axis=0) + points.max(axis=0)) / 2, 1.5 * float(np.ptp(points, axis=0).max())
        points = _mark(picture, centre, side, lean(_face(points).eyes))
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
    if abs(lean(face.eyes)) > _STEEPEST:
        raise refusal("the head in it leans too much", _ADVICE)
    left, right = np.abs(face.sides[:, 0] - face.nose[0])
    if max(left, right) > 2.4 * min(left, right):
        raise refusal("the face in it looks aside", _ADVICE)


def _network() -> cv2.dnn.Net:
    with as_file(files(__package__).joinpath("models", "face_landmark.tflite")) as path:
        # OpenCV 5.0's new engine sees one output of this file, and only with a path can the old one be chosen.
        return cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)


def _locate(picture: NDArray[np.uint8]) -> tuple[Points, float, float]:
    """Return the middle of the surest face, the side of a square around it with room to spare, and its lean."""
    found = FaceFinder().best(picture)
    if found is None:
        raise refusal("no face was found in it", _ADVICE)
    return found.centre, 1.5 * found.side, found.lean


def _mark(picture: NDArray[np.uint8], centre: Points, side: float, lean: float) -> Points:
    network = _network()
    network.setInput(cut_square(picture, centre, side, lean, 192))
    marks, score = network.forward(["conv2d_20", "conv2d_30"])
    if 1 / (1 + np.exp(-float(score.reshape(-1)[0]))) < 0.5:
        raise refusal("no face was recognised in it", _ADVICE)
    return (marks.reshape(-1, 3)[:, :2].astype(np.float64) / 192 - 0.5) * side @ turn(lean).T + centre
