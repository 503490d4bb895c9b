"""Sound that waits on the disk between two looks at it: bare samples that can pass full scale without clipping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vidpipe.media.sound.samples import BLOCK, Samples

_WIDTH = 4


@dataclass(frozen=True, kw_only=True)
class RawSound:
    """A file of bare 32-bit float samples at 48 kHz, the channels in turn."""

    path: Path
    channels: int

    @property
    def count(self) -> int:
        """Samples of each channel."""
        return self.path.stat().st_size // (_WIDTH * self.channels)

    def write(self, blocks: Iterable[Samples]) -> None:
        """Write the file anew."""
        with self.path.open("wb") as file:
            for block in blocks:
                file.write(np.ascontiguousarray(block.T).tobytes())

    def read(self, first: int, count: int) -> Samples:
        """Return ``count`` samples from ``first`` on, fewer at the file's end."""
        step = _WIDTH * self.channels
        flat = np.fromfile(self.path, "<f4", count=count * self.channels, offset=first * step)
        return np.ascontiguousarray(flat.reshape(-1, self.channels).T)

    def blocks(self) -> Iterator[Samples]:
        """Yield the whole, block by block."""
        for first in range(0, self.count, BLOCK):
            yield self.read(first, BLOCK)
