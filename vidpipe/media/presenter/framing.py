"""How a presenter's film frames the face: the one agreement between those who film presenters and those who show them.

A square film shows head and shoulders. A wide one has more background at both sides. A tall one is nearer, and reaches
further down than up, as a standing person is photographed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from vidpipe.media.film.boxes import Box
from vidpipe.media.film.measures import along
from vidpipe.models import FilmedFace

SQUARE_FACE = 0.46
"""Share of a square film's height that the face takes, forehead to chin."""
_MIDDLE = ((0.5625, 0.36), (1.0, 0.49))
"""Where the middle of the face lies from the top, as a share of the height; by width to height."""
_NEARER = ((0.5625, 0.84), (1.0, 1.0))
"""How much of a square film's width a tall one shows."""
_ABOVE, _BELOW, _ASIDE = 0.8, 0.55, 0.54
"""How far a head with its hair, and a breath of air, reaches from the middle of its face, in heights of the face."""


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


def usual_face(width: int, height: int) -> FilmedFace:
    """Return where the face is in a film of ``width`` × ``height`` pixels that frames it as it should."""
    usual = framing(width, height)
    return FilmedFace(across=0.5, down=usual.middle, tall=usual.face)


def crop_for(
    film_width: int,
    film_height: int,
    width: int,
    height: int,
    face: FilmedFace | None = None,
    *,
    near: bool = True,
) -> Box:
    """Return what of a film is shown in a place of ``width`` × ``height``, the face where it belongs.

    ``face`` is where the film has it, by default where it should. It is as much of the film as fits, or so much that
    the face gets its usual size, if ``near``. Its numbers are even.
    """
    aspect, wanted = width / height, framing(width, height)
    seen = face or usual_face(film_width, film_height)
    tall = seen.tall * film_height
    cut_height = min(float(film_height), film_width / aspect, tall / wanted.face if near else inf)
    cut_width = cut_height * aspect
    left = seen.across * film_width - cut_width / 2
    top = seen.down * film_height - _middle(wanted.middle, tall / cut_height) * cut_height
    left, top = min(max(left, 0), film_width - cut_width), min(max(top, 0), film_height - cut_height)
    box = [2 * int(value / 2 + 1e-6) for value in (left, top, cut_width, cut_height)]
    return Box(left=box[0], top=box[1], width=max(2, box[2]), height=max(2, box[3]))


def _middle(usual: float, face: float) -> float:
    """Return where the middle of a face comes to lie, so that the whole head is seen; all as shares of the height."""
    lowest, highest = _ABOVE * face, 1 - _BELOW * face
    if lowest > highest:
        return _ABOVE / (_ABOVE + _BELOW)
    return min(max(usual, lowest), highest)


def shows_head(part: Box, film_width: int, film_height: int, face: FilmedFace | None = None) -> bool:
    """Whether a part of a film shows as much of the head as the film itself does."""
    seen = face or usual_face(film_width, film_height)
    tall, across, down = seen.tall * film_height, seen.across * film_width, seen.down * film_height
    # Parts lie on even pixels, so that they may lack two at each side.
    return (
        part.left <= max(across - _ASIDE * tall, 0) + 2
        and part.top <= max(down - _ABOVE * tall, 0) + 2
        and part.right >= min(across + _ASIDE * tall, film_width) - 2
        and part.bottom >= min(down + _BELOW * tall, film_height) - 2
    )


def cover(width: int, height: int, face: FilmedFace | None = None) -> Fitting:
    """Return the fitting that fills a place of ``width`` × ``height``."""
    return lambda columns, rows: Cut(part=crop_for(columns, rows, width, height, face), width=width, height=height)
