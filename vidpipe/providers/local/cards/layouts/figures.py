"""Cards about one number: set large, with a ring for a share of the whole."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.layouts.hero import sides
from vidpipe.providers.local.cards.motifs import illustrate, illustrate_wide
from vidpipe.providers.local.cards.values import Value


def split(card: Card) -> None:
    """Draw the number and its words on one side, a ring or the picture on the other."""
    words, picture = sides(card, 0.5)
    backdrop.paint(card, picture.x / card.frame.width, picture.y / card.frame.height)
    figure = _figure(card)
    if figure.is_percent and 0 <= figure.amount <= 100:
        _ring(card, picture, figure)
        block = heading.plan_heading(card, words, None, 4)
        top = words.y - heading.height(card, block) / 2 if card.frame.wide else words.top
        heading.draw_heading(card, block, card.edge(words), top)
        return
    illustrate(card, picture)
    _number(card, words, figure)


def wide(card: Card) -> None:
    """Draw the number across the card, above a picture that runs from side to side."""
    figure = _figure(card)
    if figure.is_percent and 0 <= figure.amount <= 100:
        split(card)
        return
    area = card.frame.area
    backdrop.paint(card, 0.5, area.y / card.frame.height)
    cut = area.top + area.height * 0.52
    illustrate_wide(card, card.frame.clear(Box(area.left, cut, area.right, area.bottom)))
    _number(card, Box(area.left, area.top, area.right, cut), figure)


def _figure(card: Card) -> Value:
    if card.plan.figure is None:
        raise ValueError("a figure layout needs a figure")
    return card.plan.figure


def _number(card: Card, box: Box, figure: Value) -> None:
    """Draw the figure as large as it fits, and its words below."""
    unit = card.unit
    largest = unit * (25 if card.frame.wide else 22)
    number = card.fit(figure.written, Box(box.left, box.top, box.right, box.top + unit * 30), largest, unit * 9, 700, 1)
    below = Box(box.left, box.top + number.height + unit * 6, box.right, box.bottom)
    words = card.fit(card.plan.heading, below, unit * 8, card.frame.title_min, 600, 3)
    total = number.height + unit * 2.6 + words.height
    top = max(box.top, box.y - total / 2)
    fill = Linear(card.palette.accent_ink, card.palette.accent_ink)
    card.canvas.text(number, card.edge(box), top, fill, card.start)
    card.canvas.text(words, card.edge(box), top + number.height + unit * 2.6, card.palette.ink, card.start)


def _ring(card: Card, box: Box, figure: Value) -> None:
    """Draw a share of the whole as a ring, the figure in its middle."""
    palette, unit = card.palette, card.unit
    radius = min(box.width, box.height) / 2 * 0.82
    thick = radius * 0.2
    card.canvas.light(box.x, box.y, radius * 1.5, palette.accent, 0.2)
    card.canvas.paint(shapes.ring(box.x, box.y, radius, thick), card.line, 0.65)
    if figure.amount > 0:
        sweep = shapes.arc(box.x, box.y, radius, -90, -90 + 3.6 * min(figure.amount, 99.99))
        mask = shapes.stroke(sweep, thick)
        card.raised(mask, Linear(palette.accent2, palette.accent, 60), 1.0)
    inner = Box(box.x - radius * 0.72, box.y - radius * 0.5, box.x + radius * 0.72, box.y + radius * 0.5)
    block = card.fit(figure.written, inner, unit * 20, unit * 8, 700, 1)
    card.canvas.text(block, box.x, box.y - block.rise / 2, palette.ink, "centre")
