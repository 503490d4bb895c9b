"""Pictures of growth and of time."""

from __future__ import annotations

import math

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear, mix
from vidpipe.providers.local.cards.frame import Box

WHITE = (1.0, 1.0, 1.0)


def growth(card: Card, box: Box) -> None:
    """Draw rising columns with a line that climbs over them to the main icon."""
    palette, unit = card.palette, card.unit
    badge = min(unit * 8.5, box.height * 0.14)
    side = min(box.width - badge * 1.2, box.height * 1.15)
    area = Box(box.x - side / 2, box.top, box.x + side / 2, box.bottom)
    card.canvas.light(area.x, area.y, side * 0.7, palette.accent, 0.18)
    heights = (0.26, 0.38, 0.34, 0.52, 0.66)
    tops = []
    for index, (column, height) in enumerate(zip(area.columns(5, side * 0.045), heights, strict=True)):
        tall = area.height * height
        mask = shapes.rounded(column.left, area.bottom - tall, column.width, tall, unit * 1.8)
        share = index / 4
        first = mix(mix(palette.surface, palette.ink, 0.22), palette.accent2, share)
        card.raised(mask, Linear(first, mix(mix(palette.surface, palette.ink, 0.14), palette.accent, share)), 1.0)
        tops.append((column.x, area.bottom - tall - badge * 0.94))
    line = _smooth(np.array(tops))
    mask = shapes.stroke(line, unit * 0.9)
    card.canvas.paint(mask.blurred(unit * 1.6), palette.accent, 0.5)
    card.canvas.paint(mask, palette.accent2 if palette.dark else palette.accent)
    for x, y in tops[:-1]:
        card.canvas.paint(shapes.disc(x, y, unit * 1.4), mix(palette.accent2, WHITE, 0.4))
    name = (card.icons or ["arrow-trend-up"])[0]
    x, y = tops[-1]
    card.badge(name, x, max(y, area.top + badge * 1.06), badge, strong=True)


def _smooth(points: shapes.Points) -> shapes.Points:
    """Return a curve through points that does not overshoot at their heights (Catmull-Rom, tension a half)."""
    ends = np.concatenate([points[:1], points, points[-1:]])
    share = np.linspace(0, 1, 24)[:, None]
    parts = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        parts.append(
            0.5
            * (2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2 + (3 * b - a - 3 * c + d) * share**3)
        )
    return np.concatenate(parts)


def clock(card: Card, box: Box) -> None:
    """Draw a clock with a stretch of time marked on it."""
    palette, unit = card.palette, card.unit
    x, y, r = box.x, box.y, min(box.width, box.height) / 2
    card.canvas.light(x, y, r * 1.3, palette.accent, 0.2)
    dial = r * 0.82
    card.raised(shapes.disc(x, y, dial), Linear(mix(palette.surface, WHITE, 0.08), palette.surface), 2.2)
    card.canvas.paint(shapes.ring(x, y, dial, unit * 0.8), mix(palette.surface, palette.ink, 0.3), 0.8)
    span = 120 + card.plan.variant % 120
    sweep = shapes.stroke(shapes.arc(x, y, dial * 0.86, -90, -90 + span), dial * 0.11)
    card.canvas.paint(sweep, Linear(palette.accent2, palette.accent, 50))
    ticks = []
    for index in range(12):
        angle = math.radians(index * 30)
        inner = dial * (0.62 if index % 3 == 0 else 0.67)
        ticks.append(
            np.array([(x + math.cos(angle) * radius, y + math.sin(angle) * radius) for radius in (inner, dial * 0.72)])
        )
    card.canvas.paint(shapes.strokes(ticks, unit * 0.55), palette.muted, 0.9)
    for degrees, length, width, colour in ((-90 + span, 0.58, 1.1, palette.accent), (-60, 0.36, 1.5, palette.ink)):
        angle = math.radians(degrees)
        hand = np.array([(x, y), (x + math.cos(angle) * dial * length, y + math.sin(angle) * dial * length)])
        card.raised(shapes.stroke(hand, unit * width), colour, 0.4)
    card.canvas.paint(shapes.disc(x, y, unit * 1.7), palette.ink)
    card.canvas.paint(shapes.disc(x, y, unit * 0.7), palette.surface)
    names = [name for name in card.icons if "clock" not in name and "watch" not in name]
    for name, angle in zip(names[:2], (-140, 140), strict=False):
        at = math.radians(angle)
        card.badge(name, x + math.cos(at) * r * 0.9, y + math.sin(at) * r * 0.9, r * 0.17)
