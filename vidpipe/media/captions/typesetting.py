"""Setting a row of pieces in lines, and parting it into cues, so that the cuts hurt least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from vidpipe.media.captions.phrases import Piece, width

MAX_DURATION = 7.0
"""Seconds after which a cue that still stands looks stuck."""
CUE_COST = 5.0
CUT_WEIGHT = 4.0
"""How much worse a cut between two cues is than one between two lines, which are seen together."""
FEW = 14.0
"""A part of a sentence, or a line, narrower than this many characters looks lost."""


def text_of(line: Sequence[Piece]) -> str:
    """Write pieces as one line; a space before the first is not part of it."""
    return "".join(" " * piece.space + piece.text for piece in line).lstrip(" ")


class Row:
    """The pieces of a sentence, with their widths summed up once, since all ways of cutting them are compared."""

    def __init__(self, pieces: Sequence[Piece], line_length: int) -> None:
        self.pieces = tuple(pieces)
        self.line_length = line_length
        self._upto = [0.0, *accumulate(width(piece.text) + piece.space for piece in pieces)]

    def lines(self) -> tuple[tuple[Piece, ...], ...] | None:
        """Set the whole row in one line or the best two; None when two do not hold it."""
        count = len(self.pieces)
        cut = self._break(0, count)
        if cut is None:
            return None
        return (self.pieces,) if cut == count else (self.pieces[:cut], self.pieces[cut:])

    def cues(self) -> Iterator[tuple[Piece, ...]]:
        """Part the row into cues of at most two lines (dynamic programming over all that fit)."""
        best, begins = [0.0], [0]
        for end in range(1, len(self.pieces) + 1):
            cost, begin = min((best[begin] + self._cue_cost(begin, end), begin) for begin in self._begins(end))
            best.append(cost)
            begins.append(begin)
        cuts = [len(self.pieces)]
        while cuts[-1]:
            cuts.append(begins[cuts[-1]])
        cuts.reverse()
        for begin, end in pairwise(cuts):
            yield self.pieces[begin:end]

    def _width(self, begin: int, end: int) -> float:
        return self._upto[end] - self._upto[begin] - self.pieces[begin].space

    def _fits(self, begin: int, end: int) -> bool:
        # A word longer than a line stands alone on one: words are never torn.
        return end - begin == 1 or self._width(begin, end) <= self.line_length

    def _begins(self, end: int) -> Iterator[int]:
        """Yield where a cue ending at ``end`` may begin: with the last piece, and earlier as long as two lines fit."""
        for begin in range(end - 1, -1, -1):
            if self._break(begin, end) is None:
                return
            yield begin

    def _break(self, begin: int, end: int) -> int | None:
        """Return where the second line begins, ``end`` when one line is enough, None when two are not."""
        if self._fits(begin, end):
            return end
        fitting = (cut for cut in range(begin + 1, end) if self._fits(begin, cut) and self._fits(cut, end))
        return min(fitting, key=lambda cut: self._break_cost(begin, cut, end), default=None)

    def _break_cost(self, begin: int, cut: int, end: int) -> float:
        """Say how ugly a line break is: inside a phrase, or between unlike lines, worse when the upper is longer."""
        upper, lower = self._width(begin, cut), self._width(cut, end)
        uneven = abs(upper - lower) / 8 + (1.0 if upper > lower else 0.0)
        return self.pieces[cut].cost + uneven + max(0.0, FEW - min(upper, lower)) * 0.3

    def _cue_cost(self, begin: int, end: int) -> float:
        cost = CUE_COST + self.pieces[begin].cost * CUT_WEIGHT
        cut = self._break(begin, end)
        if cut is not None and cut < end:
            cost += self._break_cost(begin, cut, end)
        # Only a part of a sentence can be too small: a short sentence is a cue of its own.
        if end - begin < len(self.pieces):
            cost += max(0.0, FEW - self._width(begin, end)) * 0.8
        spoken = self.pieces[end - 1].end - self.pieces[begin].start
        return cost + max(0.0, 1.0 - spoken) * 6 + max(0.0, spoken - MAX_DURATION) * 5
