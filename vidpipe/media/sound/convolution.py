"""Filters by their responses, over sound that comes in blocks."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.samples import BLOCK, Samples

LONGEST_RESPONSE = BLOCK
"""Samples: 2.7 s."""

Row = npt.NDArray[np.float32]


class Convolver:
    """Passes one channel through one or several filters; what one block leaves ringing is heard in the next.

    ``responses`` holds one filter a row, at most LONGEST_RESPONSE samples each. Overlap-save with OpenCV's transforms,
    which take a quarter of the time of numpy's.
    """

    def __init__(self, responses: npt.NDArray[np.floating]) -> None:
        padded = np.zeros((len(responses), 2 * BLOCK), np.float32)
        padded[:, : responses.shape[1]] = responses
        self._spectra = [cv2.dft(row.reshape(1, -1)) for row in padded]
        self._past = np.zeros(BLOCK, np.float32)

    def __call__(self, row: Row) -> Samples:
        """Return the filtered block (filters × samples), for a block of at most BLOCK samples."""
        count = len(row)
        known = np.concatenate([self._past, row])
        self._past = known[count:]
        chunk = np.zeros((1, 2 * BLOCK), np.float32)
        chunk[0, : len(known)] = known
        spectrum = cv2.dft(chunk)
        filtered = np.empty((len(self._spectra), count), np.float32)
        for out, response in zip(filtered, self._spectra, strict=True):
            product = cv2.mulSpectrums(spectrum, response, 0)
            out[:] = cv2.idft(product, flags=cv2.DFT_SCALE)[0, BLOCK : BLOCK + count]
        return filtered
