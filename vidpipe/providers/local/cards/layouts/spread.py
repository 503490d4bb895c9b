"""Sharing a card between words and picture, so that neither ever runs over the other."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.text.fit import Block

GAP = 3.5
"""Units between words and a picture below them."""
LEAST_PICTURE = 17.0
"""Units of height below which a picture shows nothing any more: it is left out."""
_STEP = 0.06
_LOW, _WORDS = 1.5, 0.6
"""From which proportions on words may stand beside a picture in upright frames, and their share of the width then."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The heading as it is set, the place of the words, and that of the picture, which may have no room at all."""

    heading: Block
    words: Box
    picture: Box

    @property
    def has_picture(self) -> bool:
        """Whether there is room for a picture."""
        return self.picture.height > 0

    @property
    def size(self) -> float:
        """How large the picture is: its shorter side."""
        return min(self.picture.width, self.picture.height)

    def top(self, height: float) -> float:
        """Return where words of a height begin: beside a picture and alone they stand in the middle."""
        is_beside = self.picture.left >= self.words.right or self.picture.right <= self.words.left
        return self.words.y - height / 2 if is_beside or not self.has_picture else self.words.top

    def focus(self, card: Card) -> tuple[float, float]:
        """Return around which point the ground is lit, in shares of the frame."""
        box = self.picture if self.has_picture else self.words
        return box.x / card.frame.width, box.y / card.frame.height


def sides(card: Card, share: float, *, mirrored: bool = False, stacked: float = 0.35) -> tuple[Box, Box]:
    """Cut the area into a place for words and one for the picture.

    They stand side by side, the words on a ``share`` of the width, or in narrow frames one above the other, the words
    on ``stacked`` of the height.
    """
    area, unit = card.frame.area, card.unit
    if not card.frame.wide:
        cut = area.top + area.height * stacked
        return Box(area.left, area.top, area.right, cut - unit * 3.5), card.frame.clear(
            Box(area.left, cut, area.right, area.bottom)
        )
    gap = unit * 6
    words = area.width * share - gap / 2
    first, second = _side_by_side(area, words, gap, swapped=mirrored != card.plan.rtl)
    # Both end at one height, so that words and picture share their middle line.
    bottom = min(card.frame.clear(first).bottom, card.frame.clear(second).bottom)
    return Box(first.left, first.top, first.right, bottom), Box(second.left, second.top, second.right, bottom)


def _side_by_side(area: Box, words: float, gap: float, *, swapped: bool) -> tuple[Box, Box]:
    """Cut an area into places for words, so many pixels wide, and a picture; ``swapped``, the words at the right."""
    if swapped:
        return (
            Box(area.right - words, area.top, area.right, area.bottom),
            Box(area.left, area.top, area.right - words - gap, area.bottom),
        )
    return (
        Box(area.left, area.top, area.left + words, area.bottom),
        Box(area.left + words + gap, area.top, area.right, area.bottom),
    )


def spread(
    card: Card,
    share: float,
    *,
    mirrored: bool = False,
    stacked: float = 0.35,
    largest: float | None = None,
    lines: int = 3,
    above: float = 0.0,
    least: float = LEAST_PICTURE,
    needed: bool = False,
) -> Spread:
    """Set the heading, and cut the area into a place for words and one for the picture.

    Side by side as :func:`sides` does it. One above the other, the words get ``stacked`` of the height, and more if
    they are cut short there: first the heading shrinks, then the picture, down to ``least`` units of height; then the
    picture is left out, unless it is ``needed``. ``above`` pixels of the words' place are for others.
    """
    if card.frame.wide:
        words, picture = sides(card, share, mirrored=mirrored)
        four, five = (_set(card, words, largest, count, above) for count in (4, 5))
        return Spread(five if five.whole and not four.whole else four, words, picture)
    below, last = _stacked(card, stacked, largest, lines, above, least)
    if needed:
        return below or last
    area = card.frame.roomiest(card.frame.area)
    if not above and is_low(card):
        next_to = beside(card, largest, mirrored=mirrored)
        if next_to.heading.whole and (below is None or next_to.size > below.size):
            return next_to
    if below is not None:
        return below
    alone = _set(card, area, largest, 5, above)
    if not alone.whole and last.picture.height >= least * card.unit:
        return last
    return Spread(alone, area, Box(area.left, area.bottom, area.right, area.bottom))


def _stacked(
    card: Card, share: float, largest: float | None, lines: int, above: float, least: float
) -> tuple[Spread | None, Spread]:
    """Return words above a picture, on the least share of the height that shows all of them, and on the most."""
    area, unit = card.frame.area, card.unit
    part = share
    while True:
        words = Box(area.left, area.top, area.right, area.top + area.height * part - GAP * unit)
        block = _set(card, words, largest, lines if part == share else lines + 1, above)
        laid = Spread(block, words, _below(card, words, above + heading.height(card, block)))
        if block.whole and laid.picture.height >= least * unit:
            return laid, laid
        part += _STEP
        if area.height * (1 - part) < least * unit:
            return None, laid


def is_low(card: Card) -> bool:
    """Whether an upright frame has so low an area that words may stand beside a picture."""
    area = card.frame.roomiest(card.frame.area)
    return not card.frame.wide and area.width > _LOW * area.height


def beside(card: Card, largest: float | None, *, mirrored: bool = False, above: float = 0.0) -> Spread:
    """Set words beside a picture in an area that is low; ``above`` pixels of their place are for others."""
    area = card.frame.roomiest(card.frame.area)
    width, gap = area.width * _WORDS, GAP * card.unit
    words, picture = _side_by_side(area, width, gap, swapped=mirrored != card.plan.rtl)
    return Spread(_set(card, words, largest, 4, above), words, picture)


def _set(card: Card, words: Box, largest: float | None, lines: int, above: float) -> Block:
    return heading.plan_heading(card, Box(words.left, words.top, words.right, words.bottom - above), largest, lines)


def _below(card: Card, words: Box, height: float) -> Box:
    """Return the place of a picture below words, as high as it may be: it begins where they end."""
    area = card.frame.area
    return card.frame.roomiest(Box(area.left, words.top + height + GAP * card.unit, area.right, area.bottom))
