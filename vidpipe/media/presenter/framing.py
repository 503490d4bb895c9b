"""How a presenter's film frames the face: the one agreement between those who film presenters and those who show them.

A square film shows head and shoulders. A wide one has more background at both sides. A tall one is nearer, and reaches
further down than up, as a standing person is photographed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.measures import along

SQUARE_FACE = 0.46
"""Share of a square film's height that the face takes, forehead to chin."""
_MIDDLE = ((0.5625, 0.36), (1.0, 0.49))
"""Where the middle of the face lies from the top, as a share of the height; by width to height."""
_NEARER = ((0.5625, 0.84), (1.0, 1.0))
"""How much of a square film's width a tall one shows."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Which part of a film is shown, and at what size; all numbers are even."""

    part: Box
    width: int
    height: int


Fitting = Callable[[int, int], Cut]
"""Says what is shown of a film of some width and height."""


@dataclass(frozen=True, kw_only=True)
class Framing:
    """Where the face is in a film of one size: as shares of its height."""

    middle: float
    """From the top to the middle of the face."""
    face: float
    """From forehead to chin."""


def framing(width: int, height: int) -> Framing:
    """Return how a film of ``width`` × ``height`` pixels frames the face."""
    aspect = width / height
    face = SQUARE_FACE if aspect >= 1 else SQUARE_FACE * aspect / along(_NEARER, aspect)
    return Framing(middle=along(_MIDDLE, aspect), face=face)


def crop_for(film_width: int, film_height: int, width: int, height: int) -> Box:
    """Return what of a film is shown in a place of ``width`` × ``height``: as much as fits, the face where it belongs.

    Its numbers are even.
    """
    aspect = width / height
    cut_width, cut_height = min(float(film_width), film_height * aspect), min(float(film_height), film_width / aspect)
    middle = framing(film_width, film_height).middle * film_height
    top = middle - framing(width, height).middle * cut_height
    left, top = (film_width - cut_width) / 2, min(max(top, 0), film_height - cut_height)
    box = [2 * int(value / 2 + 1e-6) for value in (left, top, cut_width, cut_height)]
    return Box(left=box[0], top=box[1], width=max(2, box[2]), height=max(2, box[3]))


def cover(width: int, height: int) -> Fitting:
    """Return the fitting that fills a place of ``width`` × ``height``."""
    return lambda columns, rows: Cut(part=crop_for(columns, rows, width, height), width=width, height=height)
