"""Neck, shoulders and clothes."""

from __future__ import annotations

from vidpipe.providers.local.presenter.canvas import (
    Canvas,
    Mask,
    Outline,
    flipped,
    mirrored,
    mix,
    ribbon,
    shifted,
    spline,
)
from vidpipe.providers.local.presenter.character import Character


def draw_body(canvas: Canvas, who: Character) -> None:
    """Paint the neck and the dressed shoulders, down past the picture's lower edge."""
    skin = who.skin
    neck = mirrored((500, 560), (576, 570), (580, 680), (592, 760), (640, 800), (640, 900), (500, 960))
    canvas.fill(neck, paint=(skin.base, mix(skin.base, skin.shade, 0.25)))
    clip = canvas.mask(neck)
    under_chin = mirrored((500, 560), (600, 600), (606, 690), (560, 744), (500, 762))
    canvas.fill(under_chin, paint=skin.shade, clip=clip, blur=10, opacity=0.9)
    {
        "blazer": _blazer,
        "sweater": _sweater,
        "shirt": _shirt,
        "turtleneck": _turtleneck,
        "hoodie": _hoodie,
    }[who.clothes](canvas, who)


def _foot(canvas: Canvas) -> float:
    """Return how far down clothes are painted: past the lower edge, which lies deeper in tall pictures."""
    return max(1_090.0, canvas.box.bottom + 40)


def _shoulders(canvas: Canvas, paint: str, *, collar: float = 0.0) -> Mask:
    """Paint the torso with a round neckline; ``collar`` lowers it. Return where it lies."""
    foot = _foot(canvas)
    torso = mirrored(
        (500, 826 + collar), (556, 812 + collar * 0.7), (588, 776), (606, 760), (660, 782), (770, 816), (862, 868),
        (912, 960), (930, 1080), *([(936, 1200), (932, foot)] if foot > 1_200 else []), (500, foot),
    )  # fmt: skip
    canvas.fill(torso, paint=(mix(paint, "#ffffff", 0.08), mix(paint, "#000000", 0.10)))
    clip = canvas.mask(torso)
    for side in (lambda o: o, flipped):
        arm = side(spline((806, foot), (806, 1090), (790, 1000), (768, 930), closed=False))
        canvas.fill(ribbon(arm, 18, 18, 14, 1), paint=mix(paint, "#000000", 0.4), clip=clip, blur=5, opacity=0.5)
    canvas.fill(
        spline((700, 760), (1000, 820), (1000, foot + 10), (840, foot + 10), (830, 1090), (800, 900)),
        paint="#000000",
        clip=clip,
        blur=30,
        opacity=0.14,
    )
    return clip


def _neckline(collar: float) -> Outline:
    right = [(604, 752), (590, 772), (558, 811 + collar * 0.7), (500, 828 + collar)]
    return spline(*right, *[(1000 - x, y) for x, y in reversed(right[:-1])], closed=False)


def _sweater(canvas: Canvas, who: Character) -> None:
    clip = _shoulders(canvas, who.cloth)
    band = mix(who.cloth, "#ffffff", 0.16)
    canvas.fill(ribbon(_neckline(6), 20, 30, 20), paint=band)
    canvas.fill(ribbon(_neckline(22), 3, 5, 3), paint=mix(who.cloth, "#000000", 0.35), clip=clip, opacity=0.5)


def _turtleneck(canvas: Canvas, who: Character) -> None:
    _shoulders(canvas, who.cloth)
    collar = mirrored((500, 716), (560, 708), (592, 704), (600, 740), (612, 800), (560, 838), (500, 848))
    canvas.fill(collar, paint=(mix(who.cloth, "#ffffff", 0.18), mix(who.cloth, "#000000", 0.08)))
    clip = canvas.mask(collar)
    canvas.fill(
        mirrored((500, 690), (600, 690), (600, 716), (500, 740)), paint="#000000", clip=clip, blur=8, opacity=0.22
    )
    seam = spline((402, 808), (450, 834), (500, 842), (550, 834), (598, 808), closed=False)
    canvas.fill(ribbon(seam, 3, 6, 3), paint=mix(who.cloth, "#000000", 0.45), opacity=0.5)


def _collar(canvas: Canvas, paint: str) -> None:
    """Paint the two points of a shirt collar."""
    flap = spline((582, 742), (606, 752), (618, 790), (584, 862), (566, 870), (536, 840), (506, 824), (548, 800))
    for side in (lambda o: o, flipped):
        canvas.fill(shifted(side(flap), 0, 7), paint="#1a2030", blur=6, opacity=0.22)
        canvas.fill(side(flap), paint=(mix(paint, "#ffffff", 0.4), paint))


def _shirt(canvas: Canvas, who: Character) -> None:
    clip = _shoulders(canvas, who.cloth)
    placket = spline((500, 826), (500, 940), (500, _foot(canvas)), closed=False)
    canvas.fill(ribbon(placket, 34, 34), paint=mix(who.cloth, "#ffffff", 0.35), clip=clip)
    canvas.fill(ribbon(shifted(placket, 17, 0), 3, 3), paint=mix(who.cloth, "#27365a", 0.35), clip=clip, opacity=0.7)
    for y in range(888, round(_foot(canvas)), 72):
        canvas.fill(spline((493, y), (500, y - 7), (507, y), (500, y + 7)), paint=who.accent, clip=clip)
    _collar(canvas, who.cloth)


def _blazer(canvas: Canvas, who: Character) -> None:
    clip = _shoulders(canvas, who.cloth)
    front = spline((500, 1080), (500, 1090), (500, _foot(canvas)), closed=False)
    canvas.fill(ribbon(front, 4, 4), paint=mix(who.cloth, "#000000", 0.45), opacity=0.6)
    blouse = mirrored((500, 824), (552, 810), (584, 780), (600, 772), (600, 900), (540, 1010), (500, 1090))
    canvas.fill(blouse, paint=(who.accent, mix(who.accent, "#8a8296", 0.25)))
    canvas.fill(ribbon(_neckline(6), 3, 4, 3), paint=mix(who.accent, "#6a5a60", 0.4), opacity=0.5)
    lapel = spline(
        (600, 752),
        (632, 768),
        (668, 800),
        (684, 868),
        (652, 872),
        (664, 898),
        (604, 1000),
        (520, 1092),
        (500, 1092),
        (560, 960),
        (596, 850),
    )
    for side in (lambda o: o, flipped):
        canvas.fill(shifted(side(lapel), 6, 8), paint="#000000", clip=clip, blur=7, opacity=0.35)
        canvas.fill(side(lapel), paint=(mix(who.cloth, "#ffffff", 0.2), mix(who.cloth, "#ffffff", 0.04)))


def _hoodie(canvas: Canvas, who: Character) -> None:
    hood = mirrored((500, 742), (590, 716), (648, 722), (690, 768), (680, 830), (600, 872), (500, 890))
    canvas.fill(hood, paint=mix(who.cloth, "#000000", 0.3))
    neck = mirrored((500, 700), (574, 700), (582, 760), (560, 800), (500, 836))
    canvas.fill(neck, paint=mix(who.skin.base, who.skin.shade, 0.75))
    _shoulders(canvas, who.cloth, collar=22)
    rim = spline(
        (640, 720),
        (668, 752),
        (650, 800),
        (584, 846),
        (500, 868),
        (416, 846),
        (350, 800),
        (332, 752),
        (360, 720),
        closed=False,
    )
    canvas.fill(ribbon(shifted(rim, 0, 6), 30, 44, 50, 44, 30), paint="#000000", blur=6, opacity=0.2)
    canvas.fill(
        ribbon(rim, 26, 42, 46, 42, 26), paint=(mix(who.cloth, "#ffffff", 0.16), mix(who.cloth, "#ffffff", 0.05))
    )
    for side in (lambda o: o, flipped):
        cord = side(spline((556, 862), (560, 920), (554, 985), closed=False))
        canvas.fill(ribbon(cord, 8, 8), paint=who.accent)
