"""The heading, the same on every card: the design's mark, and the words."""

from __future__ import annotations

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear
from vidpipe.providers.local.cards.frame import Box
from vidpipe.text.fit import Block

MARK = 4.4
"""Height of the mark with the space below it, in units."""
_DASHES = {"dash": (7.0, 0.95), "stub": (3.4, 0.9), "slab": (9.0, 1.7), "hairline": (12.0, 0.28)}


def plan_heading(card: Card, box: Box, largest: float | None = None, lines: int = 3) -> Block:
    """Set the heading into a box that has room for the mark too."""
    room = Box(box.left, box.top + MARK * card.unit, box.right, box.bottom)
    size = (largest or card.frame.title) * card.manner.scale
    return card.fit(card.plan.heading, room, size, card.frame.title_min, None, lines)


def height(card: Card, block: Block) -> float:
    """Return how much height a heading takes, its mark included."""
    return MARK * card.unit + block.height


def draw_heading(card: Card, block: Block, x: float, top: float, *, centred: bool = False, extra: float = 0.0) -> float:
    """Draw mark and heading from ``top`` on, with ``extra`` space between them; return where they end."""
    at = top + MARK * card.unit + extra
    with card.canvas.part("words"):
        if block.lines:
            draw_mark(card, x, top, centred=centred)
        card.canvas.text(block, x, at, card.palette.ink, "centre" if centred else card.start)
    return top + height(card, block) + extra


def draw_mark(card: Card, x: float, top: float, *, centred: bool = False) -> None:
    """Draw the design's mark, which begins every block of words."""
    palette, unit, kind = card.palette, card.unit, card.manner.mark
    if kind == "dots":
        _dots(card, x, top, centred=centred)
        return
    width, thick = (part * unit for part in _DASHES[kind])
    left = x - width / 2 if centred else x - width if card.plan.rtl else x
    middle = top + unit * 0.7
    corner = 0 if kind == "slab" else thick / 2
    dash = shapes.rounded(left, middle - thick / 2, width, thick, corner)
    card.canvas.paint(dash, palette.accent if kind == "slab" else Linear(palette.accent, palette.accent2, 0))


def _dots(card: Card, x: float, top: float, *, centred: bool) -> None:
    palette, unit = card.palette, card.unit
    width = unit * 6.2
    left = x - width / 2 if centred else x - width if card.plan.rtl else x
    for index, tone in enumerate((palette.accent, palette.accent2, palette.accent)):
        card.canvas.paint(shapes.disc(left + unit * (0.8 + 2.3 * index), top + unit * 0.7, unit * 0.75), tone)
