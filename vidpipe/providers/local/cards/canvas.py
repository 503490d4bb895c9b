"""The sheet a card is painted on: floating-point pixels, so that gentle gradients stay gentle to the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.colours import Colour, Fill, Pixels
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.shapes import Mask
from vidpipe.text.draw import ink, measure
from vidpipe.text.fit import Block

Align = Literal["start", "centre", "end"]
Kind = Literal["words", "picture", "ornament"]
SEEN = 0.25
"""How much of a pixel something must cover to count as seen there: lights and shadows around it do not."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was painted as one thing, and the box of what is seen of it, in pixels."""

    kind: Kind
    box: Box


class Canvas:
    """A picture in the making."""

    def __init__(self, width: int, height: int, fill: Fill) -> None:
        self.width, self.height = width, height
        self.pixels: Pixels = np.empty((height, width, 3), np.float32)
        self.pixels[:] = fill if isinstance(fill, tuple) else fill.over(height, width)
        self.parts: list[Part] = []
        """What stands on the ground, in the order in which it was painted."""
        self._seen: list[Box] | None = None

    @contextmanager
    def part(self, kind: Kind) -> Iterator[None]:
        """Note all that is painted meanwhile as one part of the card; within another part, as some of that."""
        if self._seen is not None:
            yield
            return
        self._seen = []
        try:
            yield
            if self._seen:
                self.parts.append(Part(kind, Box.around(self._seen)))
        finally:
            self._seen = None

    def paint(self, mask: Mask, fill: Fill, opacity: float = 1.0) -> None:
        """Lay a shape over the picture; what reaches beyond the edges is left out."""
        rows, columns = mask.alpha.shape
        top, left = max(0, -mask.y), max(0, -mask.x)
        bottom, right = min(rows, self.height - mask.y), min(columns, self.width - mask.x)
        if top >= bottom or left >= right:
            return
        region = self.pixels[mask.y + top : mask.y + bottom, mask.x + left : mask.x + right]
        alpha = mask.alpha[top:bottom, left:right, None]
        if self._seen is not None and (seen := _seen(mask, alpha[:, :, 0] * opacity, left, top)):
            self._seen.append(seen)
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
        with self._unnoted():
            self.paint(mask.moved(0, down).blurred(blur), colour, opacity)

    def text(self, block: Block, x: float, y: float, fill: Fill, align: Align = "start") -> None:
        """Write a block with the top of its first line's letters at ``y``.

        ``x`` is the edge the lines stand on: the left one, the middle or the right one. A right-to-left block
        swaps start and end by itself only in its lines' order, so the caller chooses the edge.
        """
        baseline = y + block.rise
        with self.part("words"):
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
        with self._unnoted():
            self.paint(shapes.glow(x, y, radius), colour, opacity)

    @contextmanager
    def _unnoted(self) -> Iterator[None]:
        noted, self._seen = self._seen, None
        yield
        self._seen = noted

    def finished(self, seed: int) -> NDArray[np.uint8]:
        """Return 8-bit pixels, with a fine grain that keeps gradients from banding in H.264."""
        noise = np.random.default_rng(seed).integers(0, 256, (2, self.height, self.width), np.uint8)
        # The sum of two even noises has no bias and no pattern; its spread is about ±2 of 255 levels.
        grain = (noise[0].astype(np.float32) + noise[1] - 255) * np.float32(2.0 / 255)
        levels = self.pixels * np.float32(255) + grain[..., None] + np.float32(0.5)
        return np.asarray(np.clip(levels, 0, 255), np.uint8)


def _seen(mask: Mask, alpha: NDArray[np.float32], left: int, top: int) -> Box | None:
    """Return the box of what is seen of a mask, of which ``alpha`` is the part from ``left`` and ``top`` on."""
    seen = alpha > SEEN
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    x, y = mask.x + left, mask.y + top
    return Box(x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1)
