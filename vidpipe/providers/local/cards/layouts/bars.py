"""Cards that compare figures as bars, true to scale from a common zero."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop, icons, shapes
from vidpipe.providers.local.cards.canvas import Align
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Fill, Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading, stack
from vidpipe.providers.local.cards.layouts.spread import spread
from vidpipe.providers.local.cards.values import Value
from vidpipe.text.fit import Block

_LABELLED = 12.0
"""Units of height from which a bar of an upright picture has its label above it."""


def columns(card: Card) -> None:
    """Draw the words on one side and upright bars on the other."""
    laid = spread(card, 0.42, lines=2, least=32, needed=True)
    backdrop.paint(card, *laid.focus(card))
    heading.draw_heading(card, laid.heading, card.edge(laid.words), laid.top(card, heading.height(card, laid.heading)))
    values, chart = card.plan.values, laid.picture
    places = chart.columns(len(values), card.unit * (6 if len(values) < 4 else 3))
    with card.canvas.part("picture"):
        for rank, (place, value) in enumerate(zip(places[::-1] if card.plan.rtl else places, values, strict=True)):
            _column(card, place, value, rank)


def _column(card: Card, place: Box, value: Value, rank: int) -> None:
    palette, unit = card.palette, card.unit
    most = _whole(card)
    width = min(place.width, unit * 19)
    label = _label(card, place, value)
    number = card.fit(value.written, Box(place.left, 0, place.right, unit * 12), unit * 8.4, unit * 3.6, None, 1)
    floor = place.bottom - unit * 3 - max(_label(card, place, each).height for each in card.plan.values)
    room = floor - place.top - number.height - unit * 2.5
    left = place.x - width / 2
    track = shapes.rounded(left, floor - room, width, room, unit * 2)
    if value.is_percent:
        card.canvas.paint(track, card.line, 0.28)
    height = max(unit * 1.2, room * value.amount / most)
    bar = shapes.rounded(left, floor - height, width, height, unit * 2)
    card.raised(bar, _fill(card, rank, 90), 1.0)
    _emblem(card, value, place.x, floor - unit * 6.5, min(width * 0.42, height * 0.5, unit * 8), rank)
    card.canvas.text(number, place.x, floor - height - unit * 1.8 - number.height, palette.ink, "centre")
    card.canvas.text(label, place.x, floor + unit * 2.2, palette.muted if rank else palette.ink, "centre")


def _label(card: Card, place: Box, value: Value) -> Block:
    """Set a column's label, in one size for all columns."""
    room, weight = Box(place.left, 0, place.right, card.unit * 11), card.manner.small
    labels = [each.label for each in card.plan.values]
    sizes = [card.fit(label, room, card.unit * 4.6, card.frame.label_min, weight, 2).type.size for label in labels]
    return card.fit(value.label, room, min(sizes), card.frame.label_min, weight, 2)


def rows(card: Card) -> None:
    """Draw the heading above bars that grow from the side where reading begins."""
    values, unit = card.plan.values, card.unit
    gap, most = unit * (3.5 if len(values) < 4 else 2), unit * (19 if card.frame.tall else 13)
    body = stack.begin(card, len(values) * most + gap * (len(values) - 1), 6.0)
    height = min((body.height - gap * (len(values) - 1)) / len(values), most * 1.3)
    with card.canvas.part("picture"):
        _rows(card, body, height, gap)


def _rows(card: Card, body: Box, height: float, gap: float) -> None:
    values, unit = card.plan.values, card.unit
    labels = None if card.frame.tall and height >= unit * _LABELLED else _labels_beside(card, body, height)
    for rank, value in enumerate(values):
        y = body.top + rank * (height + gap)
        box = Box(body.left, y, body.right, y + height)
        if labels is None:
            label = card.fit(value.label, Box(box.left, y, box.right, y + height * 0.42), *_label_type(card), 1)
            card.canvas.text(label, card.edge(box), y, card.palette.ink, card.start)
            _bar(card, Box(box.left, y + label.height + unit * 1.6, box.right, box.bottom), value, rank)
            continue
        room = max(label.width for label in labels) + unit * 3
        left, right = (box.left, box.right - room) if card.plan.rtl else (box.left + room, box.right)
        label = labels[rank]
        card.canvas.text(label, card.edge(box), box.y - label.middle, card.palette.ink, card.start)
        _bar(card, Box(left, y, right, box.bottom), value, rank)


def _label_type(card: Card) -> tuple[float, float, int]:
    """Return the largest and the smallest size of labels, and their weight."""
    return card.unit * 4.8, card.frame.label_min, card.manner.small


def _labels_beside(card: Card, body: Box, height: float) -> list[Block]:
    """Set the labels that stand beside their bars."""
    room = Box(0, 0, body.width * 0.26, height)
    return [card.fit(value.label, room, *_label_type(card), 2) for value in card.plan.values]


def _bar(card: Card, box: Box, value: Value, rank: int) -> None:
    """Draw one bar with its figure, as thick as the box is high."""
    palette, unit, rtl = card.palette, card.unit, card.plan.rtl
    thick = min(box.height, unit * 9)
    y = box.top + (box.height - thick) / 2
    number = card.fit(value.written, Box(0, 0, box.width * 0.3, thick * 1.4), unit * 8, card.frame.label_min, None, 1)
    length = box.width - number.width - unit * 3
    corner = card.corner(box, thick / 2)
    track = shapes.rounded(box.right - length if rtl else box.left, y, length, thick, corner)
    if value.is_percent:
        card.canvas.paint(track, card.line, 0.3)
    width = max(thick, length * value.amount / _whole(card))
    left = box.right - width if rtl else box.left
    card.raised(shapes.rounded(left, y, width, thick, corner), _fill(card, rank, 0), 0.9)
    _emblem(card, value, left + (width - thick / 2 if rtl else thick / 2), y + thick / 2, thick * 0.52, rank)
    outwards: Align = "end" if rtl else "start"
    inwards: Align = "start" if rtl else "end"
    x = left - unit * 2 if rtl else left + width + unit * 2
    if value.is_percent:
        x, outwards = (box.left if rtl else box.right), inwards
    card.canvas.text(number, x, y + thick / 2 - number.rise / 2, palette.ink, outwards)


def _whole(card: Card) -> float:
    """Return what a full bar stands for: a hundred for shares of a hundred, else the largest figure."""
    most = max(value.amount for value in card.plan.values)
    return 100.0 if card.plan.values[0].is_percent and most <= 100 else most


def _fill(card: Card, rank: int, angle: float) -> Fill:
    """Return the accent for the first bar, quieter tones for those it is compared with."""
    palette = card.palette
    if rank == 0:
        first, second = (palette.accent2, palette.accent) if angle == 90 else (palette.accent, palette.accent2)
        return Linear(first, second, angle)
    quiet = mix(palette.surface, palette.ink, 0.36 if palette.dark else 0.3)
    return Linear(mix(quiet, (1, 1, 1), 0.1), quiet, angle)


def _emblem(card: Card, value: Value, x: float, y: float, size: float, rank: int) -> None:
    names = icons.match([(value.label, 3.0)], 1, card.request.language)
    if names and size > card.unit * 2:
        card.icon(names[0], x, y, size, card.palette.on_accent if rank == 0 else card.palette.ink, 0.85)
