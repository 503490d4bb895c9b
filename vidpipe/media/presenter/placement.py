"""Where a presenter's film stands in a place of any proportions: pure geometry, which needs no film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vidpipe.media.film.boxes import Box, even
from vidpipe.media.presenter.framing import Cut, crop_for, framing, shows_head, usual_face
from vidpipe.models import FilmedFace

Rect = npt.NDArray[np.float64]
"""Left, top, right, bottom."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Which part of a film is shown, how large, and where.

    ``place`` and ``circle`` say where in the shown pictures a place and what a circle would show of the film lie.
    """

    cut: Cut
    place: Box
    circle: Rect
    standing: Box | None = None
    """Where the part stands in its place; None where it fills that."""


@dataclass(frozen=True, kw_only=True)
class Placing:
    """What a film is placed by: the place's size, and where the face is, if that is known.

    ``near`` brings the head to its usual size; otherwise as much of the film is shown as the place holds. With
    ``with_circle`` the pictures reach beyond the place where a circle shows more of the film.
    """

    width: int
    height: int
    face: FilmedFace | None = None
    near: bool = True
    with_circle: bool = False

    def of(self, columns: int, rows: int) -> Placement:
        """Return where a film of ``columns`` × ``rows`` pixels stands: filling the place if the whole head is seen."""
        part = crop_for(columns, rows, self.width, self.height, self.face, near=self.near)
        circle = crop_for(columns, rows, 2, 2, self.face)
        if not shows_head(part, columns, rows, self.face):
            return self._standing(columns, rows, part.around(circle), circle)
        scale = np.array([self.width / part.width, self.height / part.height])
        shown = part.around(circle) if self.with_circle else part
        width, height = (even(side) for side in scale * (shown.width, shown.height))
        left, top = (even(value) for value in scale * (part.left - shown.left, part.top - shown.top))
        place = Box(
            left=min(left, width - self.width),
            top=min(top, height - self.height),
            width=self.width,
            height=self.height,
        )
        cut = Cut(part=shown, width=width, height=height)
        return Placement(cut=cut, place=place, circle=_moved(circle, shown, scale, (0, 0)))

    def _standing(self, columns: int, rows: int, part: Box, circle: Box) -> Placement:
        """Show a part that holds the whole head: the face where a film of the place's own size would have it."""
        scale = min(self.width / part.width, self.height / part.height)
        width, height = even(scale * part.width), even(scale * part.height)
        face = self.face or usual_face(columns, rows)
        middle = (face.down * rows - part.top) * scale
        top = framing(self.width, self.height).middle * self.height - middle
        standing = Box(
            left=even((self.width - width) / 2),
            top=even(min(max(top, 0), self.height - height)),
            width=width,
            height=height,
        )
        scales = np.array([width / part.width, height / part.height])
        return Placement(
            cut=Cut(part=part, width=width, height=height),
            place=Box(left=0, top=0, width=self.width, height=self.height),
            circle=_moved(circle, part, scales, (standing.left, standing.top)),
            standing=standing,
        )


def _moved(box: Box, part: Box, scale: npt.NDArray[np.float64], by: tuple[int, int]) -> Rect:
    """Return where a box of the film lies in a picture of a part of it."""
    corners = np.array([[box.left - part.left, box.top - part.top], [box.right - part.left, box.bottom - part.top]])
    return np.asarray(corners * scale + by, np.float64).ravel()
