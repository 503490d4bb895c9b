"""Pictures for the simulated image services: a landscape in paper-cut style, with what the prompt names standing in it.

There is no lettering in them, as image services are asked for pictures without text.
"""

from __future__ import annotations

import io
from random import Random
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from vidpipe.providers.local.cards import icons, shapes
from vidpipe.providers.local.cards.canvas import Canvas
from vidpipe.providers.local.cards.colours import Colour, Linear, Radial, mix
from vidpipe.sandbox.studio.moods import Mood, mood_of

PictureFormat = Literal["png", "jpeg", "webp"]

_HILLS = 4
_PLACES = ((0.5, 0.5, 0.36), (0.2, 0.44, 0.2), (0.81, 0.41, 0.18))
"""Where things stand and how large, in shares of width, height and of the shorter side."""
_WHITE: Colour = (1.0, 1.0, 1.0)


def draw(prompt: str, width: int, height: int, seed: int, form: PictureFormat, *, blurred: bool) -> bytes:
    """Draw a picture and encode it."""
    picture = paint(prompt, width, height, seed)
    if blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(max(8, min(picture.size) / 18)))
    out = io.BytesIO()
    if form == "png":
        picture.save(out, "PNG", compress_level=1)
    else:
        picture.save(out, form.upper(), quality=90)
    return out.getvalue()


def paint(prompt: str, width: int, height: int, seed: int) -> Image.Image:
    """Paint a picture of what a prompt says; the same prompt, size and seed give the same pixels."""
    chance = Random(f"{prompt}/{seed}")  # noqa: S311  # repeatable on purpose
    mood = mood_of(prompt, chance.randrange(1 << 16))
    canvas = Canvas(width, height, Linear(mood.high, mood.low))
    horizon = height * chance.uniform(0.52, 0.62)
    _paint_sky(canvas, mood, horizon, chance)
    for number in range(_HILLS):
        depth = (number + 1) / _HILLS
        if mood.water and depth == 1:
            _paint_water(canvas, mood, height * 0.8, chance)
        else:
            _paint_hill(canvas, mood, horizon + (height - horizon) * (depth - 0.25) * 0.95, depth, chance)
        if number == 1:
            _paint_things(canvas, mood, prompt)
    return Image.fromarray(canvas.finished(seed % (1 << 32)))


def _paint_sky(canvas: Canvas, mood: Mood, horizon: float, chance: Random) -> None:
    unit = min(canvas.width, canvas.height)
    x, y = canvas.width * chance.uniform(0.25, 0.75), horizon * chance.uniform(0.3, 0.62)
    radius = unit * 0.075
    if mood.night:
        for _ in range(90):
            star = shapes.disc(
                chance.random() * canvas.width, chance.random() * horizon, unit * chance.uniform(5e-4, 2e-3)
            )
            canvas.paint(star, _WHITE, chance.uniform(0.3, 0.9))
    for reach, strength in ((10, 0.35), (5, 0.35), (2.6, 0.3)):
        canvas.light(x, y, radius * reach, mood.light, strength)
    canvas.paint(shapes.disc(x, y, radius), Radial(mix(mood.light, _WHITE, 0.7), mood.light, (0.4, 0.35), 0.7))
    for _ in range(3):
        _paint_cloud(canvas, mood, chance.random() * canvas.width, horizon * chance.uniform(0.12, 0.7), unit, chance)


def _paint_cloud(canvas: Canvas, mood: Mood, x: float, y: float, unit: int, chance: Random) -> None:
    length = unit * chance.uniform(0.16, 0.34)
    colour = mix(mix(mood.high, mood.low, 0.3 + 0.5 * y / canvas.height), _WHITE, 0.06 if mood.night else 0.35)
    for shift, row, share in ((0.0, 0.0, 1.0), (0.22, -0.11, 0.5), (-0.12, 0.1, 0.62)):
        wide, high = length * share, length * 0.13
        bar = shapes.rounded(x - wide / 2 + shift * length, y + row * length, wide, high, high / 2)
        canvas.paint(bar, colour)


def _paint_hill(canvas: Canvas, mood: Mood, top: float, depth: float, chance: Random) -> None:
    """Paint one range of hills, the nearer the darker, with a soft shadow on what lies behind it."""
    across = np.linspace(0, 1, 160)
    relief = np.zeros_like(across)
    for wave in (1.1, 2.3, 4.7):
        relief += np.sin(across * wave * 2 * np.pi + chance.random() * 7) / wave
    ridge = top - relief * canvas.height * (0.05 - 0.018 * depth)
    outline: NDArray[np.float64] = np.column_stack([across * (canvas.width + 40) - 20, ridge])
    floor = np.array([[canvas.width + 20, canvas.height + 20], [-20, canvas.height + 20]])
    shape = shapes.polygon(np.vstack([outline, floor]))
    near = mix(mood.low, mood.ground, 0.25 + 0.75 * depth)
    canvas.shadow(shape, -canvas.height * 0.006, canvas.height * 0.014, mix(mood.ground, (0, 0, 0), 0.5), 0.35)
    canvas.paint(shape, Linear(mix(near, _WHITE, 0.1), mix(near, mood.low, 0.25)))


def _paint_water(canvas: Canvas, mood: Mood, top: float, chance: Random) -> None:
    sheet = shapes.rounded(-40, top, canvas.width + 80, canvas.height - top + 80, 1)
    canvas.paint(sheet, Linear(mix(mood.low, mood.ground, 0.35), mood.ground))
    for _ in range(60):
        down = chance.random() ** 1.5
        y = top + down * (canvas.height - top)
        long = canvas.width * chance.uniform(0.02, 0.07) * (0.5 + down)
        thin = max(1.0, canvas.height * 0.003 * (0.6 + down))
        glint = shapes.rounded(chance.random() * canvas.width - long / 2, y, long, thin, thin / 2)
        canvas.paint(glint, mix(mood.light, _WHITE, 0.4), 0.35)


def _paint_things(canvas: Canvas, mood: Mood, prompt: str) -> None:
    """Set up what the prompt names, the best-known word in the middle; an unknown prompt gets a plain landmark."""
    found = icons.match([(prompt[:2000], 1.0)], len(_PLACES)) or [_LANDMARKS[crc32(prompt.encode()) % len(_LANDMARKS)]]
    unit = min(canvas.width, canvas.height)
    for name, (x, y, size) in reversed(list(zip(found, _PLACES, strict=False))):
        shape = icons.icon(name, canvas.width * x, canvas.height * y, unit * size)
        far = size < _PLACES[0][2]
        body = mix(mood.thing, mood.low, 0.35 if far else 0.0)
        canvas.shadow(shape, unit * 0.016, unit * 0.022, mix(mood.ground, (0, 0, 0), 0.5), 0.5)
        canvas.paint(shape, Linear(mix(body, _WHITE, 0.3), body))


_LANDMARKS = ("mountain-sun", "tree", "lightbulb", "compass", "flag", "feather")
