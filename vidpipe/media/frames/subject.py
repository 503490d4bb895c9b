"""What a picture shows: faces, text, and where its detail lies. The camera and the cut to the frame heed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.faces import FaceFinder, FoundFace
from vidpipe.media.frames.lettered import find_text

_LOOKED_AT = 480
"""Length in pixels to which a picture is reduced before it is looked at: enough for all that viewers would notice."""
_HEAD = 0.35
"""From brows and chin to the whole head, in sides of the face."""
_AIR = 0.004
"""What is kept free around text, as a share of the picture."""
_OUTLIERS = 0.03
"""Share of the detail at each side that does not count."""
_CONCENTRATED = 0.45
"""A subject fills no more of the picture: detail that is spread over all of it shows none."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in shares of a picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Across and down."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        """Share of the picture."""
        return (self.right - self.left) * (self.bottom - self.top)

    def moved(self, scale: tuple[float, float], offset: tuple[float, float]) -> Region:
        """Return where it comes to lie when the picture is scaled and then moved."""
        (across, down), (x, y) = scale, offset
        return Region(self.left * across + x, self.top * down + y, self.right * across + x, self.bottom * down + y)

    def grown(self, by: float) -> Region:
        """Return the region with ``by`` more on every side."""
        return Region(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be seen in a picture, in shares of it."""

    faces: tuple[Region, ...] = ()
    texts: tuple[Region, ...] = ()
    detail: Region | None = None
    """Where the detail lies, when that is one part of the picture and the rest is calm: a thing on plain ground."""

    @property
    def kept(self) -> tuple[Region, ...]:
        """What must never be cut off."""
        return self.faces + self.texts

    @property
    def focus(self) -> tuple[float, float] | None:
        """Where one looks first: at faces, else at the thing shown, else at the text; None where nothing stands out."""
        if self.faces:
            return _middle(self.faces)
        if self.detail is not None:
            return self.detail.middle
        return _middle(self.texts) if self.texts else None

    def moved(self, scale: tuple[float, float], offset: tuple[float, float]) -> Subject:
        """Return the subject in a picture that holds this one, scaled and then moved."""
        return Subject(
            tuple(region.moved(scale, offset) for region in self.faces),
            tuple(region.moved(scale, offset) for region in self.texts),
            None if self.detail is None else self.detail.moved(scale, offset),
        )


def find_subject(image: npt.NDArray[np.uint8]) -> Subject:
    """Look at a BGR picture: the same picture, the same subject; some 40 ms."""
    height, width = image.shape[:2]
    scale = min(1.0, _LOOKED_AT / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    faces = FaceFinder().all(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), np.uint8))
    return Subject(
        tuple(_head(face, *size) for face in faces),
        tuple(
            _inside(Region(left / size[0], top / size[1], (left + across) / size[0], (top + down) / size[1]), _AIR)
            for left, top, across, down in find_text(grey)
        ),
        _detail(grey),
    )


def _middle(regions: Iterable[Region]) -> tuple[float, float]:
    """Return the common middle, larger regions counting more."""
    weighed = [(region.area, *region.middle) for region in regions]
    whole = sum(area for area, _, _ in weighed)
    if whole <= 0:
        return 0.5, 0.5
    return sum(area * x for area, x, _ in weighed) / whole, sum(area * y for area, _, y in weighed) / whole


def _head(face: FoundFace, width: int, height: int) -> Region:
    half = face.side * (0.5 + _HEAD)
    x, y = (float(value) for value in face.centre)
    # Above the brows there is more of a head than below the chin.
    y -= face.side * _HEAD / 3
    return _inside(Region((x - half) / width, (y - half) / height, (x + half) / width, (y + half) / height), 0.0)


def _inside(region: Region, air: float) -> Region:
    return Region(
        max(0.0, region.left - air), max(0.0, region.top - air), min(1.0, region.right + air),
        min(1.0, region.bottom + air),
    )  # fmt: skip


def _detail(grey: npt.NDArray[np.uint8]) -> Region | None:
    """Return the part that holds nearly all edges, if it is a small part."""
    across = cv2.Scharr(cv2.GaussianBlur(grey, (0, 0), 1.5), cv2.CV_32F, 1, 0)
    down = cv2.Scharr(cv2.GaussianBlur(grey, (0, 0), 1.5), cv2.CV_32F, 0, 1)
    energy = np.abs(across) + np.abs(down)
    energy[energy < 0.1 * float(energy.max(initial=0))] = 0
    if not energy.any():
        return None
    spans = [_span(np.asarray(energy.sum(axis=axis, dtype=np.float64))) for axis in (0, 1)]
    region = Region(spans[0][0], spans[1][0], spans[0][1], spans[1][1])
    return region if region.area <= _CONCENTRATED else None


def _span(energy: npt.NDArray[np.float64]) -> tuple[float, float]:
    reached = np.cumsum(energy) / energy.sum()
    first, last = np.searchsorted(reached, (_OUTLIERS, 1 - _OUTLIERS))
    return float(first) / len(energy), min(1.0, float(last + 1) / len(energy))
