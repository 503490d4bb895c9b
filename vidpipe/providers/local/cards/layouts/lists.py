"""Cards for a list of points: rows beside a picture, or a grid of tiles."""

from __future__ import annotations

from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import stack


def rows(card: Card) -> None:
    """Draw heading and points as rows on one side, the picture on the other."""
    if not card.frame.wide:
        cards(card)
        return
    for box, point, sign in zip(stack.beside(card), card.plan.points, stack.point_signs(card), strict=True):
        row(card, box, point, sign)


def row(card: Card, box: Box, text: str, sign: str) -> None:
    """Draw one point as a wide tile with its sign at the side where reading begins."""
    unit = card.unit
    card.tile(box, min(box.height / 2, unit * 2.6))
    radius = min(box.height * 0.34, unit * 5)
    inset = min(box.height / 2, radius + unit * 2.6)
    card.badge(sign, box.right - inset if card.plan.rtl else box.left + inset, box.y, radius, strong=True)
    left, right = (unit * 3, inset + radius + unit * 2) if card.plan.rtl else (inset + radius + unit * 2, unit * 3)
    place = Box(box.left + left, box.top + box.height * 0.12, box.right - right, box.bottom - box.height * 0.12)
    block = card.fit(text, place, card.frame.body, card.frame.label_min, 600, 2)
    card.canvas.text(block, card.edge(place), box.y - block.middle, card.palette.ink, card.start)


def cards(card: Card) -> None:
    """Draw the heading above a grid of tiles, one per point."""
    frame, unit = card.frame, card.unit
    points, signs = card.plan.points, stack.point_signs(card)
    across = _across(card, len(points))
    lines = [points[start : start + across] for start in range(0, len(points), across)]
    gap = unit * 3
    most = unit * (40 if frame.wide else 17 if across == 1 else 26)
    body = stack.begin(card, len(lines) * most + gap * (len(lines) - 1))
    if frame.wide and len(lines) > 1:
        body = frame.clear(body)
    height = min((body.height - gap * (len(lines) - 1)) / len(lines), most if frame.wide else most * 1.3)
    for index, line in enumerate(lines):
        top = body.top + index * (height + gap)
        places = stack.columns(card, Box(body.left, top, body.right, top + height), len(line), gap)
        for column, (place, point) in enumerate(zip(places, line, strict=True)):
            paint = row if place.width > place.height * 2.1 else _upright
            paint(card, place, point, signs[index * across + column])


def _across(card: Card, count: int) -> int:
    if card.frame.tall:
        return 1 if count <= 4 else 2
    if not card.frame.wide:
        return 1 if count <= 3 else 2
    return count if count <= 4 else 3


def _upright(card: Card, box: Box, text: str, sign: str) -> None:
    unit = card.unit
    card.tile(box)
    radius = min(box.height * 0.21, box.width * 0.24, unit * 8.5)
    y = box.top + box.height * 0.36
    card.badge(sign, box.x, y, radius, strong=True)
    place = Box(box.left + unit * 2, y + radius + unit * 2.4, box.right - unit * 2, box.bottom - unit * 2)
    block = card.fit(text, place, card.frame.body, card.frame.label_min, 600, 3)
    card.canvas.text(block, box.x, place.y - block.middle, card.palette.ink, "centre")
