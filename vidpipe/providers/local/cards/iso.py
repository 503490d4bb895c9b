"""Flat things seen from above at a slant: slabs, and lines and icons that lie on them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from vidpipe.providers.local.cards import icons, shapes
from vidpipe.providers.local.cards.shapes import Mask, Points

_SQUASH = 0.52


@dataclass(frozen=True, slots=True)
class Plane:
    """A square seen at a slant; its corners lie ``half`` to the left and right of the middle. Inside, -1 to 1."""

    x: float
    y: float
    half: float

    def place(self, points: Points) -> Points:
        """Turn points of the plane into pixels of the picture."""
        u, v = points[:, 0], points[:, 1]
        across = (u - v) * self.half / 2
        down = (u + v) * self.half / 2 * _SQUASH
        return np.stack([self.x + across, self.y + down], axis=1)

    @property
    def height(self) -> float:
        """Pixels from the plane's far corner to its near one."""
        return 2 * self.half * _SQUASH

    def outline(self, size: float = 1.0, corner: float = 0.28) -> Points:
        """Return the rim of a round-cornered square of a size relative to the plane."""
        straight = size - corner * size
        arcs = [
            shapes.arc(sx * straight, sy * straight, corner * size, first, first + 90)
            for sx, sy, first in ((1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270))
        ]
        return self.place(np.concatenate(arcs))

    def slab(self, thickness: float, size: float = 1.0) -> tuple[Mask, Mask]:
        """Return the body of a plate (its top and sides) and its top alone."""
        top = self.outline(size)
        both = np.concatenate([top, top + np.array((0.0, thickness))]).astype(np.float32)
        hull = cv2.convexHull(both).reshape(-1, 2).astype(np.float64)
        return shapes.polygon(hull), shapes.polygon(top)

    def spiral(self, turns: float, inner: float, outer: float) -> Points:
        """Return a flat spiral that winds outwards."""
        share = np.linspace(0, 1, int(turns * 72))
        radius, angle = inner + (outer - inner) * share, share * turns * 2 * np.pi
        return self.place(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1))

    def icon(self, name: str, size: float) -> Mask:
        """Return an icon lying on the plane; ``size`` is its share of the plane's side."""
        side = round(self.half * 1.4)
        drawn = icons.icon(name, side / 2, side / 2, side * 0.96)
        flat = np.zeros((side, side), np.float32)
        rows, columns = drawn.alpha.shape
        top, left = max(0, (side - rows) // 2), max(0, (side - columns) // 2)
        flat[top : top + rows, left : left + columns] = drawn.alpha[: side - top, : side - left]
        corners = np.array([(-size, -size), (size, -size), (-size, size)], np.float64)
        placed = self.place(corners)
        x, y = int(self.x - self.half), int(self.y - self.half)
        target = (placed - (x, y)).astype(np.float32)
        source = np.array([(0, 0), (side, 0), (0, side)], np.float32)
        matrix = cv2.getAffineTransform(source, target)
        extent = int(self.half * 2) + 2
        warped = cv2.warpAffine(flat, matrix, (extent, extent), flags=cv2.INTER_AREA)
        return Mask(np.asarray(warped, np.float32), x, y)
