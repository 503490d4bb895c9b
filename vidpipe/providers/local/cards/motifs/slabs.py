"""Plates seen at a slant, each with what it is made of drawn on it."""

from __future__ import annotations

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Colour, Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.iso import Plane
from vidpipe.providers.local.cards.words import mentions, stems

WHITE = (1.0, 1.0, 1.0)


def coil(card: Card, box: Box) -> None:
    """Draw a coil of wire floating between a sheet of glass and its base."""
    half = min(box.width / 2, box.height / 2.16)
    middle = box.y
    card.canvas.light(box.x, middle, half * 1.2, card.palette.accent, 0.22)
    base = Plane(box.x, middle + half * 0.42, half)
    _board(card, base)
    _coil(card, Plane(box.x, middle, half * 0.98))
    _glass(card, Plane(box.x, middle - half * 0.42, half))


def plate(card: Card, plane: Plane, words: str, name: str) -> None:
    """Draw one plate: glass, coil or circuit board by its words, else a plate with an icon or a pattern."""
    about = stems(words, card.request.language)
    if mentions(about, "glass", "ceramic", "windowpane", "lens", "transparent"):
        _glass(card, plane)
    elif mentions(about, "coil", "solenoid"):
        _coil(card, plane)
    elif mentions(about, "electronics", "circuit", "microchip", "processor"):
        _board(card, plane)
    else:
        _carrier(card, plane, name)


def _body(card: Card, plane: Plane, top: Colour, side: Colour, thickness: float) -> shapes.Mask:
    hull, face = plane.slab(thickness)
    card.raised(hull, Linear(side, mix(side, (0.0, 0.0, 0.0), 0.35), 20), 2.0)
    card.canvas.paint(face, Linear(mix(top, WHITE, 0.16), top, 55))
    rim = shapes.stroke(plane.outline(0.985), max(1.0, card.unit * 0.2), closed=True)
    card.canvas.paint(rim, mix(top, WHITE, 0.55), 0.6)
    return face


def _glass(card: Card, plane: Plane) -> None:
    """Draw a clear plate: what lies below shines through, with a sheen across."""
    palette, thickness = card.palette, card.unit * 1.2
    hull, face = plane.slab(thickness)
    tone = mix(palette.tint, WHITE, 0.72 if palette.dark else 0.35)
    depth = card.unit * 2
    card.canvas.shadow(hull, depth, depth * 1.6, palette.shade, 0.28)
    card.canvas.paint(hull, tone, 0.26 if palette.dark else 0.42)
    card.canvas.paint(face, Linear(mix(tone, WHITE, 0.5), tone, 30), 0.24 if palette.dark else 0.4)
    for offset, width in ((-0.42, 0.26), (-0.02, 0.1)):
        sheen = plane.place(
            np.array([(offset, -1), (offset + width, -1), (offset + width, 1), (offset, 1)], np.float64)
        )
        card.canvas.paint(shapes.polygon(sheen).within(face), WHITE, 0.2 if palette.dark else 0.55)
    rim = shapes.stroke(plane.outline(0.985), max(1.0, card.unit * 0.26), closed=True)
    card.canvas.paint(rim, mix(tone, WHITE, 0.6) if palette.dark else mix(palette.accent, tone, 0.5), 0.85)


def _coil(card: Card, plane: Plane) -> None:
    palette = card.palette
    copper, bright = palette.warm
    ground = mix(palette.surface, palette.ink, 0.06 if palette.dark else 0.04)
    _body(card, plane, ground, mix(ground, palette.shade, 0.45), card.unit * 1.6)
    wire = max(2.0, plane.half * 0.052)
    path = plane.spiral(6.0, 0.16, 0.84)
    card.canvas.light(plane.x, plane.y, plane.half * 0.8, copper, 0.35)
    winding = shapes.stroke(path, wire)
    card.canvas.shadow(winding, wire * 0.5, wire * 0.5, palette.shade, 0.5)
    card.canvas.paint(winding, Linear(bright, copper, 35))
    card.canvas.paint(shapes.stroke(path - (0, wire * 0.24), wire * 0.26), mix(bright, WHITE, 0.55), 0.75)


def _board(card: Card, plane: Plane) -> None:
    palette = card.palette
    ground = mix(palette.tint, palette.bottom, 0.45) if palette.dark else mix(palette.accent_ink, palette.ink, 0.35)
    _body(card, plane, ground, mix(ground, (0.0, 0.0, 0.0), 0.4), card.unit * 1.6)
    traces, pads = [], []
    for sign in (-1, 1):
        for lane in (-0.24, -0.08, 0.08, 0.24):
            bend = lane * 2.4
            for path in (
                [(0.3 * sign, lane), (0.52 * sign, lane), (0.62 * sign, bend), (0.82 * sign, bend)],
                [(lane, 0.3 * sign), (lane, 0.52 * sign), (bend, 0.62 * sign), (bend, 0.82 * sign)],
            ):
                points = plane.place(np.array(path, np.float64))
                traces.append(points)
                pads.append(np.array([points[-1]] * 2))
    bright = mix(palette.accent2, WHITE, 0.1)
    card.canvas.paint(shapes.strokes(traces, card.unit * 0.34), bright, 0.7)
    card.canvas.paint(shapes.strokes(pads, card.unit * 1.0), bright)
    chip = Plane(plane.x, plane.y - card.unit * 0.9, plane.half * 0.36)
    hull, face = chip.slab(card.unit * 1.2)
    card.canvas.paint(hull, mix(palette.shade, palette.ink, 0.1))
    card.canvas.paint(face, mix(palette.shade, palette.ink, 0.26 if palette.dark else 0.12))


def _carrier(card: Card, plane: Plane, name: str) -> None:
    palette = card.palette
    tone = mix(palette.accent, palette.surface, 0.18)
    _body(card, plane, tone, mix(tone, (0.0, 0.0, 0.0), 0.45), card.unit * 1.8)
    if not name.isdigit():
        card.canvas.paint(plane.icon(name, 0.58), palette.on_accent, 0.95)
        return
    for size in (0.66, 0.4):
        line = shapes.stroke(plane.outline(size), card.unit * 0.4, closed=True)
        card.canvas.paint(line, palette.on_accent, 0.5)
