"""Cards that live from one picture: openers, closing words, and scenes without list or chart."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.motifs import illustrate
from vidpipe.text.draw import clean


def sides(card: Card, share: float, *, mirrored: bool = False, stacked: float = 0.35) -> tuple[Box, Box]:
    """Cut the area into a place for words and one for the picture.

    They stand side by side, the words on a ``share`` of the width, or in narrow frames one above the other, the words
    on ``stacked`` of the height.
    """
    area, unit = card.frame.area, card.unit
    if not card.frame.wide:
        cut = area.top + area.height * stacked
        return Box(area.left, area.top, area.right, cut - unit * 3.5), card.frame.clear(
            Box(area.left, cut, area.right, area.bottom)
        )
    gap = unit * 6
    words = area.width * share - gap / 2
    first = Box(area.left, area.top, area.left + words, area.bottom)
    second = Box(area.left + words + gap, area.top, area.right, area.bottom)
    if mirrored != card.plan.rtl:
        first, second = (
            Box(area.right - words, area.top, area.right, area.bottom),
            Box(area.left, area.top, area.right - words - gap, area.bottom),
        )
    # Both end at one height, so that words and picture share their middle line.
    bottom = min(card.frame.clear(first).bottom, card.frame.clear(second).bottom)
    return Box(first.left, first.top, first.right, bottom), Box(second.left, second.top, second.right, bottom)


def split(card: Card, *, mirrored: bool = False, largest: float | None = None, share: float = 0.47) -> None:
    """Draw words on one side, the picture on the other."""
    words, picture = sides(card, share, mirrored=mirrored)
    backdrop.paint(card, picture.x / card.frame.width, picture.y / card.frame.height)
    illustrate(card, picture)
    block = heading.plan_heading(card, words, largest, 4 if card.frame.wide else 3)
    top = words.y - heading.height(card, block) / 2 if card.frame.wide else words.top
    heading.draw_heading(card, block, card.edge(words), top)


def opener(card: Card) -> None:
    """Draw the first card: the largest words of the video, its title above them where that says something else."""
    words, picture = sides(card, 0.5)
    backdrop.paint(card, picture.x / card.frame.width, picture.y / card.frame.height)
    illustrate(card, picture)
    title = clean(card.request.title[:1000], card.request.language)
    place = Box(words.left, words.top, words.right, words.top + card.unit * 12)
    kicker = card.fit(title, place, card.unit * 4, card.frame.label_min, card.manner.small, 2)
    if title.casefold() == card.plan.heading.casefold() or not kicker.lines:
        _beside(card, words, 0.0)
        return
    extra = kicker.height + card.unit * 3.4
    top = _beside(card, words, extra)
    card.canvas.text(kicker, card.edge(words), top + card.unit * 4.4, card.palette.accent_ink, card.start)


def _beside(card: Card, words: Box, extra: float) -> float:
    """Draw mark and heading with room for another line between them; return where they begin."""
    room = Box(words.left, words.top, words.right, words.bottom - extra)
    block = heading.plan_heading(card, room, card.frame.display, 4 if card.frame.wide else 3)
    total = heading.height(card, block) + extra
    top = words.y - total / 2 if card.frame.wide else words.top
    heading.draw_heading(card, block, card.edge(words), top, extra=extra)
    return top


def hero_split(card: Card) -> None:
    """Draw words on the left, picture on the right."""
    split(card)


def hero_stage(card: Card) -> None:
    """Draw the picture on the left, the words on the right."""
    split(card, mirrored=True)


def closing(card: Card) -> None:
    """Draw the last card: the picture in the middle, the last words below it."""
    area, unit = card.frame.area, card.unit
    narrow = area.inset(area.width * (0.16 if card.frame.wide else 0), 0)
    area = card.frame.clear(narrow)
    picture = Box(area.left, area.top, area.right, area.top + area.height * (0.68 if card.frame.wide else 0.6))
    backdrop.paint(card, 0.5, picture.y / card.frame.height)
    illustrate(card, picture)
    words = Box(area.left, picture.bottom + unit, area.right, area.bottom)
    block = heading.plan_heading(card, words, card.frame.title * 1.15, 1 if card.frame.wide else 3)
    spare = max(0.0, words.height - heading.height(card, block))
    heading.draw_heading(card, block, area.x, words.top + spare * 0.5, centred=True)
