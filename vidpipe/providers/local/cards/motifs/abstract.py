"""Pictures that need no words: for scenes whose text names nothing we can draw."""

from __future__ import annotations

import math

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear, Radial, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.iso import Plane

WHITE = (1.0, 1.0, 1.0)
OUTER = 1.12
"""How far the small things around a middle reach beyond its circle."""


def spheres(card: Card, box: Box) -> None:
    """Draw lit spheres on orbits."""
    palette, x, y, r = card.palette, box.x, box.y, min(box.width, box.height) / 2 / OUTER
    card.canvas.light(x, y, r * 1.35, palette.accent, 0.22)
    turn = card.plan.variant % 360
    for share in (0.62, 0.93):
        card.canvas.paint(shapes.ring(x, y, r * share, max(1.0, card.unit * 0.22)), card.line, 0.8)
    sweep = shapes.arc(x, y, r * 0.93, turn, turn + 95)
    card.canvas.paint(shapes.stroke(sweep, card.unit * 0.6), palette.accent2)
    _sphere(card, x, y, r * 0.42, strong=True)
    for angle, share, size in (
        (turn, 0.93, 0.13),
        (turn + 130, 0.62, 0.1),
        (turn + 205, 0.93, 0.18),
        (turn + 290, 0.62, 0.06),
    ):
        at = math.radians(angle)
        _sphere(card, x + math.cos(at) * r * share, y + math.sin(at) * r * share, r * size, strong=size < 0.12)


def _sphere(card: Card, x: float, y: float, radius: float, *, strong: bool) -> None:
    palette = card.palette
    light, dark = (palette.accent2, palette.accent) if strong else (mix(palette.surface, WHITE, 0.3), palette.surface)
    fill = Radial(mix(light, WHITE, 0.25), mix(dark, palette.shade, 0.12), (0.34, 0.28), 0.8)
    card.raised(shapes.disc(x, y, radius), fill, 2.0 * radius / (card.unit * 14) + 0.4)


def ribbons(card: Card, box: Box) -> None:
    """Draw bands of colour that flow through a round window."""
    palette, x, y, r = card.palette, box.x, box.y, min(box.width, box.height) / 2 / OUTER
    card.canvas.light(x, y, r * 1.35, palette.accent, 0.22)
    radius = r * 0.88
    window = shapes.disc(x, y, radius)
    card.raised(window, Linear(mix(palette.surface, palette.tint, 0.3), palette.surface, 60), 2.2)
    sun = shapes.disc(x + radius * 0.34, y - radius * 0.36, radius * 0.24)
    card.canvas.paint(sun.within(window), Linear(mix(palette.accent2, WHITE, 0.3), palette.accent2))
    share = np.linspace(0, 1, 160)
    phase = card.plan.variant / 10_000 * 6
    for index in range(5):
        level = -0.12 + index * 0.22
        top = y + radius * level + np.sin(share * (2.2 + 0.25 * index) * np.pi + phase + index * 1.1) * radius * 0.11
        line = np.stack([x - radius + share * radius * 2, top], axis=1)
        body = np.concatenate([line, [(x + radius, y + radius), (x - radius, y + radius)]])
        tone = mix(mix(palette.accent2, WHITE, 0.45 - 0.1 * index), palette.accent, index / 4)
        card.canvas.paint(shapes.polygon(body).within(window), Linear(mix(tone, WHITE, 0.12), tone, 30))
    card.canvas.paint(shapes.ring(x, y, radius + card.unit * 1.6, max(1.0, card.unit * 0.3)), card.line, 0.9)
    for angle, size in ((200, 1.2), (318, 0.8), (64, 1.0)):
        at = math.radians(angle + card.plan.variant % 40)
        reach = radius + card.unit * 1.6
        card.canvas.paint(
            shapes.disc(x + math.cos(at) * reach, y + math.sin(at) * reach, card.unit * size), palette.accent2
        )


def blocks(card: Card, box: Box) -> None:
    """Draw blocks of different heights, as on a table, seen at a slant."""
    palette, r = card.palette, min(box.width / 2, box.height / 1.9)
    card.canvas.light(box.x, box.y, r * 1.35, palette.accent, 0.22)
    ground = Plane(box.x, box.y + r * 0.3, r)
    hull, face = ground.slab(card.unit * 1.6)
    card.raised(hull, mix(palette.surface, palette.shade, 0.4), 2.0)
    card.canvas.paint(face, Linear(mix(palette.surface, WHITE, 0.1), palette.surface, 50))
    draws = np.random.default_rng(card.plan.variant).permutation([0.9, 0.25, 0.55, 0.4, 0.7, 0.18, 0.5, 0.3, 0.12])
    cells = sorted(((u, v) for u in (-1, 0, 1) for v in (-1, 0, 1)), key=sum)
    for (u, v), height in zip(cells, draws, strict=True):
        at = ground.place(np.array([(u * 0.6, v * 0.6)], np.float64))[0]
        tall = float(height) * r * 0.85
        top = Plane(float(at[0]), float(at[1]) - tall, r * 0.26)
        body, cap = top.slab(tall)
        tone = mix(palette.accent2, palette.accent, float(height))
        card.canvas.paint(body, Linear(mix(tone, (0, 0, 0), 0.12), mix(tone, (0, 0, 0), 0.5), 0))
        card.canvas.paint(cap, Linear(mix(tone, WHITE, 0.45), mix(tone, WHITE, 0.12), 40))
