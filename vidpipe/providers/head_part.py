"""Which part of a presenter's film from elsewhere is kept: head and shoulders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from vidpipe.errors import ProviderError
from vidpipe.media import Box, framing, picture_at
from vidpipe.providers.local.presenter.face_finder import find_face

log = structlog.get_logger(__name__)

_LOOK_AT = 0.5
"""Seconds into the film: by then it has faded in."""


def head_part(film: Path, width: int, height: int) -> Box:
    """Return the part around the head, as :func:`vidpipe.media.framing` frames it in ``width`` × ``height`` pixels.

    The whole picture when that has these proportions already. Where no face is found it is cut from the middle, a
    little above it in tall pictures. Raises MediaError; blocks.
    """
    return head_part_of(picture_at(film, _LOOK_AT), width, height)


def head_part_of(picture: NDArray[np.uint8], width: int, height: int) -> Box:
    """Return the same part of one picture, RGB of shape (height, width, 3)."""
    rows, columns = picture.shape[:2]
    largest = min(float(columns), rows * width / height)
    if columns * height == rows * width:
        return _part(0, 0, largest, width / height, columns, rows)
    try:
        face = find_face(picture)
    except ProviderError as error:
        log.info("no face in the presenter's film, which is cut from the middle", reason=error.message)
        top = (rows - largest * height / width) / 4
        return _part((columns - largest) / 2, top, largest, width / height, columns, rows)
    wanted = framing(width, height)
    tall = float(face.chin[1] - face.forehead[1]) / wanted.face
    across = min(tall * width / height, largest)
    middle = (face.chin + face.forehead) / 2
    top = float(middle[1]) - across * height / width * wanted.middle
    return _part(float(middle[0]) - across / 2, top, across, width / height, columns, rows)


def _part(left: float, top: float, across: float, aspect: float, columns: int, rows: int) -> Box:
    """Return the part as it fits into the picture, on even pixels as colour is stored for pairs of them."""
    width, height = (int(side) // 2 * 2 for side in (across, across / aspect))
    column = int(min(max(left, 0), columns - width)) // 2 * 2
    row = int(min(max(top, 0), rows - height)) // 2 * 2
    return Box(left=column, top=row, width=width, height=height)
