"""Cards about one number: set large, with a ring for a share of the whole."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.layouts.spread import sides, spread
from vidpipe.providers.local.cards.motifs import illustrate, illustrate_wide
from vidpipe.providers.local.cards.values import Value

_LEAST_PATH, _LEAST_HEIGHT = 12.0, 45.0
"""Units of height below which nothing can be shown from side to side, and of a card that has room for it."""

_LEAST_RING = 16.0


def split(card: Card) -> None:
    """Draw the number and its words on one side, a ring or the picture on the other."""
    figure = _figure(card)
    if figure.is_share:
        _share(card, figure)
        return
    words, picture = sides(card, 0.5, stacked=0.46)
    backdrop.paint(card, picture.x / card.frame.width, picture.y / card.frame.height)
    illustrate(card, picture)
    _number(card, words, figure, illustrated=True)


def _share(card: Card, figure: Value) -> None:
    """Draw the words on one side, a ring on the other."""
    laid = spread(card, 0.5, stacked=0.34, lines=4, least=24, needed=True)
    backdrop.paint(card, *laid.focus(card))
    if laid.picture.height >= _LEAST_RING * card.unit:
        with card.canvas.part("picture"):
            _ring(card, laid.picture, figure)
    top = laid.top(card, heading.height(card, laid.heading))
    heading.draw_heading(card, laid.heading, card.edge(laid.words), top)


def wide(card: Card) -> None:
    """Draw the number across the card, above a picture that runs from side to side."""
    figure = _figure(card)
    if figure.is_share:
        split(card)
        return
    area = card.frame.area
    backdrop.paint(card, 0.5, area.y / card.frame.height)
    cut = area.top + area.height * 0.6
    picture = card.frame.clear(Box(area.left, cut, area.right, area.bottom))
    if picture.height < _LEAST_PATH * card.unit or area.height < _LEAST_HEIGHT * card.unit:
        _number(card, card.frame.clear(area), figure)
        return
    illustrate_wide(card, picture)
    _number(card, Box(area.left, area.top, area.right, cut - card.unit * 3), figure)


def _figure(card: Card) -> Value:
    if card.plan.figure is None:
        raise ValueError("a figure layout needs a figure")
    return card.plan.figure


def _number(card: Card, box: Box, figure: Value, *, illustrated: bool = False) -> None:
    """Draw the figure as large as it fits, and its words below. Without a picture beside it, it is the picture."""
    unit = card.unit
    # Room for mark and words is set aside first, so that a low box gets a smaller number.
    largest = max(unit * 9, min(unit * 22, (box.height - heading.MARK * unit - unit * 13) / 0.72))
    number = card.fit(
        figure.written, Box(box.left, box.top, box.right, box.top + unit * 30), largest, unit * 9, None, 1
    )
    offset = heading.MARK * unit + unit * 1.8 + number.rise + unit * 4.6
    words = card.fit(
        card.plan.heading,
        Box(box.left, box.top + offset, box.right, box.bottom),
        unit * 8,
        card.frame.title_min,
        600,
        3,
    )
    top = max(box.top, box.y - (offset + words.height) / 2)
    at = top + (heading.MARK + 1.8) * unit
    with card.canvas.part("words" if illustrated else "ornament"):
        heading.draw_mark(card, card.edge(box), top)
    with card.canvas.part("words" if illustrated else "picture"):
        card.canvas.text(number, card.edge(box), at, card.palette.accent_ink, card.start)
    card.canvas.text(words, card.edge(box), top + offset, card.palette.ink, card.start)


def _ring(card: Card, box: Box, figure: Value) -> None:
    """Draw a share of the whole as a ring, the figure in its middle."""
    palette, unit = card.palette, card.unit
    radius = min(box.width, box.height) / 2 * 0.82
    thick = radius * 0.2
    card.canvas.light(box.x, box.y, radius * 1.5, palette.accent, 0.2)
    card.canvas.paint(shapes.ring(box.x, box.y, radius, thick), card.line, 0.65)
    mask = shapes.sector(box.x, box.y, radius, thick, figure.amount / 100)
    card.raised(mask, Linear(palette.accent2, palette.accent, 60), 1.0)
    inner = Box(box.x - radius * 0.72, box.y - radius * 0.5, box.x + radius * 0.72, box.y + radius * 0.5)
    block = card.fit(figure.written, inner, unit * 20, min(unit * 8, radius * 0.3), None, 1)
    card.canvas.text(block, box.x, box.y - block.rise / 2, palette.ink, "centre")
