"""The eyes and brows, for any lid, glance and lift of the brow."""

from __future__ import annotations

import numpy as np

from vidpipe.providers.local.presenter.canvas import Canvas, Outline, ellipse, flipped, mix, ribbon, shifted, spline
from vidpipe.providers.local.presenter.character import Character
from vidpipe.providers.local.presenter.face import EYE_X, EYE_Y

_HALF = 42.0


def draw_eyes(canvas: Canvas, who: Character, lid: float, gaze: tuple[float, float]) -> None:
    """Paint both eyes; ``lid`` 0 open to 1 shut, ``gaze`` right and down from -1 to 1."""
    for left in (False, True):
        _eye(canvas, who, lid, gaze, left=left)


def _eye(canvas: Canvas, who: Character, lid: float, gaze: tuple[float, float], *, left: bool) -> None:
    x, y = 500 + EYE_X, EYE_Y

    def side(outline: Outline) -> Outline:  # the drawing is of the eye on the right
        return flipped(outline) if left else outline

    inner, outer = (x - _HALF, y + 7), (x + _HALF, y + 1)
    top, bottom = -33.0, 25.0
    # The upper lid falls along the ball onto the lower lid, which comes up a little to meet it.
    meet = 15.0
    upper = top + (meet - top) * lid
    lower = bottom + (meet - bottom) * lid
    upper_line = spline(
        inner, (x - 22, y + upper * 0.78 + 2), (x + 2, y + upper), (x + 26, y + upper * 0.72), outer, closed=False
    )
    lower_line = spline(
        outer, (x + 24, y + lower * 0.80), (x, y + lower), (x - 24, y + lower * 0.84 + 1), inner, closed=False
    )
    opening = side(np.vstack([upper_line, lower_line]))
    if lid < 0.97:
        clip = canvas.mask(opening)
        canvas.fill(opening, paint="#fffdfa")
        cx, cy = 500 + (-EYE_X if left else EYE_X) + gaze[0] * 9, y - 3 + gaze[1] * 7
        canvas.fill(ellipse(cx, cy, 25.5, 26.5), paint=mix(who.iris, "#000000", 0.45), clip=clip)
        canvas.fill(
            ellipse(cx, cy, 22.5, 23.5),
            paint=(mix(who.iris, "#000000", 0.3), mix(who.iris, "#ffffff", 0.22)),
            clip=clip,
        )
        canvas.fill(ellipse(cx, cy, 12.5, 13), paint="#16110f", clip=clip)
        canvas.fill(ellipse(cx - 8, cy - 10, 7, 7.5), paint="#ffffff", clip=clip)
        canvas.fill(ellipse(cx + 9, cy + 10, 3.6, 3.6), paint="#ffffff", clip=clip, opacity=0.75)
        shadow = shifted(upper_line, 0, -14)
        canvas.fill(side(ribbon(shadow, 26, 36, 36, 26)), paint="#3a2a33", clip=clip, blur=4, opacity=0.3)
    crease = spline((x - 34, y - 26), (x - 8, y - 45), (x + 22, y - 42), (x + 43, y - 20), closed=False)
    canvas.fill(side(ribbon(crease, 2, 5, 5, 2)), paint=who.skin.shade, opacity=0.75 * (1 - 0.6 * lid))
    dark = mix(mix(who.hair_colour, "#1a1210", 0.75), who.skin.shade, 0.05)
    lash = ribbon(upper_line, 4, 9, 10.5, 9.5, 6) if who.lashes else ribbon(upper_line, 3, 6, 7.5, 7, 4)
    canvas.fill(side(lash), paint=dark)
    if who.lashes:
        flick = y + 1 + 3 * lid
        wing = spline((x + 30, y + upper * 0.62), (x + 42, flick - 3), (x + 51, flick - 10 + 15 * lid), closed=False)
        canvas.fill(side(ribbon(wing, 8, 7, 1)), paint=dark)
    canvas.fill(side(ribbon(lower_line, 1.5, 3, 3, 1.5)), paint=mix(who.skin.shade, "#5a2a20", 0.35), opacity=0.55)


def draw_brows(canvas: Canvas, who: Character, lift: float) -> None:
    """Paint the brows; ``lift`` 0 to 1 raises them, the middle a little more than the ends."""
    up = 17 * lift
    paint = mix(who.hair_colour, "#1a1210", 0.25)
    thick = who.brow
    line = spline((541, 368 - up * 0.9), (572, 358 - up), (606, 361 - up), (641, 382 - up * 0.75), closed=False)
    for side in (lambda o: o, flipped):
        canvas.fill(side(ribbon(line, thick * 0.85, thick * 1.1, thick * 0.9, 2)), paint=paint, opacity=0.95)
