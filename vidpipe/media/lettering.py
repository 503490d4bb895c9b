"""Big words on a picture: any script, wrapped and shrunk to fit, drawn bold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from PIL import ImageDraw

from vidpipe.media.captions.phrases import Piece, pieces
from vidpipe.text.bidi import is_rtl
from vidpipe.text.draw import Type
from vidpipe.text.hyphens import SOFT, ended, hyphenated
from vidpipe.text.line import Line, draw_line, set_line
from vidpipe.text.unspaced import TORN

LINE_PITCH = 1.22
"""Distance of two baselines in ems."""
BOLD = 700
MEASURING_SIZE = 200
RAGGED = 10.0
"""What a line hurts that is nearly empty; a cut inside a word hurts as much."""
SIZE_WORTH = 44.0
"""What shrinking to nothing would hurt: a good break is worth some size."""


@dataclass(frozen=True, kw_only=True)
class SetText:
    """A text set in lines of one size; ``size`` and ``width`` in pixels."""

    lines: tuple[str, ...]
    size: int
    width: float
    rtl: bool
    language: str
    font: Path | None = None

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return self.size * LINE_PITCH * len(self.lines)


@dataclass(frozen=True)
class _Measured:
    """The pieces of a text with their widths, and those of a space and a hyphen, in ems."""

    parts: Sequence[Piece]
    ems: Sequence[float]
    space: float
    hyphen: float


@dataclass(frozen=True)
class _Hand:
    """How a text is written: the language that it is in, and a font file for what it has of it."""

    language: str
    font: Path | None = None


def fit(
    text: str,
    language: str,
    *,
    width: float,
    height: float,
    largest: int,
    smallest: int,
    max_lines: int,
    font: Path | None = None,
) -> SetText:
    """Set a text as large as a box of ``width`` × ``height`` pixels allows, broken at phrases, in even lines.

    A text that does not fit at ``smallest`` is cut, with an ellipsis. ``font`` is a font file of people's own, for all
    characters that it has.
    """
    hand = _Hand(language, font)
    parts = pieces(text, line_length=1)
    sizes = [*range(largest, smallest, -max(1, largest // 40)), smallest]
    rooms = [(size, width / size, min(max_lines, int(height / (size * LINE_PITCH)))) for size in sizes]
    parted = _parted(parts, width / smallest, hand)
    chosen = _best(parts, rooms, largest, hand) or _best(parted, rooms, largest, hand)
    if chosen is not None:
        return _set(chosen[1], chosen[0], hand)
    room = max(1, min(max_lines, int(height / (smallest * LINE_PITCH))))
    return _set(_filled(parted, smallest, hand, width, room), smallest, hand)


def draw(canvas: ImageDraw.ImageDraw, text: SetText, left: float, top: float, color: str) -> None:
    """Draw a set text into the box whose upper left corner is given; right-to-left text stands at its right."""
    for number, line in enumerate(text.lines):
        # The baseline of a line lies one em below its top: capitals then stand in the middle of the pitch.
        baseline = top + text.size * (LINE_PITCH * number + 0.96)
        set_ = _set_line(line, text.size, _Hand(text.language, text.font), rtl=text.rtl)
        draw_line(canvas, set_, left + (text.width - set_.width if text.rtl else 0.0), baseline, fill=color)


def measure(text: str, size: int, language: str, font: Path | None = None) -> float:
    """Return the width of one line in pixels."""
    return _measure(text, size, _Hand(language, font))


def _measure(text: str, size: int, hand: _Hand) -> float:
    return _set_line(text, size, hand, rtl=is_rtl(text)).width


def _set_line(text: str, size: int, hand: _Hand, *, rtl: bool) -> Line:
    return set_line([(text, False)], Type(size, BOLD, hand.language, hand.font), rtl=rtl)


def _set(lines: Sequence[str], size: int, hand: _Hand) -> SetText:
    width = max((_measure(line, size, hand) for line in lines), default=0.0)
    rtl = is_rtl(" ".join(lines))
    return SetText(lines=tuple(lines), size=size, width=width, rtl=rtl, language=hand.language, font=hand.font)


def _best(
    parts: Sequence[Piece], rooms: Sequence[tuple[int, float, int]], largest: int, hand: _Hand
) -> tuple[int, list[str]] | None:
    """Return the size, and lines of it, at which breaks and smallness hurt least; None where nothing fits.

    ``rooms`` holds sizes, each with the width of a line in ems and how many lines there may be.
    """
    ems = [_ems(part.text.rstrip(SOFT), hand) for part in parts]
    text = _Measured(parts, ems, _ems(" ", hand), _ems("-", hand))
    options = [
        (lines[0] - SIZE_WORTH * size / largest, size, lines[1])
        for size, width, room in rooms
        if (lines := _even_lines(text, width, room))
    ]
    return min(options)[1:] if options else None


def _parted(parts: Sequence[Piece], width: float, hand: _Hand) -> list[Piece]:
    """Cut the words that are wider than any line, ``width`` ems, into syllables."""
    result: list[Piece] = []
    for piece in parts:
        if _ems(piece.text, hand) <= width:
            result.append(piece)
            continue
        first, *others = hyphenated(piece.text, hand.language)
        result.append(replace(piece, text=first))
        result += [replace(piece, text=one, space=False, cost=TORN) for one in others]
    return result


def _even_lines(text: _Measured, width: float, max_lines: int) -> tuple[float, list[str]] | None:
    """Break pieces into the fewest lines that hold them, so that cuts hurt least; None when ``max_lines`` do not.

    Returns how much it hurts, and the lines.

    Dynamic programming: ``best[n]`` holds, for every number of pieces set in n lines, the cost and the last cut.
    """
    parts, count = text.parts, len(text.parts)
    offsets = [0.0, *accumulate(em + text.space * part.space for em, part in zip(text.ems, parts, strict=True))]

    def length(begin: int, end: int) -> float:
        hyphen = text.hyphen * parts[end - 1].text.endswith(SOFT)
        return offsets[end] - offsets[begin] - text.space * parts[begin].space + hyphen

    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(max_lines):
        row: dict[int, tuple[float, int]] = {}
        for begin, (cost, _before) in best[-1].items():
            for end in range(begin + 1, count + 1):
                if length(begin, end) > width:
                    break
                total = cost + _hurt(parts[begin]) + (1 - length(begin, end) / width) ** 2 * RAGGED
                if end not in row or total < row[end][0]:
                    row[end] = (total, begin)
        best.append(row)
        if count in row:
            return row[count][0], _traced(parts, best)
    return None


def _hurt(piece: Piece) -> float:
    """Return what it hurts to begin a line with a piece; a torn word of Chinese or Japanese is worth some size."""
    return piece.cost * (1.5 if piece.cost >= TORN and not piece.space else 0.8)


def _traced(parts: Sequence[Piece], best: Sequence[dict[int, tuple[float, int]]]) -> list[str]:
    end, lines = len(parts), []
    for row in reversed(best[1:]):
        begin = row[end][1]
        lines.append(ended("".join(" " * part.space + part.text for part in parts[begin:end]).lstrip(" ")))
        end = begin
    return lines[::-1]


def _filled(parts: Sequence[Piece], size: int, hand: _Hand, width: float, room: int) -> list[str]:
    """Fill ``room`` lines, and end with an ellipsis; only what is wider than a line is torn."""
    lines = [""]
    for piece in parts:
        fits = _measure(ended(piece.text), size, hand) <= width
        for number, text in enumerate([piece.text] if fits else piece.text.rstrip(SOFT)):
            gap = " " if piece.space and lines[-1] and number == 0 else ""
            if _measure(ended(lines[-1] + gap + text), size, hand) <= width:
                lines[-1] += gap + text
                continue
            if len(lines) == room:
                lines[-1] = _cut_short(lines[-1].replace(SOFT, ""), size, hand, width)
                return lines
            lines[-1] = ended(lines[-1])
            lines.append(text)
    lines[-1] = ended(lines[-1])
    return lines


def _cut_short(line: str, size: int, hand: _Hand, width: float) -> str:
    while line and _measure(line + "…", size, hand) > width:
        line = line[:-1].rstrip()
    return line + "…"


def _ems(text: str, hand: _Hand) -> float:
    return _measure(text, MEASURING_SIZE, hand) / MEASURING_SIZE
