"""How loud the music is at each moment: down before somebody speaks, up again in the pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.samples import SAMPLE_RATE, Samples, ratio, samples_of

RATE = 100
"""Values of the level per second."""
ATTACK = 0.15
RELEASE = 0.6
AHEAD = 0.05
"""Seconds before the first sound of speech at which the music is down already."""
AFTER = 0.12
"""Seconds for which it stays down, so that the end of a word is not covered."""
CLOSEST = 0.5
"""Pauses up to here belong to the speech: music that rose in each of them would pump."""
LIFT_PER_SECOND = 4.0
MOST_LIFT = 10.0
"""In dB: by how much music is louder in a pause, growing with the pause's length."""
LOUDEST = -6.0
"""Loudness in the longest pauses, in LU against the narration, which music never passes."""
_FRAME = SAMPLE_RATE // RATE
_SPOKEN = ratio(-26)
"""RMS of 10 ms from which on something is taken for speech, against the loudness of the narration."""

Span = tuple[float, float]


def spoken_spans(narration: Iterable[Samples], loudness: float) -> Iterator[Span]:
    """Yield when something is heard in a narration of a loudness in LUFS, in seconds."""
    spoken = (_SPOKEN * ratio(loudness)) ** 2
    rest = np.zeros(0, np.float32)
    at = 0
    for block in narration:
        known = np.concatenate([rest, block[0]])
        frames = len(known) // _FRAME
        power = np.mean(np.square(known[: frames * _FRAME].reshape(frames, _FRAME)), axis=1)
        heard = np.concatenate([[False], power > spoken, [False]])
        edges = np.flatnonzero(np.diff(heard.astype(np.int8)))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            yield (at + int(begin)) / RATE, (at + int(end)) / RATE
        rest, at = known[frames * _FRAME :], at + frames


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those together that overlap or have hardly a pause between them."""
    result: list[Span] = []
    for begin, end in sorted(span for span in spans if span[1] > span[0]):
        if result and begin - result[-1][1] <= CLOSEST:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((begin, end))
    return result


class Ducking:
    """The gain of the music over a film of ``duration`` seconds, in which ``speech`` is spoken.

    ``level`` is the music's loudness under speech in LU against the narration.
    """

    def __init__(self, speech: Sequence[Span], duration: float, level: float) -> None:
        self._curve = _curve(joined(speech), duration, level)

    def gains(self, first: int, count: int) -> npt.NDArray[np.float32]:
        """Return the factor of each of ``count`` samples from ``first`` on, against the narration's loudness."""
        begin = first // _FRAME
        near = self._curve[begin : begin + count // _FRAME + 3]
        places = np.arange(first, first + count) / _FRAME - begin
        return np.asarray(np.interp(places, np.arange(len(near)), near), np.float32)


def _curve(speech: Sequence[Span], duration: float, level: float) -> npt.NDArray[np.float64]:
    """Return the factor at every hundredth of a second."""
    times = np.arange(samples_of(duration) // _FRAME + 3) / RATE
    lift = np.zeros(len(times))
    ends = [-np.inf, *(end for _, end in speech)]
    begins = [*(begin for begin, _ in speech), np.inf]
    for end, begin in zip(ends, begins, strict=True):
        pause = min(begin, duration) - max(end, 0.0)
        most = min(LIFT_PER_SECOND * (pause - CLOSEST), MOST_LIFT, max(LOUDEST - level, 0.0))
        if most > 0:
            inside = slice(*np.searchsorted(times, [end, begin]))
            rising = _eased((times[inside] - end - AFTER) / RELEASE)
            falling = _eased((begin - AHEAD - times[inside]) / ATTACK)
            lift[inside] = most * np.minimum(rising, falling)
    return np.asarray(10 ** ((level + lift) / 20), np.float64)


def _eased(share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0, 1)), np.float64)
