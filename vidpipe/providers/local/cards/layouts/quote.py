"""Cards for words that someone said."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear
from vidpipe.providers.local.cards.frame import Box
from vidpipe.text.fit import Block


def centred(card: Card) -> None:
    """Draw the quotation in the middle, below a large mark."""
    area, unit = card.frame.clear(card.frame.area.inset(card.frame.area.width * 0.1, 0)), card.unit
    backdrop.paint(card, 0.5, area.y / card.frame.height)
    topic = _topic(card, area)
    above = unit * 13.5 + (topic.height + unit * 4 if topic.lines else 0)
    room = Box(area.left, area.top + above, area.right, area.bottom)
    block = card.fit(card.plan.quote, room, card.frame.title, card.frame.title_min * 0.8, card.manner.small, 6)
    y = area.y - (above + block.height) / 2
    with card.canvas.part("words"):
        card.icon("quote-left", area.x, y + unit * 4.5, unit * 9.5, Linear(card.palette.accent, card.palette.accent2))
        card.canvas.text(topic, area.x, y + unit * 13, card.palette.accent_ink, "centre")
        card.canvas.text(block, area.x, y + above, card.palette.ink, "centre")


def side(card: Card) -> None:
    """Draw the quotation beside a coloured bar."""
    area, unit, mirrored = card.frame.area, card.unit, card.plan.rtl
    backdrop.paint(card, 0.2 if mirrored else 0.8, area.y / card.frame.height)
    inset, away = unit * 7, area.width * 0.1
    place = area.inset(0, unit * 3)
    left, right = (place.left + away, place.right - inset) if mirrored else (place.left + inset, place.right - away)
    topic = _topic(card, Box(left, place.top, right, place.bottom))
    above = topic.height + unit * 4.5 if topic.lines else 0.0
    room = card.frame.clear(Box(left, place.top + above, right, place.bottom + 2 * unit)).inset(0, unit)
    block = card.fit(card.plan.quote, room, card.frame.title * 1.15, card.frame.title_min * 0.8, card.manner.small, 6)
    total = above + block.height
    y = (place.top + room.bottom - total) / 2
    ghost = area.left + unit * 18 if mirrored else area.right - unit * 18
    if card.frame.wide:
        card.icon("quote-right", ghost, area.y, unit * 36, card.palette.accent, 0.13)
    bar = shapes.rounded(
        area.right - unit * 1.2 if mirrored else area.left, y - unit, unit * 1.2, total + unit * 2, unit
    )
    with card.canvas.part("words"):
        card.canvas.paint(bar, Linear(card.palette.accent, card.palette.accent2))
        card.canvas.text(topic, card.edge(room), y, card.palette.accent_ink, card.start)
        card.canvas.text(block, card.edge(room), y + above, card.palette.ink, card.start)


def _topic(card: Card, box: Box) -> Block:
    """Set what the quotation is about: the heading, unless that is the quotation itself."""
    heading, quote = card.plan.heading, card.plan.quote
    text = "" if quote in heading or heading in quote else heading
    return card.fit(
        text, Box(box.left, 0, box.right, card.unit * 7), card.unit * 4.4, card.frame.label_min, card.manner.small, 1
    )
