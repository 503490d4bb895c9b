"""Waves and pulses: a glowing line on a screen, or running across the whole card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.shapes import Mask, Points

WHITE = (1.0, 1.0, 1.0)
_NEAR_EDGE = 0.16


def wave(card: Card, box: Box) -> None:
    """Draw an alternating wave on a screen."""
    screen = _screen(card, box)
    inner = screen.inset(screen.width * 0.06, 0)
    _glowing(card, _sine(inner, 2.25, 0.3, 0.0), inner, card.unit * 0.95)
    if card.icons:
        _badge(card, card.icons[0], screen)


def pulse(card: Card, box: Box) -> None:
    """Draw a heartbeat on a screen."""
    screen = _screen(card, box)
    beat = [(0, 0), (0.2, 0), (0.26, -0.1), (0.32, 0), (0.38, 0.12), (0.46, -0.72), (0.55, 0.46), (0.6, 0), (0.7, 0)]
    beat += [(0.77, -0.2), (0.85, 0), (1, 0)]
    inner = screen.inset(screen.width * 0.06, 0)
    points = np.array([(inner.left + inner.width * x, inner.y + inner.height * 0.42 * y) for x, y in beat])
    _glowing(card, points, inner, card.unit * 1.0)
    name = (card.icons or ["heart-pulse"])[0]
    _badge(card, name, screen)


def _badge(card: Card, name: str, screen: Box) -> None:
    """Draw an icon over the screen's corner."""
    radius = min(card.unit * 7, screen.height * 0.2)
    card.badge(name, screen.right - radius * 0.4, screen.top + radius * 0.7, radius, strong=True)


def wave_across(card: Card, box: Box) -> None:
    """Draw a bundle of waves from side to side, fading out at both ends."""
    full = _from_edge_to_edge(card, box)
    for index, (opacity, width) in enumerate(((0.14, 0.3), (0.2, 0.34), (0.32, 0.4))):
        ghost = _sine(full, 3.6, 0.4 - 0.07 * index, 0.5 + 0.34 * (3 - index))
        mask = _faded(shapes.stroke(ghost, max(1.5, card.unit * width)), full)
        card.canvas.paint(mask, card.palette.accent2, opacity)
    axis = np.array([(full.left, full.y), (full.right, full.y)], np.float64)
    card.canvas.paint(_faded(shapes.stroke(axis, max(1.0, card.unit * 0.18)), full), card.palette.ink, 0.3)
    _glowing(card, _sine(full, 3.6, 0.44, 0.0), full, card.unit * 1.05)
    for share in (1.25 / 3.6, 2.25 / 3.6):
        x, y = full.left + full.width * share, full.y - full.height * 0.44
        card.canvas.light(x, y, card.unit * 6, card.palette.accent2, 0.5)
        card.canvas.paint(shapes.disc(x, y, card.unit * 1.5), mix(card.palette.accent2, WHITE, 0.5))


def path_across(card: Card, box: Box) -> None:
    """Draw a path from side to side with the scene's icons along it, the main one largest."""
    full = _from_edge_to_edge(card, box)
    line = _sine(full, 1.25, 0.16, 0.9)
    beside = min(card.unit * 3.2, box.height * 0.14)
    for shift, opacity in ((beside, 0.16), (-beside, 0.16)):
        ghost = line + np.array((0.0, shift))
        mask = _faded(shapes.stroke(ghost, max(1.5, card.unit * 0.3)), full)
        card.canvas.paint(mask, card.palette.accent2, opacity * 2)
    _glowing(card, line, full, card.unit * 0.9)
    names = card.icons[:4]
    shares = np.linspace(0.12, 0.86, len(names) + 1)[:-1] if len(names) > 1 else [0.5]
    for rank, (name, share) in enumerate(zip(names, shares, strict=True)):
        x, y = line[int(share * (len(line) - 1))]
        radius = card.unit * (9.5 if rank == 0 else 6.5)
        card.badge(name, float(x), float(y), min(radius, box.height * 0.32), strong=rank == 0)


def _from_edge_to_edge(card: Card, box: Box) -> Box:
    """Return a box drawn out to the card's edges, where nothing stands between them."""
    width = card.frame.width
    left = 0 if box.left < _NEAR_EDGE * width else box.left
    return Box(left, box.top, width if box.right > (1 - _NEAR_EDGE) * width else box.right, box.bottom)


def _sine(box: Box, periods: float, height: float, phase: float) -> Points:
    share = np.linspace(0, 1, 420)
    y = box.y - np.sin(share * periods * 2 * np.pi + phase) * box.height * height
    return np.stack([box.left + share * box.width, y], axis=1)


def _faded(mask: Mask, box: Box) -> Mask:
    columns = np.arange(mask.x, mask.x + mask.alpha.shape[1], dtype=np.float32)
    share = (columns - box.left) / box.width
    ramp: NDArray[np.float32] = np.clip(np.minimum(share, 1 - share) / 0.16, 0, 1).astype(np.float32)
    return mask.times(ramp[None, :])


def _glowing(card: Card, points: Points, box: Box, width: float) -> None:
    palette = card.palette
    mask = _faded(shapes.stroke(points, width), box)
    card.canvas.paint(mask.blurred(card.unit * 2.2), palette.accent, 0.75 if palette.dark else 0.45)
    card.canvas.paint(mask, Linear(palette.accent, palette.accent2, 0))
    if palette.dark:
        core = _faded(shapes.stroke(points, width * 0.3), box)
        card.canvas.paint(core, mix(palette.accent2, WHITE, 0.7), 0.9)


def _screen(card: Card, box: Box) -> Box:
    """Draw a screen with its grid; return it."""
    palette, unit = card.palette, card.unit
    # The corner's icon stands out above and beside.
    out = min(unit * 5, box.height * 0.06)
    height = min(box.height - 2 * out, box.width * 0.74)
    screen = Box(box.left + unit, box.y - height / 2, box.right - out, box.y + height / 2)
    card.tile(screen, unit * 4, 2.0)
    step = screen.width / 10
    lines = [
        np.array([(screen.left + step * i, screen.top), (screen.left + step * i, screen.bottom)]) for i in range(1, 10)
    ]
    rows = int(screen.height / step / 2)
    for index in range(-rows, rows + 1):
        y = screen.y + step * index
        lines.append(np.array([(screen.left, y), (screen.right, y)]))
    face = shapes.rounded(screen.left, screen.top, screen.width, screen.height, unit * 4)
    grid = shapes.strokes(lines, max(1.0, unit * 0.14)).within(face)
    card.canvas.paint(grid, palette.ink, 0.1)
    axis = np.array([(screen.left, screen.y), (screen.right, screen.y)], np.float64)
    card.canvas.paint(shapes.stroke(axis, max(1.0, unit * 0.22)).within(face), palette.ink, 0.28)
    return screen
