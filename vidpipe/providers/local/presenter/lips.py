"""The mouth, for any openness, width and show of teeth."""

from __future__ import annotations

import numpy as np

from vidpipe.providers.local.presenter.canvas import Canvas, Outline, ellipse, mix, ribbon, shifted, spline
from vidpipe.providers.local.presenter.character import Character
from vidpipe.providers.local.presenter.face import MOUTH_Y


def draw_mouth(canvas: Canvas, who: Character, openness: float, width: float, teeth: float) -> None:
    """Paint the mouth: ``openness`` 0 to 1, ``width`` -1 rounded to 1 spread, ``teeth`` 0 hidden to 1 met."""
    gap = max(openness, 0.2 * teeth)
    spread, round_ = max(0.0, width), max(0.0, -width)
    half = 65 + 10 * spread - 20 * round_ - 9 * gap + 5 * teeth
    up, down = 10 * gap + 1.5, 57 * gap**0.9 - 1.5
    y = MOUTH_Y
    # Smiling corners sit high; pursed lips pull them to the middle of the opening.
    corner = y - 7 * (1 - 0.5 * gap) - 2 * spread + 0.5 * round_ * down
    left, right = (500 - half, corner), (500 + half, corner)
    fat = 1 + 0.2 * round_

    def across(*shares: tuple[float, float]) -> list[tuple[float, float]]:
        """Give points from right to left at shares of the half width."""
        return [(500 + share * half, height) for share, height in shares]

    top, low = y - up, y + down
    upper_in = spline(left, *across((-0.5, top + 4), (0, top + 5.5 - 2 * gap), (0.5, top + 4)), right, closed=False)
    side, hip = corner + (low + 6 - corner) * 0.55, corner + (low + 6 - corner) * 0.93
    lower_in = spline(
        right, *across((0.84, side), (0.45, hip), (0, low + 6.5), (-0.45, hip), (-0.84, side)), left, closed=False
    )
    bow, dip = top - 12.5 * fat, top - 8.5 * fat
    upper_out = spline(
        left,
        *across((-0.52, top - 7 * fat), (-0.2, bow), (0, dip), (0.2, bow), (0.52, top - 7 * fat)),
        right,
        closed=False,
    )
    brim = 15 * fat
    lower_out = spline(
        right,
        *across(
            (0.88, side + 0.55 * brim),
            (0.5, hip + brim),
            (0, low + 6 + 1.1 * brim),
            (-0.5, hip + brim),
            (-0.88, side + 0.55 * brim),
        ),
        left,
        closed=False,
    )
    _lips(canvas, who, upper_out, lower_out, half, low)
    inside = np.vstack([upper_in, lower_in])
    if gap > 0.04:
        _inside(canvas, inside, half, top, low, gap, teeth - 0.7 * round_)
    line = spline(left, (500 - half * 0.5, y + 4), (500, y + 6.5), (500 + half * 0.5, y + 4), right, closed=False)
    fade = max(0.0, 1 - gap / 0.12)
    dark = mix(who.skin.lip, "#3d1018", 0.62)
    canvas.fill(ribbon(line, 4, 4.5, 5, 4.5, 4), paint=dark, opacity=fade)
    for corner, lean in ((left, -1), (right, 1)):
        tick = spline(
            (corner[0] - lean * 5, corner[1] + 2.5), corner, (corner[0] + lean * 6, corner[1] - 5), closed=False
        )
        canvas.fill(ribbon(tick, 4, 5, 1.5), paint=mix(who.skin.shade, dark, 0.6), opacity=0.85)


def _lips(canvas: Canvas, who: Character, upper_out: Outline, lower_out: Outline, half: float, low: float) -> None:
    skin = who.skin
    tint = mix(skin.base, skin.lip, 0.35 + 0.65 * who.lip_colour)
    canvas.fill(ellipse(500, low + 31, half * 0.55, 7), paint=skin.shade, blur=5, opacity=0.0 if who.beard else 0.6)
    canvas.fill(np.vstack([upper_out, lower_out]), paint=(mix(tint, skin.lip, 0.4), tint))
    canvas.fill(
        ellipse(492, low + 13, half * 0.3, 3.6), paint="#ffffff", blur=2.5, opacity=0.28 * who.lip_colour + 0.06
    )


def _inside(canvas: Canvas, inside: Outline, half: float, top: float, bottom: float, gap: float, teeth: float) -> None:
    clip = canvas.mask(inside)
    canvas.fill(inside, paint=("#4a1420", "#7a2430"))
    if gap > 0.3:
        lift = 1 - gap
        canvas.fill(ellipse(500, bottom + 14 + 10 * lift, half * 0.62, 24), paint=("#e58686", "#c95f66"), clip=clip)
    # The upper teeth hang from the skull: they stay while the jaw goes down.
    upper = MOUTH_Y + 8 + 5 * min(1.0, gap / 0.3) + 9 * min(0.0, teeth)
    band = spline(
        (500 - half, top - 30),
        (500 + half, top - 30),
        (500 + half * 0.86, upper - 3),
        (500 + half * 0.4, upper + 1.5),
        (500, upper + 2.5),
        (500 - half * 0.4, upper + 1.5),
        (500 - half * 0.86, upper - 3),
    )
    canvas.fill(band, paint="#fffaf3", clip=clip)
    if teeth > 0.15:
        rise = bottom + 9 - (bottom + 9 - upper) * min(1.0, teeth * 1.1)
        lower = spline(
            (500 - half, bottom + 40),
            (500 - half * 0.8, rise + 3),
            (500, rise + 1),
            (500 + half * 0.8, rise + 3),
            (500 + half, bottom + 40),
        )
        canvas.fill(lower, paint="#f4ece3", clip=clip)
    canvas.fill(
        ribbon(shifted(inside[: len(inside) // 2], 0, -2), 4, 9, 9, 4), paint="#4a1420", clip=clip, blur=3, opacity=0.35
    )
