"""Big words on a picture: any script, wrapped and shrunk to fit, drawn bold."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageDraw, ImageFont

from vidpipe.media.phrases import Piece, pieces
from vidpipe.text import fonts

LINE_PITCH = 1.22
"""Distance of two baselines in ems."""
BOLD = 700


@dataclass(frozen=True, kw_only=True)
class SetText:
    """A text set in lines of one size; ``size`` and ``width`` in pixels."""

    lines: tuple[str, ...]
    size: int
    width: float
    rtl: bool
    language: str

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return self.size * LINE_PITCH * len(self.lines)


def fit(
    text: str, language: str, *, width: float, height: float, largest: int, smallest: int, max_lines: int = 4
) -> SetText:
    """Set a text as large as a box of ``width`` × ``height`` pixels allows, in lines of even length.

    A text that does not fit at ``smallest`` is cut, with an ellipsis.
    """
    parts = pieces(" ".join(text.split()), line_length=1)
    for size in range(largest, smallest - 1, -max(1, largest // 40)):
        lines = _wrapped(parts, size, language, width)
        if len(lines) <= min(max_lines, int(height / (size * LINE_PITCH))):
            return _set(_evened(parts, size, language, width, len(lines)), size, language)
    room = max(1, min(max_lines, int(height / (smallest * LINE_PITCH))))
    lines = _wrapped(parts, smallest, language, width)[:room]
    return _set([*lines[:-1], _cut_short(lines[-1], smallest, language, width)], smallest, language)


def draw(canvas: ImageDraw.ImageDraw, text: SetText, left: float, top: float, color: str) -> None:
    """Draw a set text into the box whose upper left corner is given; right-to-left text stands at its right."""
    for number, line in enumerate(text.lines):
        # The baseline of a line lies one em below its top: capitals then stand in the middle of the pitch.
        baseline = top + text.size * (LINE_PITCH * number + 0.96)
        at = left + (text.width - measure(line, text.size, text.language) if text.rtl else 0.0)
        runs = fonts.runs(line, text.language)
        for piece, face in reversed(runs) if text.rtl else runs:
            font = _font(face.path, face.index, text.size)
            direction = _direction(piece, rtl=text.rtl)
            canvas.text((at, baseline), piece, fill=color, font=font, anchor="ls", direction=direction)
            at += font.getlength(piece, direction=direction)


def measure(text: str, size: int, language: str) -> float:
    """Return the width of one line in pixels."""
    return sum(_font(face.path, face.index, size).getlength(piece) for piece, face in fonts.runs(text, language))


def is_rtl(text: str) -> bool:
    """Whether a text is mostly in a script that runs from right to left."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def _direction(piece: str, *, rtl: bool) -> Literal["rtl", "ltr"]:
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in piece):
        return "rtl"
    return "rtl" if rtl and not any(map(str.isalnum, piece)) else "ltr"


@lru_cache(maxsize=64)
def _font(path: Path, index: int, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(path), size, index=index, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_axes([BOLD])
    return font


def _set(lines: Sequence[str], size: int, language: str) -> SetText:
    width = max((measure(line, size, language) for line in lines), default=0.0)
    return SetText(lines=tuple(lines), size=size, width=width, rtl=is_rtl(" ".join(lines)), language=language)


def _wrapped(parts: Sequence[Piece], size: int, language: str, width: float) -> list[str]:
    """Fill lines with as many pieces as fit; a piece wider than the line is torn, for a title must be seen."""
    lines = [""]
    for part in parts:
        longer = lines[-1] + " " * (part.space and bool(lines[-1])) + part.text
        if measure(longer, size, language) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in part.text:
            if lines[-1] and measure(lines[-1] + character, size, language) > width:
                lines.append("")
            lines[-1] += character
    return [line for line in lines if line]


def _evened(parts: Sequence[Piece], size: int, language: str, width: float, count: int) -> list[str]:
    """Wrap in the narrowest box that still gives ``count`` lines."""
    low, high = width / 2, width
    while high - low > size / 8:
        middle = (low + high) / 2
        if len(_wrapped(parts, size, language, middle)) <= count:
            high = middle
        else:
            low = middle
    return _wrapped(parts, size, language, high)


def _cut_short(line: str, size: int, language: str, width: float) -> str:
    while line and measure(line + "…", size, language) > width:
        line = line[:-1].rstrip()
    return line + "…"
