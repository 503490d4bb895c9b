"""Cards for a process: numbered steps along a path, or as stairs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card, is_written
from vidpipe.providers.local.cards.colours import Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import stack


def path(card: Card) -> None:
    """Draw the steps as stations on one line."""
    if not card.frame.wide:
        _down(card)
        return
    body = stack.begin(card, 0.0)
    points = card.plan.points
    places = stack.columns(card, body, len(points), card.unit * 2)
    radius = min(card.unit * 10.5, places[0].width * 0.33, places[0].height * 0.26)
    below = radius * 2 + card.unit * 6
    room = places[0].height - below
    blocks = card.fit_points(places[0].width, room, card.frame.body * 1.15, 3)
    spare = room - max(block.height for block in blocks)
    y = body.top + radius + card.unit * 3 + max(0.0, spare) * 0.4
    for first, second in pairwise(places):
        with card.canvas.part("ornament"):
            _link(card, (first.x, y), (second.x, y), radius)
    top = y + radius + card.unit * 3
    for index, (place, name, block) in enumerate(zip(places, stack.point_signs(card), blocks, strict=True)):
        with card.canvas.part("words"):
            _station(card, index, name, place.x, y, radius)
            card.canvas.text(block, place.x, top, card.palette.ink, "centre")


def stairs(card: Card) -> None:
    """Draw the steps as columns that rise."""
    if not card.frame.wide:
        _down(card)
        return
    body = stack.begin(card, 0.0)
    points, unit = card.plan.points, card.unit
    places = stack.columns(card, body, len(points), unit * 2)
    floor = places[0].bottom
    rise = min(unit * 4.5, (floor - body.top) * 0.3 / max(1, len(points) - 1))
    lowest = floor - body.top - rise * (len(points) - 1)
    radius = min(unit * 7, places[0].width * 0.26, lowest * 0.24)
    above = radius * 2 + unit * 6
    blocks = card.fit_points(places[0].width - unit * 4, lowest - above - unit * 2, card.frame.body, 3)
    for index, (place, name, block) in enumerate(zip(places, stack.point_signs(card), blocks, strict=True)):
        box = Box(place.left, body.top + rise * (len(points) - 1 - index), place.right, floor)
        middle = (box.top + above + box.bottom - unit * 2) / 2
        with card.canvas.part("words"):
            card.tile(box)
            card.canvas.paint(
                shapes.rounded(box.left, box.top, box.width, unit * 1.1, unit * 0.55),
                Linear(card.palette.accent, card.palette.accent2, 0),
            )
            _station(card, index, name, box.x, box.top + radius + unit * 4, radius)
            card.canvas.text(block, box.x, middle - block.middle, card.palette.ink, "centre")


def _down(card: Card) -> None:
    """Draw the steps one below the other, for upright and square pictures."""
    points, unit = card.plan.points, card.unit
    body = stack.begin(card, len(points) * unit * 20)
    height = min(body.height / len(points), unit * 22)
    radius = min(unit * 8, height * 0.34)
    x = body.right - radius if card.plan.rtl else body.left + radius
    centres = [body.top + height * (index + 0.5) for index in range(len(points))]
    gap = radius * 2 + unit * 4
    edge = body.right - gap if card.plan.rtl else body.left + gap
    blocks = card.fit_points(body.width - gap - unit * 3, height * 0.7, card.frame.body * 1.15, 3)
    for index, (y, sign, block) in enumerate(zip(centres, stack.point_signs(card), blocks, strict=True)):
        left, right = (body.left, x) if card.plan.rtl else (x, body.right)
        with card.canvas.part("words"):
            card.tile(Box(left, y - height * 0.42, right, y + height * 0.42))
            _station(card, index, sign, x, y, radius)
            card.canvas.text(block, edge, y - block.middle, card.palette.ink, card.start)


def _station(card: Card, index: int, name: str, x: float, y: float, radius: float) -> None:
    palette = card.palette
    card.ball(x, y, radius, 1.2)
    if is_written(name) or radius < card.unit * 5.5:
        card.sign(str(index + 1), x, y, radius * 1.0, palette.on_accent)
        return
    card.icon(name, x, y, radius, palette.on_accent)
    small = max(radius * 0.34, card.unit * 2.6)
    at = (x - radius * 0.72, y - radius * 0.72)
    card.raised(shapes.disc(*at, small), mix(palette.surface, (1, 1, 1), 0.06), 0.6)
    number = card.fit(str(index + 1), Box(0, 0, small * 2, small * 2), card.unit * 3.4, card.frame.label_min, None, 1)
    card.canvas.text(number, at[0], at[1] - number.rise / 2, palette.accent_ink, "centre")


def _link(card: Card, first: tuple[float, float], second: tuple[float, float], radius: float) -> None:
    """Draw a dotted line with an arrowhead between two stations."""
    start, end = np.array(first), np.array(second)
    along = (end - start) / np.linalg.norm(end - start)
    start, end = start + along * (radius + card.unit * 1.6), end - along * (radius + card.unit * 2.2)
    length = float(np.dot(end - start, along))
    if length < card.unit * 2:
        return
    count = max(2, int(length / (card.unit * 1.9)))
    dots = [np.array([start + along * length * share] * 2) for share in np.linspace(0, 1, count)[:-1]]
    card.canvas.paint(shapes.strokes(dots, card.unit * 0.7), card.palette.accent2, 0.9)
    side = np.array([-along[1], along[0]]) * card.unit * 1.3
    back = end - along * card.unit * 1.5
    card.canvas.paint(shapes.stroke(np.array([back + side, end, back - side]), card.unit * 0.75), card.palette.accent2)
