"""Cards that say what is so and what is not: points with check marks and crosses."""

from __future__ import annotations

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Colour, Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import stack
from vidpipe.providers.local.cards.plan import is_negative


def rows(card: Card) -> None:
    """Draw the verdicts as rows beside the picture."""
    if not card.frame.wide:
        cards(card)
        return
    for box, point in zip(stack.beside(card), card.plan.points, strict=True):
        _row(card, box, point)


def cards(card: Card) -> None:
    """Draw the verdicts below the heading, as tiles side by side or as full-width rows."""
    points, unit = card.plan.points, card.unit
    gap, most = unit * 2.4, unit * 15
    body = stack.begin(card, len(points) * most + gap * (len(points) - 1))
    if card.frame.wide and len(points) <= 4:
        for place, point in zip(stack.columns(card, body, len(points), unit * 3), points, strict=True):
            _upright(card, place, point)
        return
    body = card.frame.clear(body)
    height = min((body.height - gap * (len(points) - 1)) / len(points), most * 1.3)
    for place, point in zip(
        Box(body.left, body.top, body.right, body.top + (height + gap) * len(points) - gap).rows(len(points), gap),
        points,
        strict=True,
    ):
        _row(card, place, point)


def _tone(card: Card, point: str) -> Colour:
    return card.palette.bad if is_negative(point) else card.palette.good


def _plate(card: Card, box: Box, tone: Colour, corner: float) -> None:
    """Draw a tile tinted by its verdict."""
    palette = card.palette
    mask = shapes.rounded(box.left, box.top, box.width, box.height, corner)
    ground = mix(palette.surface, tone, 0.1)
    card.raised(mask, Linear(mix(ground, (1, 1, 1), 0.04), ground), 0.9)
    rim = shapes.frame(box.left, box.top, box.width, box.height, corner, max(1.0, card.unit * 0.26))
    card.canvas.paint(rim, tone, 0.75)


def _sign(card: Card, point: str, x: float, y: float, radius: float) -> None:
    tone = _tone(card, point)
    light = mix(tone, (1.0, 1.0, 1.0), 0.12)
    card.raised(shapes.disc(x, y, radius), Linear(light, tone), 0.7)
    ink = card.palette.bottom if card.palette.dark else (1.0, 1.0, 1.0)
    card.icon("xmark" if is_negative(point) else "check", x, y, radius * 1.12, ink)


def _row(card: Card, box: Box, point: str) -> None:
    unit = card.unit
    _plate(card, box, _tone(card, point), min(box.height / 2, unit * 2.6))
    radius = min(box.height * 0.3, unit * 4.6)
    inset = min(box.height * 0.52, radius + unit * 3)
    _sign(card, point, box.right - inset if card.plan.rtl else box.left + inset, box.y, radius)
    first, last = inset + radius + unit * 2.4, unit * 3
    left, right = (last, first) if card.plan.rtl else (first, last)
    place = Box(box.left + left, box.top + box.height * 0.12, box.right - right, box.bottom - box.height * 0.12)
    block = card.fit(point, place, card.frame.body * 1.06, card.frame.label_min, 600, 2)
    card.canvas.text(block, card.edge(place), box.y - block.middle, card.palette.ink, card.start)


def _upright(card: Card, box: Box, point: str) -> None:
    unit = card.unit
    _plate(card, box, _tone(card, point), unit * 2.8)
    radius = min(box.height * 0.23, box.width * 0.26, unit * 9.5)
    y = box.top + box.height * 0.37
    _sign(card, point, box.x, y, radius)
    place = Box(box.left + unit * 2.4, y + radius + unit * 2.4, box.right - unit * 2.4, box.bottom - unit * 2.4)
    block = card.fit(point, place, card.frame.body * 1.1, card.frame.label_min, 600, 3)
    card.canvas.text(block, box.x, place.y - block.middle, card.palette.ink, "centre")
