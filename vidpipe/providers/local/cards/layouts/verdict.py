"""Cards that say what is so and what is not: points with check marks and crosses."""

from __future__ import annotations

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Colour, Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import stack
from vidpipe.providers.local.cards.plan import is_negative
from vidpipe.text.fit import Block


def rows(card: Card) -> None:
    """Draw the verdicts as rows beside the picture."""
    if not card.frame.wide:
        cards(card)
        return
    _rows(card, stack.beside(card))


def _rows(card: Card, boxes: list[Box]) -> None:
    radius, inset = _row_sign(card, boxes[0])
    width = boxes[0].width - inset - radius - card.unit * 5.4
    blocks = card.fit_points(width, boxes[0].height * 0.8, card.frame.body * 1.06, 2)
    for box, point, block in zip(boxes, card.plan.points, blocks, strict=True):
        with card.canvas.part("words"):
            _row(card, box, point, block)


def cards(card: Card) -> None:
    """Draw the verdicts below the heading, as tiles side by side or as full-width rows."""
    count, unit = len(card.plan.points), card.unit
    gap, most = unit * 2.4, unit * 15
    body = stack.begin(card, count * most + gap * (count - 1))
    if card.frame.wide and count <= 4:
        _tiles(card, stack.columns(card, body, count, unit * 3))
        return
    height = min((body.height - gap * (count - 1)) / count, most * 1.3)
    _rows(card, Box(body.left, body.top, body.right, body.top + (height + gap) * count - gap).rows(count, gap))


def _tiles(card: Card, boxes: list[Box]) -> None:
    radius, end = _tile_sign(card, boxes[0])
    room = boxes[0].height - end - card.unit * 4.8
    blocks = card.fit_points(boxes[0].width - card.unit * 4.8, room, card.frame.body * 1.1, 3)
    for box, point, block in zip(boxes, card.plan.points, blocks, strict=True):
        with card.canvas.part("words"):
            _plate(card, box, _tone(card, point), card.unit * 2.8)
            _sign(card, point, box.x, box.top + end - radius, radius)
            card.canvas.text(block, box.x, (box.top + end + box.bottom) / 2 - block.middle, card.palette.ink, "centre")


def _tile_sign(card: Card, box: Box) -> tuple[float, float]:
    """Return the radius of a tile's sign, and how far below the tile's top it ends."""
    radius = min(box.height * 0.23, box.width * 0.26, card.unit * 9.5)
    return radius, box.height * 0.37 + radius


def _row_sign(card: Card, box: Box) -> tuple[float, float]:
    """Return the radius of a row's sign, and how far its middle lies from the row's edge."""
    radius = min(box.height * 0.3, card.unit * 4.6)
    return radius, min(box.height * 0.52, radius + card.unit * 3)


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


def _row(card: Card, box: Box, point: str, block: Block) -> None:
    _plate(card, box, _tone(card, point), min(box.height / 2, card.unit * 2.6))
    radius, inset = _row_sign(card, box)
    side = -1 if card.plan.rtl else 1
    _sign(card, point, card.edge(box) + side * inset, box.y, radius)
    x = card.edge(box) + side * (inset + radius + card.unit * 2.4)
    card.canvas.text(block, x, box.y - block.middle, card.palette.ink, card.start)
