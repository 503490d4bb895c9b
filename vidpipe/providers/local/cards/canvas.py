"""The sheet a card is painted on: floating-point pixels, so that gentle gradients stay gentle to the end."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.colours import Colour, Fill, Pixels
from vidpipe.providers.local.cards.shapes import Mask
from vidpipe.text.draw import ink, measure
from vidpipe.text.fit import Block

Align = Literal["start", "centre", "end"]


class Canvas:
    """A picture in the making."""

    def __init__(self, width: int, height: int, fill: Fill) -> None:
        self.width, self.height = width, height
        self.pixels: Pixels = np.empty((height, width, 3), np.float32)
        self.pixels[:] = fill if isinstance(fill, tuple) else fill.over(height, width)

    def paint(self, mask: Mask, fill: Fill, opacity: float = 1.0) -> None:
        """Lay a shape over the picture; what reaches beyond the edges is left out."""
        rows, columns = mask.alpha.shape
        top, left = max(0, -mask.y), max(0, -mask.x)
        bottom, right = min(rows, self.height - mask.y), min(columns, self.width - mask.x)
        if top >= bottom or left >= right:
            return
        region = self.pixels[mask.y + top : mask.y + bottom, mask.x + left : mask.x + right]
        alpha = mask.alpha[top:bottom, left:right, None]
        if opacity != 1.0:
            alpha = alpha * np.float32(opacity)
        if isinstance(fill, tuple):
            colours = np.array(fill, np.float32)
        else:
            spread = fill.over(rows, columns)
            colours = spread[top:bottom] if spread.shape[1] == 1 else spread[top:bottom, left:right]
        region += (colours - region) * alpha

    def shadow(self, mask: Mask, down: float, blur: float, colour: Colour, opacity: float) -> None:
        """Lay a soft shadow below a shape; paint the shape after it."""
        self.paint(mask.moved(0, down).blurred(blur), colour, opacity)

    def text(self, block: Block, x: float, y: float, fill: Fill, align: Align = "start") -> None:
        """Write a block with the top of its first line's letters at ``y``.

        ``x`` is the edge the lines stand on: the left one, the middle or the right one. A right-to-left block
        swaps start and end by itself only in its lines' order, so the caller chooses the edge.
        """
        baseline = y + block.rise
        for line in block.lines:
            coverage, right, down = ink(line, block.type)
            width = measure(line, block.type)
            start = x - {"start": 0.0, "centre": width / 2, "end": width}[align]
            if coverage.size:
                alpha = coverage.astype(np.float32) / np.float32(255)
                self.paint(Mask(alpha, round(start) + right, round(baseline) + down), fill)
            baseline += block.leading

    def light(self, x: float, y: float, radius: float, colour: Colour, opacity: float) -> None:
        """Lay a light around a point."""
        self.paint(shapes.glow(x, y, radius), colour, opacity)

    def finished(self, seed: int) -> NDArray[np.uint8]:
        """Return 8-bit pixels, with a fine grain that keeps gradients from banding in H.264."""
        noise = np.random.default_rng(seed).integers(0, 256, (2, self.height, self.width), np.uint8)
        # The sum of two even noises has no bias and no pattern; its spread is about ±2 of 255 levels.
        grain = (noise[0].astype(np.float32) + noise[1] - 255) * np.float32(2.0 / 255)
        levels = self.pixels * np.float32(255) + grain[..., None] + np.float32(0.5)
        return np.asarray(np.clip(levels, 0, 255), np.uint8)
