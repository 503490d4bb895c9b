"""Shapes as coverage masks with soft edges: what a :class:`~vidpipe.providers.local.cards.canvas.Canvas` paints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Corners of a shape as (n, 2), in pixels."""

_FIXED = 4
_MANY_PIXELS = 1_500_000


@dataclass(frozen=True, slots=True)
class Mask:
    """How much of each pixel a shape covers (0 to 1), and where its box lies on the canvas."""

    alpha: NDArray[np.float32]
    x: int
    y: int

    def moved(self, right: float, down: float) -> Mask:
        """Return the mask shifted by whole pixels."""
        return Mask(self.alpha, self.x + round(right), self.y + round(down))

    def times(self, share: float | NDArray[np.float32]) -> Mask:
        """Return the mask made fainter."""
        return Mask(self.alpha * np.float32(share) if isinstance(share, float) else self.alpha * share, self.x, self.y)

    def blurred(self, sigma: float) -> Mask:
        """Return the mask with a Gaussian blur of ``sigma`` pixels, its box grown to hold it."""
        step = max(1, int(sigma / 4))
        pad = math.ceil(sigma * 2.6 / step) * step
        height, width = self.alpha.shape
        right, below = -(width + 2 * pad) % step, -(height + 2 * pad) % step
        grown = cv2.copyMakeBorder(self.alpha, pad, pad + below, pad, pad + right, cv2.BORDER_CONSTANT, value=0)
        # A wide blur needs no fine grid: shrinking first makes it many times faster.
        small = cv2.resize(grown, (grown.shape[1] // step, grown.shape[0] // step), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), sigma / step)
        alpha = cv2.resize(soft, (grown.shape[1], grown.shape[0]), interpolation=cv2.INTER_LINEAR)
        return Mask(np.asarray(alpha, np.float32), self.x - pad, self.y - pad)

    def within(self, other: Mask) -> Mask:
        """Return the part of the mask that lies inside another."""
        alpha = np.zeros_like(self.alpha)
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.alpha.shape[1], other.x + other.alpha.shape[1])
        bottom = min(self.y + self.alpha.shape[0], other.y + other.alpha.shape[0])
        if left < right and top < bottom:
            mine = slice(top - self.y, bottom - self.y), slice(left - self.x, right - self.x)
            theirs = slice(top - other.y, bottom - other.y), slice(left - other.x, right - other.x)
            alpha[mine] = self.alpha[mine] * other.alpha[theirs]
        return Mask(alpha, self.x, self.y)


def _grid(left: float, top: float, right: float, bottom: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    x = np.arange(math.floor(left), math.ceil(right) + 1, dtype=np.float32)[None, :] + 0.5
    y = np.arange(math.floor(top), math.ceil(bottom) + 1, dtype=np.float32)[:, None] + 0.5
    return x, y


def _clipped(alpha: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(np.clip(alpha, 0, 1), np.float32)


def disc(x: float, y: float, radius: float) -> Mask:
    """Return a filled circle around a point."""
    edge = radius + 1
    across, down = _grid(x - edge, y - edge, x + edge, y + edge)
    distance = np.sqrt((across - x) ** 2 + (down - y) ** 2)
    return Mask(_clipped(radius - distance + 0.5), math.floor(x - edge), math.floor(y - edge))


def ring(x: float, y: float, radius: float, width: float) -> Mask:
    """Return a circle's line; ``radius`` runs to the middle of the line."""
    edge = radius + width / 2 + 1
    across, down = _grid(x - edge, y - edge, x + edge, y + edge)
    distance = np.abs(np.sqrt((across - x) ** 2 + (down - y) ** 2) - radius)
    alpha = np.clip(width / 2 - distance + 0.5, 0, 1) * min(1.0, width)
    return Mask(alpha.astype(np.float32), math.floor(x - edge), math.floor(y - edge))


def sector(x: float, y: float, radius: float, width: float, share: float) -> Mask:
    """Return the part of a circle's line that starts at the top and runs clockwise over a share (0 to 1) of it."""
    whole = ring(x, y, radius, width)
    rows, columns = whole.alpha.shape
    across = np.arange(whole.x, whole.x + columns, dtype=np.float32)[None, :] + 0.5 - x
    down = np.arange(whole.y, whole.y + rows, dtype=np.float32)[:, None] + 0.5 - y
    turn = np.mod(np.arctan2(across, -down), 2 * np.pi)
    # The ends are soft over one pixel, measured along the circle.
    distance = np.minimum(turn, 2 * np.pi * share - turn) * radius
    soft = np.clip(distance + 0.5, 0, 1) if share < 1 else np.ones_like(turn)
    return whole.times(soft.astype(np.float32))


def glow(x: float, y: float, radius: float) -> Mask:
    """Return a light that fades smoothly from its centre to nothing at ``radius``."""
    across, down = _grid(x - radius, y - radius, x + radius, y + radius)
    share = np.clip(1 - ((across - x) ** 2 + (down - y) ** 2) / (radius * radius), 0, 1)
    return Mask((share * share).astype(np.float32), math.floor(x - radius), math.floor(y - radius))


def rounded(left: float, top: float, width: float, height: float, radius: float) -> Mask:
    """Return a rectangle with round corners."""
    radius = min(radius, width / 2, height / 2)
    x, y = _grid(left - 1, top - 1, left + width + 1, top + height + 1)
    over_x = np.abs(x - (left + width / 2)) - (width / 2 - radius)
    over_y = np.abs(y - (top + height / 2)) - (height / 2 - radius)
    outside = np.sqrt(np.maximum(over_x, 0) ** 2 + np.maximum(over_y, 0) ** 2)
    distance = outside + np.minimum(np.maximum(over_x, over_y), 0) - radius
    return Mask(_clipped(0.5 - distance), math.floor(left - 1), math.floor(top - 1))


def frame(left: float, top: float, width: float, height: float, radius: float, line: float) -> Mask:
    """Return the outline of a rounded rectangle; the line lies inside it."""
    outer = rounded(left, top, width, height, radius)
    inner = rounded(left + line, top + line, width - 2 * line, height - 2 * line, max(radius - line, 0))
    alpha = outer.alpha.copy()
    dx, dy = inner.x - outer.x, inner.y - outer.y
    alpha[dy : dy + inner.alpha.shape[0], dx : dx + inner.alpha.shape[1]] -= inner.alpha
    return Mask(np.clip(alpha, 0, 1), outer.x, outer.y)


def polygon(*outlines: Points) -> Mask:
    """Return filled outlines; where two overlap, the overlap is left out (even-odd rule)."""
    image, scale, x, y = _sheet(outlines, 1.0)
    cv2.fillPoly(image, [_fixed(points, scale, x, y) for points in outlines], 255, cv2.LINE_AA, _FIXED)
    return _reduced(image, scale, x, y)


def strokes(lines: Sequence[Points], width: float, *, closed: bool = False) -> Mask:
    """Return lines of a width in pixels, with round ends and joints."""
    image, scale, x, y = _sheet(lines, width / 2 + 1)
    fixed = [_fixed(points, scale, x, y) for points in lines]
    cv2.polylines(image, fixed, closed, 255, max(1, round(width * scale)), cv2.LINE_AA, _FIXED)
    mask = _reduced(image, scale, x, y)
    return mask.times(min(1.0, width * scale)) if width * scale < 1 else mask


def stroke(points: Points, width: float, *, closed: bool = False) -> Mask:
    """Return one line; see :func:`strokes`."""
    return strokes([points], width, closed=closed)


def arc(x: float, y: float, radius: float, start: float, end: float) -> Points:
    """Return points of a circle's arc between two angles in degrees; 0 to the right, growing clockwise."""
    count = max(8, int(abs(end - start) / 360 * radius * 1.6) + 2)
    angles = np.radians(np.linspace(start, end, min(count, 720)))
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1)


def _sheet(outlines: Sequence[Points], margin: float) -> tuple[NDArray[np.uint8], int, int, int]:
    points = np.concatenate(list(outlines))
    left, top = (math.floor(value - margin) - 1 for value in points.min(axis=0))
    right, bottom = (math.ceil(value + margin) + 1 for value in points.max(axis=0))
    scale = 2 if (right - left) * (bottom - top) > _MANY_PIXELS else 4
    return np.zeros(((bottom - top) * scale, (right - left) * scale), np.uint8), scale, left, top


def _fixed(points: Points, scale: int, x: int, y: int) -> NDArray[np.int32]:
    # OpenCV's pixel centres lie on whole numbers, ours on halves.
    moved = (points - (x, y)) * scale - 0.5
    return np.rint(moved * (1 << _FIXED)).astype(np.int32).reshape(-1, 1, 2)


def _reduced(image: NDArray[np.uint8], scale: int, x: int, y: int) -> Mask:
    height, width = image.shape
    small = cv2.resize(image, (width // scale, height // scale), interpolation=cv2.INTER_AREA)
    return Mask(small.astype(np.float32) / np.float32(255), x, y)
