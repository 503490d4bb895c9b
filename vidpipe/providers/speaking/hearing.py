"""When each word is heard in a recording whose words are known, for services that do not tell.

The pauses in the sound are laid on the gaps between words: punctuation asks for them, and the words between two
pauses should take as long as the sound there. Of all ways to do so the cheapest is taken (dynamic programming); between
two pauses the words share the time by their expected lengths, and each boundary moves to the quietest moment near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.speaking.lengths import LONG_PAUSE, NO_PAUSE, SHORT_PAUSE, pause_behind, spoken_seconds
from vidpipe.providers.speaking.sound import FRAME, Sound, is_loud, loudness
from vidpipe.providers.speaking.timing import Span

Floats = NDArray[np.float64]

_SHORTEST_PAUSE = 0.07
_NEIGHBOURS = 10
"""How many pauses in a row may be closures of consonants, or breaths, and belong to no gap."""
_NEAR = 0.05
"""Seconds by which a boundary may move to a quieter moment."""
_MISSED = {NO_PAUSE: 0.0, SHORT_PAUSE: 0.5, LONG_PAUSE: 2.5}
"""What it costs when nobody pauses where the text asks for it."""


@dataclass(frozen=True, slots=True)
class _Pause:
    """Silence inside the recording, in seconds; ``voiced`` is how long somebody has spoken before it."""

    start: float
    end: float
    voiced: float

    @property
    def length(self) -> float:
        return self.end - self.start


def heard_spans(words: Sequence[str], language: str, sound: Sound) -> list[Span]:
    """Return when each word is heard, as well as sound and spelling tell: mostly within a tenth of a second."""
    levels = loudness(sound)
    loud = np.flatnonzero(is_loud(levels))
    pauses = _pauses(loud)
    lengths = np.asarray(spoken_seconds(words, language))
    if lengths.sum() == 0:
        lengths = np.ones(len(words))
    first, last = loud[0] * FRAME, (loud[-1] + 1) * FRAME
    voiced = last - first - sum(pause.length for pause in pauses)
    ends = np.concatenate([[0.0], np.cumsum(lengths) * (voiced / lengths.sum())])
    kinds = [pause_behind(word) for word in words]
    edges = [(0, first, first)]
    edges += [(gap, pauses[number].start, pauses[number].end) for number, gap in _laid(pauses, ends, kinds, voiced)]
    edges.append((len(words), last, last))
    spans: list[Span] = []
    for (from_word, _, start), (to_word, end, _) in pairwise(edges):
        spans += _shared(ends[from_word : to_word + 1], start, end, levels)
    return spans


def _pauses(loud: NDArray[np.intp]) -> list[_Pause]:
    pauses: list[_Pause] = []
    silent = 0.0
    for before, after in pairwise(loud):
        length = (after - before - 1) * FRAME
        if length >= _SHORTEST_PAUSE:
            start = (before + 1) * FRAME
            pauses.append(_Pause(start, after * FRAME, start - loud[0] * FRAME - silent))
            silent += length
    return pauses


def _laid(pauses: Sequence[_Pause], ends: Floats, kinds: Sequence[int], voiced: float) -> list[tuple[int, int]]:
    """Return pairs of a pause and the number of words before it, both rising, at the least cost.

    ``ends`` is where each word would end if there were no pauses and all spoke at one pace.
    """
    asked = np.concatenate([[0.0], np.cumsum([_MISSED[kind] for kind in kinds])])
    reach = min(1.5 + 0.12 * voiced, 8.0)
    gaps: list[NDArray[np.intp]] = [np.array([0])]
    costs: list[Floats] = [np.zeros(1)]
    back: list[list[tuple[int, int]]] = [[(0, 0)]]
    times, skipped = [0.0], [0.0]
    for pause in pauses:
        inside = np.flatnonzero(np.abs(ends[1:-1] - pause.voiced) <= reach) + 1
        gaps.append(inside)
        times.append(pause.voiced)
        skipped.append(skipped[-1] + 14 * min(max(pause.length - 0.04, 0.0), 0.6))
        own = (
            np.array([_pause_cost(kinds[int(gap) - 1], pause.length) for gap in inside]) if len(inside) else np.zeros(0)
        )
        best, came = _cheapest(len(gaps) - 1, gaps, costs, times, skipped, ends, asked)
        costs.append(best + own)
        back.append(came)
    gaps.append(np.array([len(ends) - 1]))
    times.append(voiced)
    skipped.append(skipped[-1])
    _, came = _cheapest(len(gaps) - 1, gaps, costs, times, skipped, ends, asked)
    back.append(came)
    return _walked(gaps, back)


def _cheapest(
    at: int,
    gaps: Sequence[NDArray[np.intp]],
    costs: Sequence[Floats],
    times: Sequence[float],
    skipped: Sequence[float],
    ends: Floats,
    asked: Floats,
) -> tuple[Floats, list[tuple[int, int]]]:
    """Return, for each gap of pause ``at``, the cost of the best way to it and which pause and gap came before."""
    here = gaps[at]
    best = np.full(len(here), np.inf)
    came = [(0, 0)] * len(here)
    for before in range(at - 1, -1, -1):
        if before and at - before > _NEIGHBOURS and np.isfinite(best).all():
            break
        if not len(gaps[before]) or not len(here):
            continue
        there = gaps[before][:, None]
        expected = ends[here][None, :] - ends[there]
        heard = times[at] - times[before]
        skips = skipped[at - 1] - skipped[before]
        missed = asked[np.maximum(here - 1, 0)][None, :] - asked[there]
        total = costs[before][:, None] + (heard - expected) ** 2 / (0.05 * (heard + expected) + 0.01) + skips + missed
        total = np.where(here[None, :] > there, total, np.inf)
        choice = total.argmin(axis=0)
        for number, chosen in enumerate(choice):
            if total[chosen, number] < best[number]:
                best[number] = total[chosen, number]
                came[number] = (before, int(chosen))
    return best, came


def _walked(gaps: Sequence[NDArray[np.intp]], back: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    path: list[tuple[int, int]] = []
    pause, choice = back[-1][0]
    while pause:
        path.append((pause - 1, int(gaps[pause][choice])))
        pause, choice = back[pause][choice]
    return path[::-1]


def _pause_cost(kind: int, length: float) -> float:
    if kind == LONG_PAUSE:
        return max(0.0, 0.25 - length) * 4
    if kind == SHORT_PAUSE:
        return max(0.0, 0.1 - length) * 4 + max(0.0, length - 0.5) * 2
    return 1.0 + 6 * max(0.0, length - 0.15)


def _shared(ends: Floats, start: float, end: float, levels: Floats) -> list[Span]:
    """Share the time between two pauses among its words, boundaries at the quietest moments near."""
    whole = ends[-1] - ends[0]
    scale = (end - start) / whole if whole > 0 else 0.0
    edges = start + (ends - ends[0]) * scale
    for number in range(1, len(edges) - 1):
        if ends[number] > ends[number - 1] and ends[number + 1] > ends[number]:
            edges[number] = _quietest(edges[number], levels)
    edges = np.maximum.accumulate(edges)
    return [(float(left), float(right)) for left, right in pairwise(edges)]


def _quietest(moment: float, levels: Floats) -> float:
    low = max(round((moment - _NEAR) / FRAME), 0)
    near = levels[low : round((moment + _NEAR) / FRAME) + 1]
    return (low + int(near.argmin()) + 0.5) * FRAME if len(near) else moment
