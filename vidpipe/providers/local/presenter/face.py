"""The head without what moves in it: skull, jaw, ears, nose, cheeks, beard, glasses."""

from __future__ import annotations

from vidpipe.providers.local.presenter.canvas import (
    Canvas,
    Mask,
    Outline,
    ellipse,
    flipped,
    mirrored,
    mix,
    ribbon,
    shifted,
    spline,
)
from vidpipe.providers.local.presenter.character import Character

EYE_X, EYE_Y = 84.0, 436.0
"""The eyes lie this far left and right of the middle, at this height."""
MOUTH_Y = 580.0
JAW_DROP = 20.0
"""How far the chin goes down when the mouth is wide open."""


def face_outline(who: Character, drop: float) -> Outline:
    """Draw the outline of the face; ``drop`` 0 to 1 lowers the jaw."""
    low, square = JAW_DROP * drop, who.jaw
    return mirrored(
        (500, 176),
        (592, 192),
        (662, 252),
        (692, 345),
        (693, 430),
        (682 + 3 * square, 506 + low * 0.2),
        (649 + 9 * square, 582 + low * 0.7),
        (592 + 15 * square, 645 + low + 3 * square),
        (543 + 8 * square, 676 + low),
        (500, 684 + low),
    )


def draw_head(canvas: Canvas, who: Character, drop: float) -> None:
    """Paint ears and face, with the light from the upper left."""
    skin = who.skin
    ears = () if who.hair in ("bob", "long") else (lambda outline: outline, flipped)
    for side in ears:
        canvas.fill(side(ellipse(697, 452, 30, 50, 8)), paint=mix(skin.base, skin.shade, 0.25))
        canvas.fill(side(ellipse(700, 454, 15, 30, 8)), paint=skin.shade, blur=4, opacity=0.75)
    outline = face_outline(who, drop)
    clip = canvas.mask(outline)
    canvas.fill(outline, paint=(mix(skin.base, skin.light, 0.25), skin.base))
    low = JAW_DROP * drop
    edge = spline(
        (700, 300), (694, 450), (660, 600), (590, 690), (500, 712), (420, 706), (420, 800), (800, 800), (800, 300)
    )
    canvas.fill(shifted(edge, 0, low), paint=skin.shade, clip=clip, blur=16, opacity=0.55)
    canvas.fill(ellipse(440, 300, 120, 70, -12), paint=skin.light, clip=clip, blur=30, opacity=0.55)
    for x in (388, 612):
        canvas.fill(ellipse(x, 528, 46, 32), paint=skin.blush, clip=clip, blur=18, opacity=0.42)
    if who.beard:
        _beard(canvas, who, clip, low)
    canvas.fill(ellipse(500, 662 + low, 34, 11), paint=skin.light, clip=clip, blur=9, opacity=0.0 if who.beard else 0.4)


def _beard(canvas: Canvas, who: Character, clip: Mask, low: float) -> None:
    outer = mirrored((500, 545), (560, 548), (622, 560), (672, 508), (700, 470), (720, 640), (620, 740), (500, 760))
    shape = shifted(outer, 0, low * 0.6)
    canvas.fill(shape, paint=mix(who.hair_colour, who.skin.shade, 0.15), clip=clip, blur=3, opacity=0.9)
    canvas.fill(
        ellipse(500, 660 + low, 90, 36), paint=mix(who.hair_colour, "#ffffff", 0.2), clip=clip, blur=16, opacity=0.35
    )


def draw_nose(canvas: Canvas, who: Character) -> None:
    """Paint the nose: a soft side, a tip, a small underline."""
    skin = who.skin
    side = spline((512, 420), (524, 470), (540, 508), (528, 526), (506, 528), (512, 480))
    canvas.fill(side, paint=skin.shade, blur=6, opacity=0.5)
    under = spline((470, 512), (478, 527), (500, 533), (522, 527), (531, 511), closed=False)
    canvas.fill(ribbon(under, 2, 6, 7, 6, 2), paint=mix(skin.shade, "#5a2418", 0.25), opacity=0.75)
    canvas.fill(ellipse(494, 497, 13, 10), paint=skin.light, blur=5, opacity=0.75)


def draw_glasses(canvas: Canvas, rim: str) -> None:
    """Paint a pair of glasses with a glint, so light that the eyes stay clear."""
    for side in (lambda o: o, flipped):
        lens = side(
            spline((532, 404), (584, 392), (640, 400), (652, 440), (632, 488), (584, 498), (542, 482), (526, 444))
        )
        canvas.fill(lens, paint="#ffffff", opacity=0.10)
        inner = lens * 0.88 + lens.mean(axis=0) * 0.12
        canvas.fill(lens, inner, paint=rim)
    bridge = spline((474, 438), (486, 428), (500, 425), (514, 428), (526, 438), closed=False)
    canvas.fill(ribbon(bridge, 9, 8, 9), paint=rim)
    for x in (372, 540):
        canvas.fill(
            spline((x + 4, 470), (x + 30, 412), (x + 42, 412), (x + 14, 474)), paint="#ffffff", blur=2, opacity=0.16
        )
