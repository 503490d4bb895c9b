"""Keeping peaks under a ceiling, without clipping and without shifting anything in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.peaks import peak_envelope
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples, silence

HOP = 16
LOOK = round(0.02 * SAMPLE_RATE / HOP)
"""Hops over which the gain goes down before a peak and up again after it: 20 ms, longer than a voice's period."""
MARGIN = (2 * LOOK + 4) * HOP
"""Samples before and after a place that have a say in its gain."""
_RISE = np.bartlett(2 * LOOK + 3)[1:-1]
_SLOPE = (_RISE / _RISE.sum()).astype(np.float32)
_NEAR = np.ones((1, 2 * LOOK + 3), np.uint8)


def limited(blocks: Iterable[Samples], gain: float, ceiling: float) -> Iterator[Samples]:
    """Yield the sound times ``gain``, turned down wherever a true peak would pass ``ceiling`` (1 is full scale).

    The gain at each place is a mean over the next and last 20 ms of what the peaks around them allow, and so never
    above what any of them allows. Blocks may have any length and come out in other lengths; all channels get one gain.
    """
    kept: Samples | None = None
    left = 0
    for block in chain(blocks, [None]):
        if block is None:
            if kept is None:
                return
            scaled = silence(len(kept), MARGIN + HOP)
        else:
            scaled = block * np.float32(gain)
            left += scaled.shape[1]
        kept = np.concatenate([silence(len(scaled), MARGIN) if kept is None else kept, scaled], axis=1)
        body = (kept.shape[1] - 2 * MARGIN) // HOP * HOP
        if body > 0:
            shaped = kept[:, MARGIN : MARGIN + body] * _gains(kept[:, : 2 * MARGIN + body], ceiling)
            yield shaped[:, :left]
            left -= min(left, body)
            kept = kept[:, body:]


def _gains(chunk: Samples, ceiling: float) -> npt.NDArray[np.float32]:
    """Return the gain of each sample of a chunk but its margins."""
    count = chunk.shape[1] - 2 * MARGIN
    highest = peak_envelope(chunk).reshape(-1, HOP).max(axis=1)
    if highest.max() <= ceiling:
        return np.ones(count, np.float32)
    allowed = np.minimum(1.0, ceiling / np.maximum(highest, ceiling)).astype(np.float32)
    lowest = cv2.erode(allowed.reshape(1, -1), _NEAR)[0]
    smooth = np.convolve(lowest, _SLOPE, "same")
    places = np.arange(count) + MARGIN
    centers = np.arange(len(smooth)) * HOP + (HOP - 1) / 2
    return np.asarray(np.interp(places, centers, smooth), np.float32)
