"""The hairstyles: what falls behind the shoulders, and what frames the face."""

from __future__ import annotations

from vidpipe.providers.local.presenter.canvas import (
    Canvas,
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
from vidpipe.providers.local.presenter.face import face_outline


def draw_hair_behind(canvas: Canvas, who: Character) -> None:
    """Paint the hair that lies behind head and shoulders."""
    dark = mix(who.hair_colour, "#0d0908", 0.35)
    if who.hair == "bob":
        shape = mirrored((500, 108), (640, 130), (742, 260), (758, 430), (766, 590), (742, 690), (650, 716), (500, 690))
        canvas.fill(shape, paint=who.hair_colour)
        canvas.fill(
            mirrored((500, 400), (640, 420), (690, 560), (676, 690), (500, 720)),
            paint=dark,
            clip=canvas.mask(shape),
            blur=14,
        )
    elif who.hair == "long":
        shape = mirrored(
            (500, 104), (640, 124), (748, 250), (772, 420), (764, 560), (800, 700), (786, 850), (700, 930), (500, 900)
        )
        canvas.fill(shape, paint=(who.hair_colour, dark))
    elif who.hair == "bun":
        canvas.fill(ellipse(500, 112, 88, 74), paint=(mix(who.hair_colour, "#ffffff", 0.14), who.hair_colour))
        swirl = spline((432, 100), (470, 70), (530, 72), (562, 110), (540, 142), closed=False)
        canvas.fill(ribbon(swirl, 2, 7, 2), paint=mix(who.hair_colour, "#ffffff", 0.3), opacity=0.5)
        canvas.fill(mirrored((500, 128), (630, 150), (716, 270), (716, 400), (690, 460), (500, 460)), paint=dark)
    elif who.hair == "curls":
        for x, y, r in _CURLS_BEHIND:
            canvas.fill(ellipse(x, y, r, r), paint=dark)
    elif who.hair in ("side_part", "crop"):
        canvas.fill(mirrored((500, 150), (620, 160), (700, 250), (714, 380), (704, 470), (500, 470)), paint=dark)


def draw_hair_front(canvas: Canvas, who: Character) -> None:
    """Paint the hair that lies over forehead and temples."""
    {
        "bob": _bob,
        "long": _long,
        "bun": _swept_up,
        "curls": _curls,
        "side_part": _side_part,
        "crop": _crop,
    }[who.hair](canvas, who)


def _body(canvas: Canvas, who: Character, outline: Outline, gloss: Outline | None) -> None:
    """Paint one mass of hair: darker below, with a band of gloss."""
    light = mix(who.hair_colour, "#ffffff", 0.13)
    canvas.fill(outline, paint=(light, who.hair_colour))
    if gloss is not None:
        canvas.fill(gloss, paint=mix(who.hair_colour, "#ffffff", 0.42), clip=canvas.mask(outline), blur=9, opacity=0.5)


def _shadow(canvas: Canvas, who: Character, outline: Outline) -> None:
    """Let the hair throw a soft shadow onto the face, and only there."""
    face = canvas.mask(face_outline(who, 0))
    canvas.fill(shifted(outline, 0, 9), paint=mix(who.skin.shade, "#3a1d18", 0.3), clip=face, blur=9, opacity=0.42)


def _bob(canvas: Canvas, who: Character) -> None:
    right = spline(
        (470, 116), (560, 104), (660, 140), (734, 236), (752, 360), (762, 520), (768, 620), (744, 694), (690, 712),
        (694, 620), (698, 540), (690, 440), (668, 352), (620, 290), (556, 244), (478, 206),
    )  # fmt: skip
    left = spline(
        (500, 112), (420, 110), (330, 150), (264, 240), (246, 360), (238, 520), (232, 620), (256, 694), (310, 712),
        (306, 620), (302, 540), (310, 450), (336, 372), (388, 316), (452, 268), (510, 204), (530, 150),
    )  # fmt: skip
    for part in (right, left):
        _shadow(canvas, who, part)
    gloss_r = spline((560, 170), (640, 200), (706, 300), (716, 330), (640, 240), (560, 200))
    gloss_l = spline((430, 176), (356, 214), (284, 330), (282, 366), (366, 260), (440, 210))
    _body(canvas, who, right, gloss_r)
    _body(canvas, who, left, gloss_l)
    part_line = spline((508, 118), (520, 160), (512, 206), closed=False)
    canvas.fill(ribbon(part_line, 1, 5, 1), paint=mix(who.hair_colour, "#0d0908", 0.5), opacity=0.6)


def _long(canvas: Canvas, who: Character) -> None:
    half = spline(
        (494, 112), (580, 104), (676, 142), (744, 240), (762, 370), (756, 500), (786, 620), (800, 740), (778, 860),
        (722, 900), (700, 840), (716, 740), (694, 640), (706, 540), (704, 440), (680, 350), (636, 280), (570, 220),
        (506, 180),
    )  # fmt: skip
    gloss = spline((570, 166), (650, 200), (716, 300), (724, 350), (646, 250), (566, 200))
    for part, shine in ((half, gloss), (flipped(half), flipped(gloss))):
        _shadow(canvas, who, part)
        _body(canvas, who, part, shine)
    strand = spline((742, 420), (730, 540), (754, 650), (760, 790), closed=False)
    for line in (strand, flipped(strand)):
        canvas.fill(ribbon(line, 1, 6, 6, 1), paint=mix(who.hair_colour, "#0d0908", 0.4), opacity=0.45)


def _swept_up(canvas: Canvas, who: Character) -> None:
    cap = mirrored(
        (500, 128),
        (600, 134),
        (684, 196),
        (722, 300),
        (724, 400),
        (706, 436),
        (694, 380),
        (672, 312),
        (620, 254),
        (560, 226),
        (500, 218),
    )
    _shadow(canvas, who, cap)
    gloss = spline((380, 200), (470, 160), (580, 168), (650, 216), (560, 190), (470, 190))
    _body(canvas, who, cap, gloss)
    for side in (lambda o: o, flipped):
        lock = side(spline((690, 372), (704, 420), (700, 478), closed=False))
        canvas.fill(ribbon(lock, 10, 7, 1), paint=who.hair_colour)


_CURLS_BEHIND = [
    (500, 150, 110), (390, 170, 105), (610, 170, 105), (300, 240, 100), (700, 240, 100), (262, 340, 95), (738, 340, 95),
    (252, 440, 90), (748, 440, 90), (270, 530, 80), (730, 530, 80), (300, 600, 62), (700, 600, 62),
]  # fmt: skip
_CURLS_FRONT = [
    (338, 268, 62), (300, 330, 54), (282, 400, 46), (662, 268, 62), (700, 330, 54), (718, 400, 46), (392, 214, 66),
    (608, 214, 66), (452, 190, 66), (550, 190, 66), (500, 178, 62), (340, 190, 70), (660, 190, 70), (430, 140, 70),
    (570, 140, 70),
]  # fmt: skip


def _curls(canvas: Canvas, who: Character) -> None:
    for x, y, r in _CURLS_FRONT:
        _shadow(canvas, who, ellipse(x, y, r, r))
    for x, y, r in _CURLS_FRONT:
        canvas.fill(ellipse(x, y, r, r), paint=who.hair_colour)
    sheen = mix(who.hair_colour, "#ffffff", 0.3)
    for x, y, r in [*_CURLS_FRONT, *_CURLS_BEHIND[3:9]]:
        arc = ellipse(x, y, r * 0.62, r * 0.62)[36:60]
        canvas.fill(ribbon(arc, 1, 5, 1), paint=sheen, opacity=0.55)


def _side_part(canvas: Canvas, who: Character) -> None:
    cap = spline(
        (300, 420), (288, 330), (302, 236), (356, 166), (430, 122), (530, 108), (634, 132), (700, 200), (722, 300),
        (712, 420), (698, 432), (690, 370), (672, 300), (636, 262), (560, 262), (470, 250), (392, 214), (350, 262),
        (322, 320), (312, 380), (304, 432),
    )  # fmt: skip
    _shadow(canvas, who, cap)
    gloss = spline((430, 170), (520, 150), (620, 180), (676, 250), (590, 208), (500, 196))
    _body(canvas, who, cap, gloss)
    part = spline((394, 212), (372, 176), (380, 146), closed=False)
    canvas.fill(ribbon(part, 2, 5, 1), paint=mix(who.hair_colour, "#0d0908", 0.5), opacity=0.7)


def _crop(canvas: Canvas, who: Character) -> None:
    cap = spline(
        (305, 446), (292, 360), (294, 262), (330, 178), (404, 128), (506, 104), (618, 112), (690, 168), (718, 262),
        (712, 360), (698, 446), (692, 380), (680, 318), (656, 268), (608, 236), (540, 242), (470, 230), (404, 228),
        (350, 258), (326, 312), (312, 380),
    )  # fmt: skip
    _shadow(canvas, who, cap)
    _body(canvas, who, cap, spline((380, 190), (460, 148), (560, 144), (650, 186), (560, 178), (460, 182)))
    clip = canvas.mask(cap)
    for x, y, lean in ((420, 214, 46), (486, 220, 54), (552, 226, 56), (612, 222, 48)):
        strand = spline((x, y), (x + lean * 0.3, y - 40), (x + lean, y - 72), closed=False)
        canvas.fill(ribbon(strand, 1, 6, 1), paint=mix(who.hair_colour, "#0d0908", 0.4), clip=clip, opacity=0.35)
