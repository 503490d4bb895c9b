"""Pictures that are moved by fractions of a pixel and laid over each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.presenter.canvas import Box, Canvas
from vidpipe.providers.local.presenter.video_colour import Layer, Picture

Move: TypeAlias = NDArray[np.float64]
"""Affine, shape (2, 3): from design units to pixels of the picture, whose first pixel spans 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Sprite:
    """A layer and the part of the design that it shows; ``scale`` is its pixels per design unit."""

    layer: Layer
    box: Box
    scale: float

    @classmethod
    def of(cls, canvas: Canvas) -> Sprite:
        """Take over what was painted, without the empty margins."""
        layer = canvas.layer()
        painted = cv2.boundingRect(layer[..., 3])
        x, y, width, height = painted if painted[2] else (0, 0, 1, 1)
        left, top = canvas.box.left + x / canvas.scale, canvas.box.top + y / canvas.scale
        return cls(
            layer=np.ascontiguousarray(layer[y : y + height, x : x + width]),
            box=Box(left, top, left + width / canvas.scale, top + height / canvas.scale),
            scale=canvas.scale,
        )

    def lay(self, picture: Picture, move: Move) -> None:
        """Lay the sprite over the picture, moved."""
        moved, x, y = self.moved(move, picture.shape[1], picture.shape[0])
        overlay(picture[y : y + moved.shape[0], x : x + moved.shape[1]], moved)

    def moved(self, move: Move, width: int, height: int) -> tuple[Layer, int, int]:
        """Return the sprite as it lies on a picture of some size, and the column and row where that begins."""
        box = self.box
        corners = np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)])
        placed = corners @ move[:, :2].T + move[:, 2]
        size = np.array((width, height))
        x0, y0 = np.clip(np.floor(placed.min(axis=0)) - 1, 0, size - 1).astype(int).tolist()
        x1, y1 = np.clip(np.ceil(placed.max(axis=0)) + 1, 1, size).astype(int).tolist()
        matrix = np.empty((2, 3))
        matrix[:, :2] = move[:, :2] / self.scale
        # Pixel centres lie half a pixel inside, in the layer and in the picture.
        matrix[:, 2] = placed[0] + matrix[:, :2].sum(axis=1) * 0.5 - 0.5 - (x0, y0)
        moved = cv2.warpAffine(self.layer, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        return np.asarray(moved, dtype=np.uint8), x0, y0

    def set_into(self, layer: Layer, box: Box) -> None:
        """Lay the sprite, unmoved, over a layer of the same scale that shows ``box``."""
        left, top = round((self.box.left - box.left) * self.scale), round((self.box.top - box.top) * self.scale)
        overlay(layer[top : top + self.layer.shape[0], left : left + self.layer.shape[1]], self.layer)


def overlay(under: NDArray[np.uint8], over: NDArray[np.uint8]) -> None:
    """Lay a premultiplied layer over another, in place."""
    clear = cv2.bitwise_not(cv2.extractChannel(over, 3))
    under[...] = cv2.add(cv2.multiply(under, cv2.merge((clear, clear, clear, clear)), scale=1 / 255), over)
