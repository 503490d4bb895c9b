"""Which square of a film is kept: the presenter's head and shoulders."""

from __future__ import annotations

from pathlib import Path

import structlog

from vidpipe.errors import ProviderError
from vidpipe.media import Box, picture_at
from vidpipe.providers.local.presenter.face_finder import find_face

log = structlog.get_logger(__name__)

FACE_SHARE = 0.46
"""The square's height that a face takes, forehead to chin; the embedded presenter's as well."""
FACE_HEIGHT = 0.49
"""Where the middle of the face lies, from the top."""
_LOOK_AT = 0.5
"""Seconds into the film: by then it has faded in."""


def head_square(film: Path) -> Box:
    """Return the square around the head, or the whole picture when that is square already. Raises MediaError; blocks.

    Where no face is found the square is cut from the middle, a little above it in tall pictures.
    """
    picture = picture_at(film, _LOOK_AT)
    height, width = picture.shape[:2]
    if width == height:
        return _square(0, 0, width, width, height)
    try:
        face = find_face(picture)
    except ProviderError as error:
        side = min(width, height)
        log.info("no face in the presenter's film, which is cut from the middle", reason=error.message)
        return _square((width - side) / 2, (height - side) / 4, side, width, height)
    tall = float(face.chin[1] - face.forehead[1])
    side = min(tall / FACE_SHARE, width, height)
    middle = (face.chin + face.forehead) / 2
    return _square(float(middle[0]) - side / 2, float(middle[1]) - side * FACE_HEIGHT, side, width, height)


def _square(left: float, top: float, side: float, width: int, height: int) -> Box:
    """Return the square as it fits into the picture, on even pixels as colour is stored for pairs of them."""
    whole = int(side) // 2 * 2
    column, row = (int(min(max(place, 0), room - whole)) // 2 * 2 for place, room in ((left, width), (top, height)))
    return Box(left=column, top=row, width=whole, height=whole)
