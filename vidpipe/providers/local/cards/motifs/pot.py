"""A pot on a cooktop, with what the scene says about it: steam, field lines, eddy currents, heat, lifting."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vidpipe.providers.local.cards import shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Colour, Linear, mix
from vidpipe.providers.local.cards.frame import Box
from vidpipe.providers.local.cards.shapes import Mask, Points
from vidpipe.providers.local.cards.words import mentions

WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
_TILT = 0.17
"""Height of a circle seen at this slant, as a share of its width."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """Sizes and heights of the parts, in pixels; ``r`` is half the picture's side."""

    x: float
    y: float
    r: float
    lifted: bool
    field: bool

    @property
    def floor(self) -> float:
        """The middle of the glass."""
        return self.y + self.r * (0.23 if self.field else 0.52)

    @property
    def bottom(self) -> float:
        """The middle of the pot's bottom."""
        return self.floor - self.r * (0.34 if self.lifted else 0.02)

    @property
    def half(self) -> float:
        """Half the pot's width."""
        return self.r * 0.6

    @property
    def rim(self) -> float:
        """The middle of the pot's opening."""
        return self.bottom - self.r * 0.66


def pot(card: Card, box: Box) -> None:
    """Draw the pot; the scene's words decide what happens to it."""
    subject = card.plan.subject
    field = mentions(subject, "field", "transformer", "coil")
    lifted = mentions(subject, "lift", "raise", "remove")
    r = min(box.width / (2.8 if field else 2.3), box.height / 2.06)
    scene = _Scene(box.x, box.y, r, lifted, field)
    card.canvas.light(scene.x, scene.y, r * 1.35, card.palette.accent, 0.2)
    _glass(card, scene, hot=not lifted)
    lines = _field_lines(card, scene) if field else None
    if field:
        _coil_below(card, scene)
    body = _body(card, scene)
    if lines is not None:
        # The field goes into the pot, so it shines through its side.
        card.canvas.paint(lines.within(body), card.palette.accent, 0.4)
    if mentions(subject, "magnet") and not field:
        # Whirls to its left and right would make a face of it.
        _magnet(card, scene)
    elif mentions(subject, "swirl", "eddy", "whirl", "current", "heat", "fire", "hot"):
        _heat(card, scene)
    if lifted:
        _lift_marks(card, scene)
    else:
        _steam(card, scene)


def _ellipse(x: float, y: float, half: float, tilt: float = _TILT, start: float = 0, end: float = 360) -> Points:
    angles = np.radians(np.linspace(start, end, 160))
    return np.stack([x + np.cos(angles) * half, y + np.sin(angles) * half * tilt], axis=1)


def _metal(card: Card) -> Colour:
    palette = card.palette
    return mix(palette.ink, palette.tint, 0.22) if palette.dark else mix(palette.ink, palette.accent, 0.16)


def _body(card: Card, scene: _Scene) -> Mask:
    palette, metal = card.palette, _metal(card)
    _handles(card, scene, metal)
    mask = shapes.polygon(np.concatenate([_ellipse(scene.x, scene.rim, scene.half, _TILT, 180, 360), _base(scene)]))
    card.raised(mask, Linear(mix(metal, WHITE, 0.12), mix(metal, BLACK, 0.42), 0), 1.6)
    _shine(card, scene, mask)
    card.canvas.paint(shapes.polygon(_ellipse(scene.x, scene.rim, scene.half)), mix(metal, WHITE, 0.4))
    inner = _ellipse(scene.x, scene.rim + scene.r * 0.006, scene.half * 0.94)
    card.canvas.paint(shapes.polygon(inner), mix(palette.shade, metal, 0.2))
    water = _ellipse(scene.x, scene.rim + scene.r * 0.03, scene.half * 0.9, _TILT * 0.82)
    blue = mix(palette.tint, (0.45, 0.8, 1.0), 0.6)
    card.canvas.paint(shapes.polygon(water), Linear(mix(blue, BLACK, 0.15), mix(blue, WHITE, 0.35), 20))
    for across, down, size in ((-0.5, 0.0, 0.05), (-0.12, 0.35, 0.07), (0.22, -0.2, 0.045), (0.55, 0.2, 0.06)):
        x, y = scene.x + across * scene.half, scene.rim + scene.r * 0.03 + down * scene.half * _TILT
        bubble = _ellipse(x, y, scene.half * size, 0.6)
        card.canvas.paint(shapes.stroke(bubble, max(1.0, card.unit * 0.24), closed=True), WHITE, 0.85)
    return mask


def _base(scene: _Scene, above: float = 0.0) -> Points:
    """Return the pot's lower edge from right to left: straight down, round the corner, along the bottom."""
    angles = np.radians(np.linspace(0, 180, 160))
    # A superellipse: flatter than a circle in the middle, tight at the corners.
    across = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** 0.62
    drop = np.abs(np.sin(angles)) ** 0.62
    y = scene.bottom - scene.r * (0.09 + above) + drop * scene.r * 0.19
    return np.stack([scene.x + across * scene.half, y], axis=1)


def _magnet(card: Card, scene: _Scene) -> None:
    """Draw a magnet that holds fast to the side of the pot."""
    x, y = scene.x + scene.half * 0.02, (scene.rim + scene.bottom) / 2 + scene.r * 0.1
    card.ball(x, y, scene.r * 0.25, 1.4)
    card.icon("magnet", x, y, scene.r * 0.29, card.palette.on_accent)
    for sign in (-1, 1):
        for reach in (0.34, 0.42):
            middle = 0 if sign > 0 else 180
            mark = shapes.arc(x, y, scene.r * reach, middle - 32, middle + 32)
            card.canvas.paint(shapes.stroke(mark, card.unit * 0.6), card.palette.accent2, 1.3 - reach * 1.6)


def _shine(card: Card, scene: _Scene, body: Mask) -> None:
    for across, width, opacity in ((-0.72, 0.16, 0.34), (-0.46, 0.05, 0.22), (0.62, 0.1, 0.1)):
        left = scene.x + across * scene.half
        band = shapes.rounded(left, scene.rim - scene.r * 0.1, width * scene.half, scene.r * 0.9, card.unit)
        card.canvas.paint(band.blurred(card.unit * 0.6).within(body), WHITE, opacity)


def _handles(card: Card, scene: _Scene, metal: Colour) -> None:
    y = scene.rim + scene.r * 0.2
    for sign in (-1, 1):
        turn = shapes.arc(0, 0, scene.r * 0.075, -90, 90) * (sign, 1)
        out = scene.x + sign * (scene.half + scene.r * 0.07)
        inside = scene.x + sign * scene.half * 0.9
        ends = np.array([(inside, y - scene.r * 0.075)]), np.array([(inside, y + scene.r * 0.075)])
        mask = shapes.stroke(np.concatenate([ends[0], turn + np.array((out, y)), ends[1]]), scene.r * 0.06)
        tone = mix(metal, BLACK, 0.3 if card.palette.dark else 0.1)
        card.raised(mask, Linear(mix(tone, WHITE, 0.25), tone), 0.6)


def _glass(card: Card, scene: _Scene, *, hot: bool) -> None:
    palette, r = card.palette, scene.r
    y, back, front, depth = scene.floor, r * 0.86, r * 1.1, r * 0.23
    top = np.array(
        [
            (scene.x - back, y - depth),
            (scene.x + back, y - depth),
            (scene.x + front, y + depth),
            (scene.x - front, y + depth),
        ]
    )
    edge = r * 0.06
    body = shapes.polygon(np.array([*top[:2], top[2], top[2] + (0, edge), top[3] + (0, edge), top[3]]))
    face = shapes.polygon(top)
    tone = mix(palette.surface, palette.tint, 0.3) if palette.dark else mix(palette.ink, palette.tint, 0.2)
    see_through = 0.82 if scene.field else 1.0
    card.canvas.shadow(body, r * 0.06, r * 0.07, palette.shade, 0.45)
    card.canvas.paint(body, mix(tone, WHITE, 0.38), see_through)
    card.canvas.paint(face, Linear(mix(tone, WHITE, 0.2), tone, 90), see_through)
    sheen = np.array(
        [(scene.x - back * 0.9, y - depth), (scene.x - back * 0.55, y - depth), (scene.x - front * 0.75, y + depth),
         (scene.x - front * 1.1, y + depth)]
    )  # fmt: skip
    card.canvas.paint(shapes.polygon(sheen).within(face), WHITE, 0.12)
    for share, opacity in ((1.22, 0.35), (1.06, 0.9)):
        ring = shapes.stroke(_ellipse(scene.x, y, scene.half * share, 0.2), max(1.5, card.unit * 0.4), closed=True)
        card.canvas.paint(ring, palette.accent2 if hot else mix(palette.accent2, tone, 0.5), opacity)


def _coil_below(card: Card, scene: _Scene) -> None:
    (copper, bright), r = card.palette.warm, scene.r
    share = np.linspace(0, 1, 420)
    radius, angle = r * (0.1 + 0.56 * share), share * 5.5 * 2 * np.pi
    y = scene.floor + r * 0.47
    path = np.stack([scene.x + np.cos(angle) * radius, y + np.sin(angle) * radius * 0.22], axis=1)
    mask = shapes.stroke(path, r * 0.034)
    card.canvas.light(scene.x, y, r * 0.75, copper, 0.35)
    card.canvas.paint(mask, Linear(bright, copper, 30))
    card.canvas.paint(shapes.stroke(path - (0, r * 0.008), r * 0.009), mix(bright, WHITE, 0.6), 0.8)


def _field_lines(card: Card, scene: _Scene) -> Mask:
    """Draw loops that rise from the coil through the glass into the pot and come back outside."""
    palette, r = card.palette, scene.r
    lines, tips = [], []
    y = scene.floor + r * 0.2
    angles = np.radians(np.linspace(-180, 180, 160))
    for sign in (-1, 1):
        for reach, rise in ((0.28, 0.34), (0.43, 0.45), (0.58, 0.56)):
            x = scene.x + sign * r * (reach + 0.1)
            lines.append(np.stack([x + sign * np.cos(angles) * r * reach, y - np.sin(angles) * r * rise], axis=1))
            tips.append(_head(x + sign * r * reach, y + card.unit * 0.7, card.unit * 1.3, 90))
    mask = shapes.strokes(lines, card.unit * 0.42)
    card.canvas.paint(mask.blurred(card.unit * 1.2), palette.accent2, 0.4)
    card.canvas.paint(mask, Linear(palette.accent2, palette.accent), 0.9)
    card.canvas.paint(shapes.strokes(tips, card.unit * 0.55), palette.accent2)
    return mask


def _head(x: float, y: float, size: float, angle: float) -> Points:
    """Return an arrowhead at a point, pointing along an angle in degrees (90 is down)."""
    back = [math.radians(angle + 180 + turn) for turn in (-38, 38)]
    (ax, ay), (bx, by) = ((x + math.cos(a) * size, y + math.sin(a) * size) for a in back)
    return np.array([(ax, ay), (x, y), (bx, by)])


def _heat(card: Card, scene: _Scene) -> None:
    """Let the bottom of the pot glow, with currents whirling in it."""
    (warm, bright), r = card.palette.warm, scene.r
    top = scene.bottom - r * 0.5
    upper = np.array([(scene.x - scene.half, top), (scene.x + scene.half, top)])
    low = shapes.polygon(np.concatenate([upper, _base(scene)]))
    ramp = np.linspace(0, 1, low.alpha.shape[0], dtype=np.float32)[:, None] ** 1.6
    card.canvas.paint(low.times(ramp), warm, 0.95)
    card.canvas.light(scene.x, scene.bottom, r * 0.62, warm, 0.22)
    hot = mix(bright, WHITE, 0.45)
    for across, half in ((-0.56, 0.23), (0.0, 0.29), (0.56, 0.23)):
        x, y = scene.x + across * scene.half, scene.bottom - r * (0.1 - 0.06 * (1 - abs(across)))
        for share in (1.0, 0.62, 0.26):
            turn = _ellipse(x, y, scene.half * half * share, 0.42, -60, 230)
            card.canvas.paint(shapes.stroke(turn, max(1.5, card.unit * 0.42)), hot)
        tip = _ellipse(x, y, scene.half * half, 0.42, 230, 231)[0]
        arrow = _head(float(tip[0]), float(tip[1]), card.unit * 1.2, -35)
        card.canvas.paint(shapes.stroke(arrow, card.unit * 0.42), hot)


def _steam(card: Card, scene: _Scene) -> None:
    share = np.linspace(0, 1, 80)
    room = scene.rim - (scene.y - scene.r) - scene.r * 0.1
    for across, height, phase in ((-0.42, 0.74, 0.4), (0.0, 1.0, 2.2), (0.4, 0.82, 4.0)):
        x = scene.x + across * scene.half + np.sin(share * 2.2 * np.pi + phase) * scene.r * 0.055
        y = scene.rim - scene.r * 0.08 - share * room * height
        mask = shapes.stroke(np.stack([x, y], axis=1), scene.r * 0.05)
        rows = np.linspace(0, 1, mask.alpha.shape[0], dtype=np.float32)[:, None]
        fade = np.clip(np.minimum(rows * 1.6, (1 - rows) * 5), 0, 1)
        tone = WHITE if card.palette.dark else mix(card.palette.muted, card.palette.top, 0.45)
        card.canvas.paint(mask.times(fade.astype(np.float32)), tone, 0.75)


def _lift_marks(card: Card, scene: _Scene) -> None:
    palette, r = card.palette, scene.r
    for sign in (-1, 1):
        x = scene.x + sign * scene.half * 1.34
        shaft = np.array([(x, scene.bottom + r * 0.02), (x, scene.rim + r * 0.32)])
        mask = shapes.strokes([shaft, _head(shaft[1][0], shaft[1][1], r * 0.1, -90)], r * 0.042)
        card.canvas.paint(mask, Linear(palette.accent2, palette.accent))
