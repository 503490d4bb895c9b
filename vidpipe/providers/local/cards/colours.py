"""Colours, and fills that vary over a shape."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidpipe.styles.colours import Colour, contrast, luminance, mix, parse, readable

__all__ = ["Colour", "Fill", "Linear", "Pixels", "Radial", "contrast", "luminance", "mix", "parse", "readable"]

Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """A gradient along a direction; ``angle`` in degrees, 0 to the right, 90 downwards. Spans the shape's box."""

    start: Colour
    end: Colour
    angle: float = 90.0

    def over(self, height: int, width: int) -> Pixels:
        """Return the colours of a box as (height, width, 3), or (height, 1, 3) where rows are even."""
        if self.angle == 90:
            return _ramp(self.start, self.end, np.linspace(0, 1, height, dtype=np.float32)[:, None])
        across, down = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :] * np.float32(across)
        y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None] * np.float32(down)
        share = np.asarray((x + y) / (abs(across) + abs(down)) + 0.5, np.float32)
        return _ramp(self.start, self.end, share)


@dataclass(frozen=True, slots=True)
class Radial:
    """A gradient outwards from a point given in shares of the shape's box; ``reach`` in shares of its longer side."""

    start: Colour
    end: Colour
    centre: tuple[float, float] = (0.35, 0.3)
    reach: float = 0.9

    def over(self, height: int, width: int) -> Pixels:
        """Return the colours of a box as (height, width, 3)."""
        x = np.arange(width, dtype=np.float32)[None, :] - self.centre[0] * width
        y = np.arange(height, dtype=np.float32)[:, None] - self.centre[1] * height
        share = np.clip(np.sqrt(x * x + y * y) / (self.reach * max(height, width)), 0, 1)
        return _ramp(self.start, self.end, share)


Fill = Colour | Linear | Radial


def _ramp(start: Colour, end: Colour, share: NDArray[np.float32]) -> Pixels:
    first, last = np.array(start, np.float32), np.array(end, np.float32)
    return first + share[..., None] * (last - first)
