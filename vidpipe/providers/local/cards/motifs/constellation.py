"""Icons composed into a picture: a main one on a lit disc, others around it on orbits."""

from __future__ import annotations

import math

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear, mix
from vidpipe.providers.local.cards.frame import Box

OUTER = 1.12
"""How far the icons on an orbit reach beyond it."""


def orbits(card: Card, box: Box) -> None:
    """Draw the main icon as a sun, the next ones circling it."""
    x, y, reach = box.x, box.y, min(box.width, box.height) / 2 / OUTER
    palette = card.palette
    card.canvas.light(x, y, reach * 1.3, palette.accent, 0.2 if palette.dark else 0.16)
    turn = (card.plan.variant % 5) * 9 - 18
    line = max(1.0, card.unit * 0.22)
    for share, opacity in ((0.74, 0.9), (0.95, 0.55)):
        card.canvas.paint(shapes.ring(x, y, reach * share, line), card.line, opacity)
    for share, first, length, colour in ((0.74, 200, 74, palette.accent), (0.95, 20, 58, palette.accent2)):
        sweep = shapes.arc(x, y, reach * share, first + turn, first + length + turn)
        card.canvas.paint(shapes.stroke(sweep, card.unit * 0.62), colour, 0.95)
    main, *others = card.icons or ["star"]
    card.ball(x, y, reach * 0.5, 2.4)
    _main(card, main, x, y, reach * 0.56)
    places = ((-42, 0.95), (158, 0.74), (72, 0.95), (-118, 0.95))
    for name, (angle, share) in zip(others[:3], places, strict=False):
        at = math.radians(angle + turn)
        card.badge(name, x + math.cos(at) * reach * share, y + math.sin(at) * reach * share, reach * 0.155)
    for angle, share, size in ((8, 0.74, 1.0), (118, 0.95, 0.8), (-78, 0.74, 0.7), (205, 0.95, 1.1)):
        at = math.radians(angle + turn)
        dot = shapes.disc(x + math.cos(at) * reach * share, y + math.sin(at) * reach * share, card.unit * size * 0.85)
        card.canvas.paint(dot, palette.accent2)


def _main(card: Card, name: str, x: float, y: float, size: float) -> None:
    from vidpipe.providers.local.cards.icons import icon

    mask = icon(name, x, y, size)
    card.canvas.shadow(mask, card.unit * 0.5, card.unit * 0.8, mix(card.palette.accent, (0, 0, 0), 0.6), 0.35)
    card.canvas.paint(mask, card.palette.on_accent)


def tiles(card: Card, box: Box) -> None:
    """Draw the main icon on a large tilted tile, with others on tiles of their own behind and beside it."""
    x, y, reach = box.x, box.y, min(box.width, box.height) / 2 / 1.06
    palette = card.palette
    card.canvas.light(x, y, reach * 1.35, palette.accent, 0.2 if palette.dark else 0.15)
    main, *others = card.icons or ["star"]
    tilt = -8 if card.plan.variant % 2 else 8
    side = 1 if tilt < 0 else -1
    _tile(card, x + side * reach * 0.1, y + reach * 0.04, reach * 1.16, tilt + side * 14, None)
    _tile(card, x, y, reach * 1.12, tilt, main)
    places = ((side * 0.74, -0.6, 0.42, 10), (side * -0.8, 0.5, 0.36, -12), (side * 0.72, 0.66, 0.3, -6))
    for name, (across, down, size, turn) in zip(others, places, strict=False):
        _small_tile(card, name, x + across * reach, y + down * reach, size * reach, turn)
    for across, down, size in ((-0.82, -0.66, 1.1), (-0.95, -0.28, 0.6), (0.98, 0.12, 0.8), (-0.3, 0.92, 0.7)):
        dot = shapes.disc(x + side * across * reach, y + down * reach, card.unit * size)
        card.canvas.paint(dot, palette.accent2, 0.9)


def _square(x: float, y: float, size: float, turn: float, corner: float) -> shapes.Points:
    """Return the outline of a turned square with round corners."""
    half, radius = size / 2, size * corner
    outline = np.concatenate(
        [
            shapes.arc(sx * (half - radius), sy * (half - radius), radius, first, first + 90)
            for sx, sy, first in ((1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270))
        ]
    )
    angle = math.radians(turn)
    rotation = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return np.asarray(outline @ rotation + np.array((x, y)))


def _tile(card: Card, x: float, y: float, size: float, turn: float, name: str | None) -> None:
    palette = card.palette
    mask = shapes.polygon(_square(x, y, size, turn, 0.24))
    if name is None:
        card.raised(
            mask, Linear(mix(palette.accent2, palette.bottom, 0.25), mix(palette.accent2, palette.bottom, 0.5)), 1.6
        )
        return
    card.raised(mask, Linear(mix(palette.accent, palette.accent2, 0.5), palette.accent, 70), 2.2)
    rim = shapes.stroke(_square(x, y, size * 0.97, turn, 0.23), card.unit * 0.3, closed=True)
    fade = np.linspace(1, 0, rim.alpha.shape[0], dtype=np.float32)[:, None] ** 2
    card.canvas.paint(rim.times(fade), (1.0, 1.0, 1.0), 0.5)
    _main(card, name, x, y, size * 0.56)


def _small_tile(card: Card, name: str, x: float, y: float, size: float, turn: float) -> None:
    palette = card.palette
    mask = shapes.polygon(_square(x, y, size, turn, 0.26))
    card.raised(mask, Linear(mix(palette.surface, (1.0, 1.0, 1.0), 0.1), palette.surface), 1.2)
    rim = shapes.stroke(_square(x, y, size, turn, 0.26), max(1.0, card.unit * 0.16), closed=True)
    card.canvas.paint(rim, palette.accent, 0.45)
    card.icon(name, x, y, size * 0.52, palette.accent_ink)
