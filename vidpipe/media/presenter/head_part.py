"""Which part of a presenter's film from elsewhere is kept: head and shoulders, and enough for every place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidpipe.media.film.boxes import Box, even
from vidpipe.media.presenter.conform import picture_at
from vidpipe.media.presenter.filmed_face import LOOKED_AT, face_in, face_in_film
from vidpipe.media.presenter.framing import crop_for, framing, usual_face
from vidpipe.models import FilmedFace

_ABOUT = 0.1
"""Share by which a face may be larger or smaller than it should be."""
_NEAR_BY = 0.05
"""Share of a film by which it may lie elsewhere."""


@dataclass(frozen=True, kw_only=True)
class HeadPart:
    """A part of a film, and what is made of it."""

    box: Box
    width: int
    height: int
    """Pixels of the film that is made of it, even numbers: those asked for, or others where it is wider or taller."""
    face: FilmedFace | None
    """Where that shows the face; None where it is as :func:`framing` says, and where none was found."""


def head_part(film: Path, width: int, height: int, *, near: bool = True) -> HeadPart:
    """Return the part to keep of a film for a place of ``width`` × ``height`` pixels.

    It frames the head as :func:`framing` says; if not ``near``, it is as much of the film as the place shows. Where the
    film does not reach so far, as a square one does not for a tall place, the part has other proportions: it holds what
    there is for that place, and what a circle shows. Where no face is found, the film is taken to have it where it
    should. Raises MediaError (MEDIA_INVALID); blocks.
    """
    rows, columns = picture_at(film, LOOKED_AT[0]).shape[:2]
    return _part(face_in_film(film), columns, rows, (width, height), near=near)


def head_part_of(picture: NDArray[np.uint8], width: int, height: int) -> HeadPart:
    """Return the same part of one picture, RGB of shape (height, width, 3)."""
    rows, columns = picture.shape[:2]
    return _part(face_in(picture), columns, rows, (width, height), near=True)


def _part(face: FilmedFace | None, columns: int, rows: int, place: tuple[int, int], *, near: bool) -> HeadPart:
    seen = face or usual_face(columns, rows)
    box, circle = (_cut(seen, columns, rows, *one, near=near) for one, near in ((place, near), ((2, 2), True)))
    size = place
    if _reach(seen, columns, rows, *place) > 1 + _ABOUT and not box.holds(circle):
        box = _on_pairs(box.around(circle))
        scale = min(1.0, max(place[0] / box.width, place[1] / box.height))
        size = even(scale * box.width), even(scale * box.height)
    return HeadPart(box=box, width=size[0], height=size[1], face=face and _within(box, seen, columns, rows))


def _reach(face: FilmedFace, columns: int, rows: int, width: int, height: int) -> float:
    """Return how much a place should show around a face, as a share of what the film has for it."""
    return face.tall * rows / framing(width, height).face / min(float(rows), columns * height / width)


def _cut(face: FilmedFace, columns: int, rows: int, width: int, height: int, *, near: bool) -> Box:
    """Return what a place shows; a face of about the right size is not brought nearer."""
    nearer = near and _reach(face, columns, rows, width, height) < 1 - _ABOUT
    return crop_for(columns, rows, width, height, face, near=nearer)


def _on_pairs(box: Box) -> Box:
    """Return the box on even pixels: colour is stored for pairs of them."""
    left, top = box.left // 2 * 2, box.top // 2 * 2
    return Box(left=left, top=top, width=(box.right - left) // 2 * 2, height=(box.bottom - top) // 2 * 2)


def _within(box: Box, face: FilmedFace, columns: int, rows: int) -> FilmedFace | None:
    """Return where a part shows the face; None where that is about as it should be."""
    seen = FilmedFace(
        across=round((face.across * columns - box.left) / box.width, 3),
        down=round((face.down * rows - box.top) / box.height, 3),
        tall=round(face.tall * rows / box.height, 3),
    )
    usual = usual_face(box.width, box.height)
    is_usual = (
        abs(seen.tall / usual.tall - 1) <= _ABOUT
        and abs(seen.across - usual.across) <= _NEAR_BY
        and abs(seen.down - usual.down) <= _NEAR_BY
    )
    return None if is_usual else seen
