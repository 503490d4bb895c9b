"""Cards for a list of points: rows beside a picture, or a grid of tiles."""

from __future__ import annotations

from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import stack
from vidpipe.text.fit import Block


def rows(card: Card) -> None:
    """Draw heading and points as rows on one side, the picture on the other."""
    if not card.frame.wide:
        cards(card)
        return
    boxes = stack.beside(card)
    blocks = card.fit_points(*row_room(card, boxes[0]), card.frame.body, 2)
    for box, block, sign in zip(boxes, blocks, stack.point_signs(card), strict=True):
        with card.canvas.part("words"):
            row(card, box, block, sign)


def _row_sign(card: Card, box: Box) -> tuple[float, float]:
    """Return the radius of a row's sign, and how far its middle lies from the row's edge."""
    radius = min(box.height * 0.34, card.unit * 5)
    return radius, min(box.height / 2, radius + card.unit * 2.6)


def row_room(card: Card, box: Box) -> tuple[float, float]:
    """Return width and height of the text in a row."""
    return box.width - sum(_row_sign(card, box)) - card.unit * 5, box.height * 0.8


def row(card: Card, box: Box, block: Block, sign: str) -> None:
    """Draw one point as a wide tile with its sign at the side where reading begins."""
    card.tile(box, min(box.height / 2, card.unit * 2.6))
    radius, inset = _row_sign(card, box)
    side = -1 if card.plan.rtl else 1
    card.badge(sign, card.edge(box) + side * inset, box.y, radius, strong=True)
    x = card.edge(box) + side * (inset + radius + card.unit * 2)
    card.canvas.text(block, x, box.y - block.middle, card.palette.ink, card.start)


def cards(card: Card) -> None:
    """Draw the heading above a grid of tiles, one per point."""
    frame, unit = card.frame, card.unit
    points, signs = card.plan.points, stack.point_signs(card)
    across = _across(card, len(points))
    lines = [points[start : start + across] for start in range(0, len(points), across)]
    gap = unit * 3
    most = unit * (40 if frame.wide else 17 if across == 1 else 26)
    body = stack.begin(card, len(lines) * most + gap * (len(lines) - 1))
    height = min((body.height - gap * (len(lines) - 1)) / len(lines), most if frame.wide else most * 1.3)
    boxes: list[Box] = []
    for index, line in enumerate(lines):
        top = body.top + index * (height + gap)
        boxes += stack.columns(card, Box(body.left, top, body.right, top + height), len(line), gap)
    as_rows = boxes[0].width > boxes[0].height * 2.1
    room, paint = (row_room, row) if as_rows else (_upright_room, _upright)
    largest = frame.body * (1.2 if frame.tall else 1.0)
    blocks = card.fit_points(*room(card, boxes[0]), largest, 2 if as_rows else 3)
    for box, block, sign in zip(boxes, blocks, signs, strict=True):
        with card.canvas.part("words"):
            paint(card, box, block, sign)


def _across(card: Card, count: int) -> int:
    if card.frame.tall:
        return 1 if count <= 4 else 2
    if not card.frame.wide:
        return 1 if count <= 3 else 2
    return count if count <= 4 else 3


def _upright_sign(card: Card, box: Box) -> tuple[float, float]:
    """Return the radius of a tile's sign, and how far below the tile's top it ends."""
    radius = min(box.height * 0.21, box.width * 0.24, card.unit * 8.5)
    return radius, box.height * 0.36 + radius


def _upright_room(card: Card, box: Box) -> tuple[float, float]:
    return box.width - card.unit * 4, box.height - _upright_sign(card, box)[1] - card.unit * 4.4


def _upright(card: Card, box: Box, block: Block, sign: str) -> None:
    radius, end = _upright_sign(card, box)
    card.tile(box)
    card.badge(sign, box.x, box.top + end - radius, radius, strong=True)
    middle = (box.top + end + box.bottom + card.unit * 0.4) / 2
    card.canvas.text(block, box.x, middle - block.middle, card.palette.ink, "centre")
