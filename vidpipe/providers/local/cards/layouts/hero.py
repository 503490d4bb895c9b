"""Cards that live from one picture: openers, closing words, and scenes without list or chart."""

from __future__ import annotations

from vidpipe.providers.local.cards import backdrop
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.layouts.spread import LEAST_PICTURE, Spread, sides, spread
from vidpipe.providers.local.cards.motifs import illustrate
from vidpipe.text.draw import clean
from vidpipe.text.fit import Block

_BELOW_KICKER = 3.4
"""Units between the words above a heading and the heading."""


def split(card: Card, *, mirrored: bool = False, largest: float | None = None, share: float = 0.47) -> None:
    """Draw words on one side, the picture on the other."""
    _draw(card, spread(card, share, mirrored=mirrored, largest=largest))


def opener(card: Card) -> None:
    """Draw the first card: the largest words of the video, its title above them where that says something else."""
    title = clean(card.request.title[:1000], card.request.language)
    if not title or title.casefold() == card.plan.heading.casefold():
        _draw(card, spread(card, 0.5, largest=card.frame.display))
        return
    room, _ = sides(card, 0.5)
    place = Box(room.left, room.top, room.right, room.top + card.unit * 12)
    kicker = card.fit(title, place, card.unit * 4, card.frame.label_min, card.manner.small, 2)
    above = kicker.height + card.unit * _BELOW_KICKER
    _draw(card, spread(card, 0.5, largest=card.frame.display, above=above), kicker)


def _draw(card: Card, laid: Spread, kicker: Block | None = None) -> None:
    """Draw ground, picture and heading, with other words between the heading and its mark."""
    backdrop.paint(card, *laid.focus(card))
    if laid.has_picture:
        illustrate(card, laid.picture)
    extra = 0.0 if kicker is None else kicker.height + card.unit * _BELOW_KICKER
    top = laid.top(card, heading.height(card, laid.heading) + extra)
    with card.canvas.part("words"):
        if kicker is not None:
            at = top + card.unit * heading.MARK
            card.canvas.text(kicker, card.edge(laid.words), at, card.palette.accent_ink, card.start)
        heading.draw_heading(card, laid.heading, card.edge(laid.words), top, extra=extra)


def hero_split(card: Card) -> None:
    """Draw words on the left, picture on the right."""
    split(card)


def hero_stage(card: Card) -> None:
    """Draw the picture on the left, the words on the right."""
    split(card, mirrored=True)


def closing(card: Card) -> None:
    """Draw the last card: the picture in the middle, the last words below it."""
    area, unit, wide = card.frame.area, card.unit, card.frame.wide
    area = card.frame.clear(area.inset(area.width * (0.16 if wide else 0), 0))
    for share in (0.68, 0.62, 0.56, 0.5) if wide else (0.6, 0.54, 0.48, 0.42):
        picture = Box(area.left, area.top, area.right, area.top + area.height * share)
        words = Box(area.left, picture.bottom + unit, area.right, area.bottom)
        block = heading.plan_heading(card, words, card.frame.title * 1.15, 2 if wide else 3)
        if block.whole:
            break
    if picture.height < LEAST_PICTURE * unit or not block.whole:
        alone = heading.plan_heading(card, area, card.frame.title * 1.15, 4)
        if alone.whole or picture.height < LEAST_PICTURE * unit:
            _draw(card, Spread(alone, area, Box(area.left, area.bottom, area.right, area.bottom)))
            return
    backdrop.paint(card, 0.5, picture.y / card.frame.height)
    illustrate(card, picture)
    spare = max(0.0, words.height - heading.height(card, block))
    heading.draw_heading(card, block, area.x, words.top + spare * 0.5, centred=True)
