"""The ground of a card: each design's own light and ornament, quiet enough to read on."""

from __future__ import annotations

import math

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import mix
from vidpipe.providers.local.cards.shapes import Mask


def paint(card: Card, focus_x: float, focus_y: float) -> None:
    """Paint the ground of the card's design; light and ornament gather around the focus, in shares of the frame."""
    x, y = focus_x * card.frame.width, focus_y * card.frame.height
    _lights(card, x, y)
    {
        "explainer": _dots,
        "product": _arch,
        "news": _bands,
        "social": _blobs,
        "documentary": _contours,
        "quiz": _rays,
    }[card.design](card, x, y)


def _lights(card: Card, x: float, y: float) -> None:
    palette, reach = card.palette, max(card.frame.width, card.frame.height)
    strength = 0.5 if palette.dark else 0.55
    card.canvas.light(x, y, reach * 0.52, palette.tint, strength)
    card.canvas.light(card.frame.width - x, card.frame.height * 0.02, reach * 0.42, palette.tint, strength * 0.35)


def _dots(card: Card, x: float, y: float) -> None:
    """Paint a grid of dots that fades away from the focus."""
    step, radius = card.unit * 4.2, card.unit * 0.2
    lines = []
    for row in range(int(card.frame.height / step) + 1):
        for column in range(int(card.frame.width / step) + 1):
            point = ((column + 0.5) * step, (row + 0.5) * step)
            if math.hypot(point[0] - x, point[1] - y) < card.unit * 62:
                lines.append(np.array([point, point]))
    mask = card.calm(shapes.strokes(lines, radius * 2))
    card.canvas.paint(_around(mask, x, y, card.unit * 62), card.palette.ink, 0.17 if card.palette.dark else 0.14)


def _around(mask: Mask, x: float, y: float, radius: float) -> Mask:
    """Fade a mask out with the distance from a point."""
    rows, columns = mask.alpha.shape
    across = np.arange(mask.x, mask.x + columns, dtype=np.float32)[None, :] - x
    down = np.arange(mask.y, mask.y + rows, dtype=np.float32)[:, None] - y
    return mask.times(np.clip(1 - np.sqrt(across**2 + down**2) / radius, 0, 1).astype(np.float32))


def _arch(card: Card, x: float, y: float) -> None:
    """Paint a pale pool of light behind the subject, with one wide ring."""
    radius = card.unit * 50
    card.canvas.paint(card.calm(shapes.glow(x, y, radius * 1.2)), card.palette.surface, 0.75)
    for share, opacity in ((1.0, 0.16), (1.28, 0.1)):
        ring = card.calm(shapes.ring(x, y, radius * share, card.unit * 0.22))
        card.canvas.paint(ring, card.palette.accent, opacity)


def _bands(card: Card, x: float, y: float) -> None:  # noqa: ARG001
    """Paint slanting bands, as news desks have them."""
    height, lean = card.frame.height, card.frame.height * 0.42
    tone = card.palette.accent if not card.palette.dark else card.palette.tint
    for offset, width, opacity in ((-34, 16, 0.04), (-12, 9, 0.06), (4, 26, 0.04), (38, 12, 0.05)):
        left, right = x + offset * card.unit, x + (offset + width) * card.unit
        band = shapes.polygon(
            np.array(
                [(left + lean / 2, 0), (right + lean / 2, 0), (right - lean / 2, height), (left - lean / 2, height)]
            )
        )
        card.canvas.paint(card.calm(band), tone, opacity * (2.2 if card.palette.dark else 1.0))


def _blobs(card: Card, x: float, y: float) -> None:
    """Paint large round colours, and a halftone corner."""
    palette, width, height = card.palette, card.frame.width, card.frame.height
    card.canvas.paint(card.calm(shapes.disc(width - x, height * 0.02, card.unit * 34)), palette.tint, 0.16)
    card.canvas.paint(card.calm(shapes.disc(x, y, card.unit * 47)), palette.tint, 0.2)
    step = card.unit * 3.4
    for row in range(6):
        lines = [np.array([(width - (column + 1) * step, (row + 1) * step)] * 2) for column in range(9 - row)]
        card.canvas.paint(shapes.strokes(lines, card.unit * (1.3 - row * 0.18)), palette.ink, 0.1)


def _contours(card: Card, x: float, y: float) -> None:
    """Paint thin contour lines, as on a map, and darker corners."""
    turns = np.linspace(0, 2 * np.pi, 240)
    lines = []
    for index in range(11):
        radius = card.unit * (14 + 8.5 * index)
        wobble = 1 + 0.09 * np.sin(3 * turns + index * 0.35) + 0.05 * np.sin(5 * turns - index * 0.6)
        lines.append(
            np.stack([x + np.cos(turns) * radius * wobble * 1.15, y + np.sin(turns) * radius * wobble], axis=1)
        )
    mask = card.calm(shapes.strokes(lines, max(1.0, card.unit * 0.14), closed=True))
    card.canvas.paint(mask, card.palette.accent2 if card.palette.dark else card.palette.accent, 0.15)
    width, height = card.frame.width, card.frame.height
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    vignette = Mask(np.clip((across**2 + down**2 - 0.5) * 0.5, 0, 1), 0, 0)
    card.canvas.paint(vignette, card.palette.shade, 0.6 if card.palette.dark else 0.14)


def _rays(card: Card, x: float, y: float) -> None:
    """Paint sunbeams from the focus, as on a game show."""
    across = np.arange(card.frame.width, dtype=np.float32)[None, :] - x
    down = np.arange(card.frame.height, dtype=np.float32)[:, None] - y
    distance = np.sqrt(across**2 + down**2)
    # Twelve beams, their edges one pixel soft at every distance.
    beams = np.clip(np.sin(np.arctan2(down, across) * 12 + 0.6) * distance / 12 + 0.5, 0, 1)
    mask = card.calm(Mask(beams * np.clip(distance / (card.unit * 30), 0, 1), 0, 0))
    tone = mix(card.palette.tint, card.palette.accent, 0.25)
    card.canvas.paint(mask, tone, 0.13 if card.palette.dark else 0.22)
