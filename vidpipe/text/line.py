"""One line of words in any script: where every word stands, and drawing words one by one.

Words are shaped apart from each other, so that each can be drawn in a colour of its own. Nothing is lost by it: letters
join within words only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from PIL import ImageDraw

from vidpipe.text.bidi import levels, visual_order
from vidpipe.text.draw import Type, load
from vidpipe.text.fonts import Face, faces, runs


@dataclass(frozen=True, slots=True)
class Letters:
    """Part of a word that one face draws in one direction; ``left`` and ``width`` in pixels."""

    text: str
    face: Face
    rtl: bool
    word: int
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is set: its letters from left to right, and its width in pixels."""

    letters: tuple[Letters, ...]
    width: float
    type: Type

    def extent(self, word: int) -> tuple[float, float]:
        """Return where a word begins and ends, in pixels from the line's left; (0, 0) for one without letters."""
        own = [part for part in self.letters if part.word == word]
        return (min(part.left for part in own), max(part.left + part.width for part in own)) if own else (0.0, 0.0)


def set_line(
    words: Sequence[tuple[str, bool]], type_: Type, *, rtl: bool, spacing: float = 1.0, gap: float = 0.0
) -> Line:
    """Set words, each with whether a space stands before it, in the order in which they are read.

    ``rtl`` is the direction of the text that the line is part of; ``spacing`` widens the spaces between words, and
    ``gap``, in ems, parts words without one.
    """
    text = "".join(" " * space + word for word, space in words)
    numbers = [number for number, (word, space) in enumerate(words) for _ in range(space + len(word))]
    # A space belongs to no word.
    owners = [None if character == " " else number for character, number in zip(text, numbers, strict=True)]
    plain = faces(type_.language, type_.font)[0]
    drawn = [face for part, face in runs(text, type_.language, type_.font) for _ in part]
    embedding = levels(text, rtl=rtl)
    stretches = [
        (owner, level, face, "".join(text[at] for at in places))
        for (owner, level, face), places in groupby(range(len(text)), lambda at: (owners[at], embedding[at], drawn[at]))
    ]
    letters: list[Letters] = []
    pen, before = 0.0, None
    for index in visual_order([level for _, level, _, _ in stretches]):
        owner, level, face, part = stretches[index]
        if owner is None:
            # The emoji face's space is as wide as an emoji.
            pen += load(plain, type_.size, type_.weight).getlength(part) * spacing
            before = None
            continue
        if before not in (None, owner):
            pen += gap * type_.size
        before = owner
        width = load(face, type_.size, type_.weight).getlength(part, direction=_direction(level % 2 == 1))
        letters.append(Letters(part, face, level % 2 == 1, owner, pen, width))
        pen += width
    return Line(tuple(letters), pen, type_)


def draw_line(
    painter: ImageDraw.ImageDraw,
    line: Line,
    left: float,
    baseline: float,
    *,
    fill: str | int = 255,
    words: Collection[int] | None = None,
    stroke: float = 0.0,
) -> None:
    """Draw a line, or some of its words; ``stroke`` pixels make the letters thicker all around."""
    for part in line.letters:
        if words is None or part.word in words:
            painter.text(
                (left + part.left, baseline),
                part.text,
                fill=fill,
                font=load(part.face, line.type.size, line.type.weight),
                anchor="ls",
                direction=_direction(part.rtl),
                stroke_width=stroke,
            )


def _direction(rtl: bool) -> Literal["rtl", "ltr"]:
    return "rtl" if rtl else "ltr"
