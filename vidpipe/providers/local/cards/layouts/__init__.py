"""The layouts by name, as :mod:`vidpipe.providers.local.cards.plan` chooses them."""

from __future__ import annotations

from collections.abc import Callable

from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.layouts import bars, figures, hero, layers, lists, quote, steps, verdict

LAYOUT_PAINTERS: dict[str, Callable[[Card], None]] = {
    "opener": hero.opener,
    "closing": hero.closing,
    "hero-split": hero.hero_split,
    "hero-stage": hero.hero_stage,
    "figure-split": figures.split,
    "figure-wide": figures.wide,
    "bars-columns": bars.columns,
    "bars-rows": bars.rows,
    "list-rows": lists.rows,
    "list-cards": lists.cards,
    "verdict-rows": verdict.rows,
    "verdict-cards": verdict.cards,
    "layers-exploded": layers.exploded,
    "layers-section": layers.section,
    "steps-path": steps.path,
    "steps-stairs": steps.stairs,
    "quote-centred": quote.centred,
    "quote-side": quote.side,
}

_HEADING, _ROW, _TILE = 11.5, 6.8, 8.5
"""Units of height that a heading and one of the things below it take at least."""
_LOWEST_PATH = 46.0
"""Units of height in which steps can be told beside one another below a heading of two lines."""
_NARROWEST = 40.0
"""Units of width that anything but a heading takes."""
_DRAWING = {"bars-columns": 32.0, "layers-exploded": 34.0}
"""What a drawing below a heading takes at least."""


def paint_layout(card: Card) -> None:
    """Paint a card by its layout, or by its heading and picture alone where not all that it lists could be read."""
    area = card.frame.roomiest(card.frame.area)
    too_small = area.height < _needed(card) * card.unit or area.width < _NARROWEST * card.unit
    if too_small:
        hero.hero_split(card)
    elif card.frame.wide and card.plan.layout.startswith("steps") and area.height < _LOWEST_PATH * card.unit:
        lists.rows(card)
    else:
        LAYOUT_PAINTERS[card.plan.layout](card)


def _needed(card: Card) -> float:
    """Return how many units of height a card's layout takes at least; side by side everything has room."""
    plan = card.plan
    if card.frame.wide:
        return 0.0
    rows = max(len(plan.points), len(plan.values))
    if plan.layout.startswith("list"):
        return _HEADING + _TILE * (rows if rows <= 4 else (rows + 1) // 2)
    return _HEADING + _DRAWING.get(plan.layout, _ROW * rows)
