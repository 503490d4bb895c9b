"""Measuring loudness and true peak as ITU-R BS.1770-4 says, in one pass over sound that comes in blocks."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.convolution import Convolver
from vidpipe.media.sound.loudness import Loudness
from vidpipe.media.sound.peaks import AFTER, BEFORE, peak_envelope
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples, silence

HOP = SAMPLE_RATE // 10
"""Samples from one measured block of 400 ms to the next."""
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
"""The two stages of the K-weighting, feed-forward and feedback, at 48 kHz (tables 1 and 2)."""
_RESPONSE = 1 << 12
"""Samples after which the weighting's response has died away."""


@cache
def _weighting() -> npt.NDArray[np.float64]:
    """Return the response of the K-weighting."""
    turn = np.exp(-2j * np.pi * np.arange(_RESPONSE // 2 + 1) / _RESPONSE)
    answer = np.ones_like(turn)
    for (b0, b1, b2), (a1, a2) in (_SHELF, _HIGH_PASS):
        answer *= (b0 + b1 * turn + b2 * turn**2) / (1 + a1 * turn + a2 * turn**2)
    return np.fft.irfft(answer, _RESPONSE)[np.newaxis]


class Meter:
    """Listens to all blocks of a sound of one or two channels; ``loudness`` then says what it heard.

    Without ``peaks``, which take a third of the time, the true peak is not looked for.
    """

    def __init__(self, channels: int, *, peaks: bool = True) -> None:
        self._weight = [Convolver(_weighting()) for _ in range(channels)]
        self._powers: list[npt.NDArray[np.float64]] = []
        self._rest = np.zeros(0, np.float32)
        self._past = silence(channels, BEFORE + AFTER)
        self._peak = 0.0 if peaks else np.nan

    def add(self, block: Samples) -> None:
        """Hear the next block."""
        square = sum(np.square(weight(row)[0]) for weight, row in zip(self._weight, block, strict=True))
        self._rest = np.concatenate([self._rest, square])
        hops = len(self._rest) // HOP
        whole = self._rest[: hops * HOP].reshape(hops, HOP)
        self._powers.append(whole.mean(axis=1, dtype=np.float64))
        self._rest = self._rest[hops * HOP :]
        if not np.isnan(self._peak):
            self._look(np.concatenate([self._past, block], axis=1))

    def _look(self, chunk: Samples) -> None:
        """Find the highest peak, of the chunk's own edge later, when what follows is known."""
        envelope = peak_envelope(chunk)[BEFORE : chunk.shape[1] - AFTER]
        self._peak = max(self._peak, float(envelope.max(initial=0.0)))
        self._past = chunk[:, chunk.shape[1] - BEFORE - AFTER :]

    def loudness(self) -> Loudness:
        """Return integrated loudness and true peak of all that was heard, NaN for one that was not looked for."""
        edge = float(peak_envelope(self._past)[BEFORE:].max(initial=0.0))
        peak = self._peak if self._peak > edge or np.isnan(self._peak) else edge
        return Loudness(integrated=self._integrated(), true_peak=float(20 * np.log10(peak)) if peak else -np.inf)

    def _integrated(self) -> float:
        hops = np.concatenate([np.zeros(0), *self._powers])
        if len(hops) < 4:
            return -np.inf
        blocks = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / 4
        loud = blocks[blocks > _power(ABSOLUTE_GATE)]
        if not len(loud):
            return -np.inf
        loud = loud[loud > loud.mean() * 10 ** (RELATIVE_GATE / 10)]
        return float(10 * np.log10(loud.mean()) - 0.691)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
