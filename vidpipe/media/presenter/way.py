"""The way of a presenter who fills the frame to the corner: where the film, and the face in it, are on it.

``way`` is how much of it is done, 0 to 1. ``circle`` is where it leads.
"""

from __future__ import annotations

from math import exp, log

import numpy as np

from vidpipe.media.film.boxes import Box, between
from vidpipe.media.presenter.corner import film_box
from vidpipe.media.presenter.framing import crop_for, usual_face
from vidpipe.media.presenter.placement import Rect
from vidpipe.models import FilmedFace

_HIGH, _WIDE = 0.55, 0.42
"""How far a face reaches up or down from its middle, and to each side, in heights of the face, with a little air."""


def place_on_way(width: int, height: int, circle: Box, way: float) -> Rect:
    """Return where the film is: its size changes by the same ratio in the same time."""
    target = film_box(circle)
    sides = [
        exp(log(begin) + way * (log(end) - log(begin)))
        for begin, end in ((width, target.width), (height, target.height))
    ]
    done = (width - sides[0]) / (width - target.width)
    x = (1 - done) * width / 2 + done * (target.left + target.width / 2)
    done = (height - sides[1]) / (height - target.height)
    y = (1 - done) * height / 2 + done * (target.top + target.height / 2)
    return np.array([x - sides[0] / 2, y - sides[1] / 2, x + sides[0] / 2, y + sides[1] / 2])


def seen_on_way(place: Box, circle: Rect, way: float) -> Rect:
    """Return what of the film's pictures is seen there, whose sides change as those of its place do.

    Of the pictures, ``place`` is seen at first, and ``circle`` in the corner.
    """
    whole = np.array([place.left, place.top, place.right, place.bottom], np.float64)
    middle = ((1 - way) * (whole[:2] + whole[2:]) + way * (circle[:2] + circle[2:])) / 2
    half = (whole[2:] - whole[:2]) ** (1 - way) * (circle[2:] - circle[:2]) ** way / 2
    return np.concatenate([middle - half, middle + half])


def face_on_way(width: int, height: int, circle: Box, way: float, found: FilmedFace | None = None) -> Box:
    """Return where the face is in a frame of ``width`` × ``height`` pixels, which a film of its proportions fills.

    ``found`` is where that film has the face, by default where it should.
    """
    face, part = found or usual_face(width, height), crop_for(width, height, 2, 2, found)
    inner = place_on_way(width, height, circle, way)
    seen = seen_on_way(
        Box(left=0, top=0, width=width, height=height),
        np.array([part.left, part.top, part.right, part.bottom], np.float64),
        way,
    )
    across, down = (inner[2:] - inner[:2]) / (seen[2:] - seen[:2])
    x = inner[0] + across * (face.across * width - seen[0])
    y = inner[1] + down * (face.down * height - seen[1])
    wide, high = across * _WIDE * face.tall * height, down * _HIGH * face.tall * height
    return between(x - wide, y - high, x + wide, y + high)
