"""Colours as numbers: mixing them, and how well one can be read on another.

Contrast is that of WCAG 2.2: 1:1 for equal colours, 21:1 for black on white.
"""

from __future__ import annotations

READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, success criterion 1.4.3)."""

Colour = tuple[float, float, float]
"""Red, green and blue in sRGB, 0 to 1."""
Rgb = tuple[int, int, int]
"""The same as pictures hold it, 0 to 255."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
WEIGHTS = (0.2126, 0.7152, 0.0722)
"""How much red, green and blue light there is in brightness."""


def parse(hexadecimal: str) -> Colour:
    """Read ``#rrggbb``."""
    return shares(rgb(hexadecimal))


def written(colour: Colour) -> str:
    """Write a colour as ``#rrggbb``."""
    return "#" + bytes(round(255 * min(max(part, 0.0), 1.0)) for part in colour).hex()


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour that lies ``share`` (0 to 1) of the way from the first to the second."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue


def linear(part: float) -> float:
    """Return the light of a red, green or blue part, both 0 to 1."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 to 1."""
    red, green, blue = (weight * linear(part) for weight, part in zip(WEIGHTS, colour, strict=True))
    return red + green + blue


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: Colour, grounds: tuple[Colour, ...], towards: Colour) -> Colour:
    """Return the colour, moved ``towards`` another just as far as it must be to be read on all grounds."""
    for step in range(21):
        # As it will be written: rounded.
        moved = parse(written(mix(colour, towards, step / 20)))
        if all(contrast(moved, ground) >= READABLE for ground in grounds):
            return moved
    return towards


def rgb(hexadecimal: str) -> Rgb:
    """Read ``#rrggbb`` as pictures hold it."""
    red, green, blue = bytes.fromhex(hexadecimal.removeprefix("#"))
    return red, green, blue


def shares(colour: Rgb) -> Colour:
    """Return a picture's colour as numbers from 0 to 1."""
    red, green, blue = colour
    return red / 255, green / 255, blue / 255


def mix_rgb(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Return the picture's colour that lies ``share`` (0 to 1) of the way from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def contrast_rgb(first: Rgb, second: Rgb) -> float:
    """Return the contrast of two colours of a picture, 1 to 21."""
    return contrast(shares(first), shares(second))
