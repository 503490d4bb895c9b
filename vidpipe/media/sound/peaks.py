"""Peaks between the samples, as they show when sound is oversampled four times (ITU-R BS.1770-4, annex 2)."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.samples import Samples

TAPS = 24
BEFORE = TAPS // 2 - 1
AFTER = TAPS // 2
"""Samples before and after a place that have a say in what is heard between it and the next one."""


def _kernel(delay: float) -> npt.NDArray[np.float32]:
    """Return a windowed sinc that tells the value ``delay`` samples after a sample."""
    distance = np.arange(TAPS) - BEFORE - delay
    window = np.i0(9.0 * np.sqrt(np.clip(1 - (distance / AFTER) ** 2, 0, None))) / np.i0(9.0)
    sinc = np.sinc(distance) * window
    return np.asarray(sinc / sinc.sum(), np.float32)


_KERNELS = [_kernel(delay) for delay in (0.25, 0.5, 0.75)]
_PLAIN = np.ones(1, np.float32)


def peak_envelope(block: Samples) -> npt.NDArray[np.float32]:
    """Return for every sample the largest magnitude, in any channel, from it up to the next one.

    Beyond the block's ends silence is assumed.
    """
    highest = np.abs(block)
    for kernel in _KERNELS:
        between = cv2.sepFilter2D(block, cv2.CV_32F, kernel, _PLAIN, anchor=(BEFORE, 0), borderType=cv2.BORDER_CONSTANT)
        np.maximum(highest, np.abs(between), out=highest)
    return np.asarray(highest.max(axis=0), np.float32)
