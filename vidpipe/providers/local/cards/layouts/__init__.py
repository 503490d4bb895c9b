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
