"""Looking for the face in a film of a presenter whose framing nobody knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.faces import FaceFinder
from vidpipe.media.presenter.conform import picture_at
from vidpipe.models import FilmedFace

LOOKED_AT = (0.5, 1.5, 3.0)
"""Seconds into the film, one after the other until a face is found: by the first it has faded in."""
_TALL = 1.07
"""From forehead to chin, in sides of the square from brows to chin that is found."""
_HIGHER = 0.09
"""How much higher the middle of that lies, in heights of the face."""


def face_in_film(film: Path) -> FilmedFace | None:
    """Return where a film shows the face; None where none is found. Raises MediaError (MEDIA_INVALID); blocks."""
    looks = (face_in(picture_at(film, seconds)) for seconds in LOOKED_AT)
    return next((face for face in looks if face is not None), None)


def face_in(picture: npt.NDArray[np.uint8]) -> FilmedFace | None:
    """Return where a picture shows the face, RGB of shape (height, width, 3); None where none is found."""
    finder = FaceFinder()
    found = finder.best(picture) or next(iter(finder.all(picture)), None)
    if found is None:
        return None
    rows, columns = picture.shape[:2]
    tall = _TALL * found.side
    across, down = float(found.centre[0]), float(found.centre[1]) - _HIGHER * tall
    # Rounded: processors differ in the last digits, and films are remembered by these.
    return FilmedFace(across=round(across / columns, 3), down=round(down / rows, 3), tall=round(tall / rows, 3))
