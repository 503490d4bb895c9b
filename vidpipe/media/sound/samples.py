"""Sound in memory: blocks of samples that follow each other, so that an hour takes no more room than a minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000
BLOCK = 1 << 17
"""Samples of a full block, 2.7 s: long enough for fast Fourier transforms to pay, short enough for any memory."""

Samples = npt.NDArray[np.float32]
"""Channels × samples at 48 kHz, full scale at 1."""


def samples_of(seconds: float) -> int:
    """Return how many samples a time takes."""
    return round(seconds * SAMPLE_RATE)


def ratio(decibels: float) -> float:
    """Return the factor that a gain in decibels is."""
    return float(10 ** (decibels / 20))


def silence(channels: int, count: int) -> Samples:
    """Return ``count`` samples without sound."""
    return np.zeros((channels, count), np.float32)


def in_blocks(pieces: Iterable[Samples]) -> Iterator[Samples]:
    """Yield pieces of any length anew as full blocks, the last one as long as it is."""
    waiting: list[Samples] = []
    held = 0
    for piece in pieces:
        waiting.append(piece)
        held += piece.shape[1]
        if held < BLOCK:
            continue
        joined = np.concatenate(waiting, axis=1)
        whole = held // BLOCK * BLOCK
        for first in range(0, whole, BLOCK):
            yield np.ascontiguousarray(joined[:, first : first + BLOCK])
        waiting, held = [joined[:, whole:]], held - whole
    if held:
        yield np.concatenate(waiting, axis=1)


def fitted(blocks: Iterable[Samples], channels: int, count: int) -> Iterator[Samples]:
    """Yield exactly ``count`` samples: what is longer is cut off, what is shorter goes on as silence."""
    left = count
    for block in blocks:
        piece = block[:, :left]
        left -= piece.shape[1]
        if piece.shape[1]:
            yield piece
        if not left:
            return
    while left:
        piece = silence(channels, min(left, BLOCK))
        left -= piece.shape[1]
        yield piece
