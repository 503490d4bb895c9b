"""What the layouts with several parts share: heading above them, or heading and parts beside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from vidpipe.providers.local.cards import backdrop, icons
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.layouts.spread import sides
from vidpipe.providers.local.cards.motifs import illustrate
from vidpipe.text.fit import Block

_ROW = 9.0
"""Units of height that leave a row room below a heading of three lines."""


def begin(card: Card, needed: float, gap: float = 5.0) -> Box:
    """Paint the ground and the heading across the top, and return the room below it.

    Upright pictures with space to spare beyond the ``needed`` height show the scene's picture in between.
    """
    frame, area, unit = card.frame, card.frame.area, card.unit
    backdrop.paint(card, 0.5, area.y / frame.height)
    rows = max(len(card.plan.points), len(card.plan.values))
    has_room = area.height * 0.5 > rows * _ROW * unit
    block = _whole(card, area, ((0.36, 2), (0.48, 3)) if has_room else ((0.36, 2),))
    end = heading.draw_heading(card, block, card.edge(area), area.top)
    body = frame.roomiest(Box(area.left, end + unit * gap, area.right, area.bottom))
    if frame.wide:
        return body
    spare = body.height - needed
    if not frame.tall or spare < unit * 30:
        return body
    picture = Box(body.left, body.top, body.right, body.top + spare - unit * 5)
    illustrate(card, picture)
    return Box(body.left, body.top + spare, body.right, body.bottom)


def beside(card: Card) -> list[Box]:
    """Paint ground, picture and heading, and return a box for each point below the heading."""
    frame, unit = card.frame, card.unit
    words, picture = sides(card, 0.54)
    backdrop.paint(card, picture.x / frame.width, picture.y / frame.height)
    illustrate(card, picture)
    words = frame.clear(Box(words.left, words.top, words.right, frame.area.bottom))
    count = len(card.plan.points)
    block = _whole(card, words, ((0.4, 2), (0.5, 3)) if count < 4 else ((0.26, 2), (0.36, 3)))
    gap, above = unit * (1.6 if count > 4 else 2.2), heading.height(card, block) + unit * 4
    height = min(unit * 11, (words.height - above - gap * (count - 1)) / count)
    total = above + count * height + gap * (count - 1)
    top = heading.draw_heading(card, block, card.edge(words), words.y - total / 2) + unit * 4
    return Box(words.left, top, words.right, top + count * height + gap * (count - 1)).rows(count, gap)


def _whole(card: Card, box: Box, rooms: Sequence[tuple[float, int]]) -> Block:
    """Set the heading into the first room, a share of a box's height and a number of lines, that shows all of it."""
    for share, lines in rooms:
        room = Box(box.left, box.top, box.right, box.top + box.height * share)
        block = heading.plan_heading(card, room, lines=lines)
        if block.whole:
            break
    return block


def columns(card: Card, body: Box, count: int, gap: float) -> list[Box]:
    """Cut a body into columns of one height in reading order, none of them under the presenter."""
    places = body.columns(count, gap)
    bottom = min(card.frame.clear(place).bottom for place in places)
    places = [Box(place.left, place.top, place.right, bottom) for place in places]
    return places[::-1] if card.plan.rtl else places


def point_signs(card: Card) -> list[str]:
    """Return a sign per point: icons where most points have one of their own, else their numbers.

    An icon is what the point's own words say, else one of the scene's; none comes twice. Some designs have letters.
    """
    if card.manner.lettered:
        return list(ascii_uppercase[: len(card.plan.points)])
    own: list[str | None] = []
    for point in card.plan.points:
        names = [name for name in icons.match([(point, 3.0)], 3, card.request.language) if name not in own]
        own.append(names[0] if names else None)
    spare = [name for name in card.icons if name not in own]
    missing = own.count(None)
    if missing > len(spare) or missing * 2 > len(own):
        return [str(number + 1) for number in range(len(own))]
    return [name or spare.pop(0) for name in own]
