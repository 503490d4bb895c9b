"""Cards for a list of points: rows beside a picture, or a grid of tiles."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop, icons
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.layouts.hero import sides
from vidpipe.providers.local.cards.motifs import illustrate

_SPARE = ("star", "lightbulb", "gem", "compass", "seedling", "feather")


def point_icons(card: Card) -> list[str]:
    """Return one icon per point: what its own words say, else one of the scene's, each at most once."""
    chosen: list[str] = []
    spare = [*card.icons, *_SPARE, *_SPARE]
    for point in card.plan.points:
        own = [name for name in icons.match([(point, 3.0)], 3) if name not in chosen]
        chosen.append(own[0] if own else next((name for name in spare if name not in chosen), _SPARE[0]))
    return chosen


def rows(card: Card) -> None:
    """Draw heading and points as rows on one side, the picture on the other."""
    frame, unit = card.frame, card.unit
    if not frame.wide:
        cards(card)
        return
    words, picture = sides(card, 0.54)
    backdrop.paint(card, picture.x / frame.width, picture.y / frame.height)
    illustrate(card, picture)
    count = len(card.plan.points)
    block = heading.plan_heading(
        card, Box(words.left, words.top, words.right, words.top + words.height * 0.42), lines=2
    )
    gap = unit * (1.6 if count > 4 else 2.2)
    room = words.height - heading.height(card, block) - unit * 4
    height = min(unit * 11, (room - gap * (count - 1)) / count)
    total = heading.height(card, block) + unit * 4 + count * height + gap * (count - 1)
    top = heading.draw_heading(card, block, card.edge(words), words.y - total / 2) + unit * 4
    for index, (point, name) in enumerate(zip(card.plan.points, point_icons(card), strict=True)):
        y = top + index * (height + gap)
        row(card, Box(words.left, y, words.right, y + height), point, name)


def row(card: Card, box: Box, text: str, name: str) -> None:
    """Draw one point as a wide tile with its icon at the side where reading begins."""
    unit = card.unit
    card.tile(box, min(box.height / 2, unit * 2.6))
    radius = min(box.height * 0.34, unit * 4)
    inset = box.height / 2
    card.badge(name, box.right - inset if card.plan.rtl else box.left + inset, box.y, radius, strong=True)
    place = box.inset(0, box.height * 0.12)
    left, right = (unit * 3, inset + radius + unit * 2) if card.plan.rtl else (inset + radius + unit * 2, unit * 3)
    place = Box(place.left + left, place.top, place.right - right, place.bottom)
    block = card.fit(text, place, card.frame.body, card.frame.label_min, 600, 2)
    card.canvas.text(block, card.edge(place), box.y - block.height / 2, card.palette.ink, card.start)


def cards(card: Card) -> None:
    """Draw the heading above a grid of tiles, one per point."""
    frame, area, unit = card.frame, card.frame.area, card.unit
    backdrop.paint(card, 0.5, area.y / frame.height)
    count = len(card.plan.points)
    block = heading.plan_heading(card, Box(area.left, area.top, area.right, area.top + area.height * 0.36), lines=2)
    top = heading.draw_heading(card, block, card.edge(area), area.top) + unit * 5
    body = Box(area.left, top, area.right, area.bottom)
    across = _across(card, count)
    down = -(-count // across)
    gap = unit * 3
    height = min((body.height - gap * (down - 1)) / down, unit * (40 if across > 1 else 20))
    names = point_icons(card)
    for index, point in enumerate(card.plan.points):
        row_, column = divmod(index, across)
        in_row = min(across, count - row_ * across)
        place = body.columns(in_row, gap)[in_row - 1 - column if card.plan.rtl else column]
        y = top + row_ * (height + gap)
        box = frame.clear(Box(place.left, y, place.right, y + height))
        if box.width > box.height * 2.1:
            row(card, box, point, names[index])
        else:
            _upright(card, box, point, names[index])


def _across(card: Card, count: int) -> int:
    if card.frame.tall:
        return 1 if count <= 4 else 2
    if not card.frame.wide:
        return 1 if count <= 3 else 2
    return count if count <= 4 else 3


def _upright(card: Card, box: Box, text: str, name: str) -> None:
    unit = card.unit
    card.tile(box)
    radius = min(box.height * 0.21, box.width * 0.24, unit * 8.5)
    card.badge(name, box.x, box.top + box.height * 0.36, radius, strong=True)
    place = Box(
        box.left + unit * 2,
        box.top + box.height * 0.36 + radius + unit * 2.4,
        box.right - unit * 2,
        box.bottom - unit * 2,
    )
    block = card.fit(text, place, card.frame.body, card.frame.label_min, 600, 3)
    card.canvas.text(block, box.x, place.y - block.height / 2, card.palette.ink, "centre")
