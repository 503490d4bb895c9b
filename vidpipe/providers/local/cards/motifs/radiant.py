"""Pictures around one bright centre: field lines, networks, atoms, liquids, rays."""

from __future__ import annotations

import math

import numpy as np

from vidpipe.providers.local.cards import icons, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.shapes import Mask, Points

WHITE = (1.0, 1.0, 1.0)


def _centre(card: Card, x: float, y: float, radius: float, fallback: str) -> None:
    card.ball(x, y, radius, 2.2)
    name = (card.icons or [fallback])[0]
    mask = icons.icon(name, x, y, radius * 1.1)
    dark = mix(card.palette.accent, (0.0, 0.0, 0.0), 0.6)
    card.canvas.shadow(mask, card.unit * 0.5, card.unit * 0.8, dark, 0.35)
    card.canvas.paint(mask, card.palette.on_accent)


def _reach(box: Box) -> float:
    return min(box.width, box.height) / 2


def field(card: Card, box: Box) -> None:
    """Draw the field lines of a dipole around the main icon."""
    x, y, r = box.x, box.y, _reach(box)
    card.canvas.light(x, y, r * 1.3, card.palette.accent, 0.22)
    angles = np.linspace(0.0, np.pi, 120)
    loops, heads = [], []
    for sign in (-1, 1):
        for size in (0.52, 0.74, 0.97):
            # A dipole's field line: the distance grows with the square of the sine.
            reach = r * size * np.sin(angles) ** 2
            loop = np.stack([x + sign * reach * np.sin(angles) * 1.0, y - reach * np.cos(angles) * 1.7], axis=1)
            loops.append(loop)
            tip = x + sign * r * size
            heads.append(
                np.array([(tip - r * 0.028, y - r * 0.03), (tip, y + r * 0.02), (tip + r * 0.028, y - r * 0.03)])
            )
    mask = shapes.strokes(loops, card.unit * 0.5)
    card.canvas.paint(mask.blurred(card.unit * 1.4), card.palette.accent2, 0.4)
    card.canvas.paint(mask, Linear(card.palette.accent2, card.palette.accent), 0.95)
    card.canvas.paint(shapes.strokes(heads, card.unit * 0.7), card.palette.accent2)
    _centre(card, x, y, r * 0.34, "magnet")


def network(card: Card, box: Box) -> None:
    """Draw nodes joined by lines, the main icon in their middle."""
    x, y, r = box.x, box.y, _reach(box) / 1.09
    card.canvas.light(x, y, r * 1.3, card.palette.accent, 0.2)
    turn = card.plan.variant % 40
    outer = [_at(x, y, r * (0.92 if i % 2 else 0.74), turn + i * 45) for i in range(8)]
    centre = np.array((x, y))
    lines = [np.array([centre, node]) for node in outer]
    lines += [np.array([outer[i], outer[(i + 1) % 8]]) for i in range(8)]
    lines += [np.array([outer[i], outer[(i + 3) % 8]]) for i in (0, 3, 5)]
    card.canvas.paint(shapes.strokes(lines, max(1.2, card.unit * 0.24)), card.palette.accent2, 0.45)
    names = card.icons[1:4]
    for index, node in enumerate(outer):
        if index % 2 and index // 2 < len(names):
            card.badge(names[index // 2], node[0], node[1], r * 0.15)
        else:
            dot = shapes.disc(node[0], node[1], card.unit * (1.7 if index % 2 else 1.2))
            card.raised(dot, card.palette.accent2 if index % 4 else card.palette.accent, 0.5)
    _centre(card, x, y, r * 0.4, "circle-nodes")


def _at(x: float, y: float, radius: float, degrees: float) -> Points:
    angle = math.radians(degrees)
    return np.array((x + math.cos(angle) * radius, y + math.sin(angle) * radius))


def atom(card: Card, box: Box) -> None:
    """Draw three tilted orbits around the main icon, with something travelling on each."""
    x, y, r = box.x, box.y, _reach(box) / 1.09
    card.canvas.light(x, y, r * 1.3, card.palette.accent, 0.22)
    angles = np.linspace(0, 2 * np.pi, 200)
    for index, tilt in enumerate((-60, 0, 60)):
        turn = math.radians(tilt + 12)
        a, b = np.cos(angles) * r * 0.96, np.sin(angles) * r * 0.36
        orbit = np.stack(
            [x + a * math.cos(turn) - b * math.sin(turn), y + a * math.sin(turn) + b * math.cos(turn)], axis=1
        )
        mask = shapes.stroke(orbit, card.unit * 0.42, closed=True)
        card.canvas.paint(mask, Linear(card.palette.accent2, card.palette.accent, 40), 0.85)
        place = orbit[(28 + index * 72) % 200]
        names = card.icons[1:4]
        if index < len(names):
            card.badge(names[index], place[0], place[1], r * 0.14)
        else:
            card.raised(shapes.disc(place[0], place[1], card.unit * 2), card.palette.accent2, 0.6)
    _centre(card, x, y, r * 0.3, "atom")


def liquid(card: Card, box: Box) -> None:
    """Draw a round vessel with a liquid in it, the main icon afloat."""
    palette, x, y, r = card.palette, box.x, box.y, _reach(box)
    card.canvas.light(x, y, r * 1.3, palette.accent, 0.2)
    radius = r * 0.8
    vessel = shapes.disc(x, y, radius)
    card.raised(vessel, Linear(mix(palette.surface, WHITE, 0.06), palette.surface), 2.2)
    share = np.linspace(0, 1, 160)
    left, width = x - radius, radius * 2
    for level, phase, opacity in ((0.02, 0.6, 0.45), (0.12, 2.6, 0.7), (0.24, 4.4, 1.0)):
        top = y + radius * level + np.sin(share * 2.4 * np.pi + phase) * radius * 0.075
        outline = np.stack([left + share * width, top], axis=1)
        body = np.concatenate([outline, [(left + width, y + radius), (left, y + radius)]])
        card.canvas.paint(shapes.polygon(body).within(vessel), Linear(palette.accent2, palette.accent), opacity)
    bubbles = [shapes.disc(x + a * radius, y + d * radius, s * radius) for a, d, s in _BUBBLES]
    for bubble in bubbles:
        card.canvas.paint(bubble, WHITE, 0.35)
    card.canvas.paint(shapes.ring(x, y, radius, card.unit * 0.9), mix(palette.surface, palette.ink, 0.35), 0.8)
    sweep = shapes.arc(x, y, radius * 0.9, 200, 252)
    card.canvas.paint(shapes.stroke(sweep, card.unit * 1.0), WHITE, 0.5)
    names = card.icons or ["droplet"]
    card.icon(names[0], x, y - radius * 0.3, radius * 0.62, palette.accent_ink)
    for name, angle in zip(names[1:3], (-38, 145), strict=False):
        place = _at(x, y, r * 0.88, angle)
        card.badge(name, place[0], place[1], r * 0.16)


_BUBBLES = ((-0.3, 0.5, 0.05), (0.12, 0.66, 0.035), (0.36, 0.45, 0.06), (-0.05, 0.42, 0.028), (0.22, 0.78, 0.025))


def rays(card: Card, box: Box) -> None:
    """Draw the main icon as a source of light."""
    palette, x, y, r = card.palette, box.x, box.y, _reach(box)
    card.canvas.light(x, y, r * 1.4, palette.accent2, 0.3)
    long: list[Points] = []
    short: list[Points] = []
    # Two gaps leave room for the badges.
    for index in sorted(set(range(24)) - {9, 10, 21, 22}):
        ray = np.array([_at(x, y, r * 0.62, index * 15), _at(x, y, r * (0.92 if index % 2 else 0.76), index * 15)])
        (long if index % 2 else short).append(ray)
    for lines, width, colour in ((long, 1.0, palette.accent2), (short, 0.7, palette.accent)):
        mask = shapes.strokes(lines, card.unit * width)
        card.canvas.paint(_outwards(mask, x, y, r), colour, 0.95)
    _centre(card, x, y, r * 0.46, "lightbulb")
    for name, angle in zip(card.icons[1:3], (-37.5, 142.5), strict=False):
        place = _at(x, y, r * 0.84, angle)
        card.badge(name, place[0], place[1], r * 0.15)


def _outwards(mask: Mask, x: float, y: float, r: float) -> Mask:
    """Let a mask grow fainter outwards."""
    rows, columns = mask.alpha.shape
    across = np.arange(mask.x, mask.x + columns, dtype=np.float32)[None, :] - x
    down = np.arange(mask.y, mask.y + rows, dtype=np.float32)[:, None] - y
    distance = np.sqrt(across**2 + down**2) / r
    return mask.times(np.clip(1.7 - distance * 1.15, 0.25, 1).astype(np.float32))
