"""Cards for words that someone said."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear
from vidpipe.providers.local.cards.frame import Box


def centred(card: Card) -> None:
    """Draw the quotation in the middle, below a large mark."""
    area, unit = card.frame.area, card.unit
    backdrop.paint(card, 0.5, area.y / card.frame.height)
    top = area.top + unit * 13
    source = _source(card, area)
    room = Box(
        area.left + area.width * 0.06, top, area.right - area.width * 0.06, area.bottom - (unit * 8 if source else 0)
    )
    block = card.fit(card.plan.quote, card.frame.clear(room), card.frame.title, card.frame.title_min * 0.8, 600, 6)
    total = unit * 13 + block.height + (unit * 9 if source else 0)
    y = area.y - total / 2
    card.icon("quote-left", area.x, y + unit * 4.5, unit * 9.5, Linear(card.palette.accent, card.palette.accent2))
    card.canvas.text(block, area.x, y + unit * 13, card.palette.ink, "centre")
    if source:
        label = card.fit(source, Box(0, 0, area.width * 0.8, unit * 6), unit * 4, card.frame.label_min, 500, 1)
        card.canvas.text(label, area.x, y + unit * 18 + block.height, card.palette.muted, "centre")


def side(card: Card) -> None:
    """Draw the quotation beside a coloured bar."""
    area, unit = card.frame.area, card.unit
    mirrored = card.plan.rtl
    backdrop.paint(card, 0.2 if mirrored else 0.8, area.y / card.frame.height)
    source = _source(card, area)
    inset = unit * 7
    left, right = (area.left, area.right - inset) if mirrored else (area.left + inset, area.right)
    room = Box(left, area.top + unit * 4, right - area.width * 0.08, area.bottom - unit * (10 if source else 4))
    block = card.fit(card.plan.quote, card.frame.clear(room), card.frame.title, card.frame.title_min * 0.8, 600, 6)
    total = block.height + (unit * 9 if source else 0)
    y = area.y - total / 2
    ghost = right - unit * 12 if not mirrored else left + unit * 12
    card.icon("quote-right", ghost, y + total * 0.4, unit * 34, card.palette.accent, 0.1)
    bar = area.right - unit * 1.2 if mirrored else area.left
    card.canvas.paint(
        shapes.rounded(bar, y - unit, unit * 1.2, total + unit * 2, unit * 0.6),
        Linear(card.palette.accent, card.palette.accent2),
    )
    card.canvas.text(block, card.edge(room), y, card.palette.ink, card.start)
    if source:
        label = card.fit(source, Box(0, 0, room.width, unit * 6), unit * 4, card.frame.label_min, 500, 1)
        card.canvas.text(label, card.edge(room), y + block.height + unit * 5, card.palette.muted, card.start)


def _source(card: Card, area: Box) -> str:  # noqa: ARG001
    """Return who said it: the heading, unless that is the quotation itself."""
    heading = card.plan.heading
    return "" if card.plan.quote in heading or heading in card.plan.quote else f"— {heading}"
