"""The heading, the same on every card: the style's small mark above it, the words below."""

from __future__ import annotations

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear
from vidpipe.providers.local.cards.frame import Box
from vidpipe.text.fit import Block

MARK = 4.4
"""Height of the mark with the space below it, in units."""


def plan_heading(card: Card, box: Box, largest: float | None = None, lines: int = 3) -> Block:
    """Set the heading into a box that has room for the mark too."""
    room = Box(box.left, box.top + MARK * card.unit, box.right, box.bottom)
    return card.fit(card.plan.heading, room, largest or card.frame.title, card.frame.title_min, 700, lines)


def height(card: Card, block: Block) -> float:
    """Return how much height a heading takes, its mark included."""
    return MARK * card.unit + block.height


def draw_heading(card: Card, block: Block, x: float, top: float, *, centred: bool = False, extra: float = 0.0) -> float:
    """Draw mark and heading from ``top`` on, with ``extra`` space between them; return where they end."""
    if block.lines:
        draw_mark(card, x, top, centred=centred)
    card.canvas.text(block, x, top + MARK * card.unit + extra, card.palette.ink, "centre" if centred else card.start)
    return top + height(card, block) + extra


def draw_mark(card: Card, x: float, top: float, *, centred: bool = False) -> None:
    """Draw the style's mark, which begins every block of words."""
    palette, unit = card.palette, card.unit
    width, thick = {"news": (5.0, 1.3), "documentary": (12.0, 0.28), "product": (3.4, 0.9)}.get(card.style, (7.0, 0.95))
    width, thick = width * unit, thick * unit
    left = x - width / 2 if centred else x - width if card.plan.rtl else x
    middle = top + unit * 0.7
    fill = Linear(palette.accent, palette.accent2, 0)
    if card.style == "social" or card.style == "quiz":
        for index in range(3):
            card.canvas.paint(shapes.disc(left + unit * (0.8 + 2.3 * index), middle, unit * 0.75), palette.accent)
        return
    card.canvas.paint(
        shapes.rounded(left, middle - thick / 2, width, thick, thick / 2 if card.style != "news" else 0), fill
    )
