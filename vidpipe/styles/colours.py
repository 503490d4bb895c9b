"""Colours as numbers: mixing them, and how well one can be read on another."""

from __future__ import annotations

READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, success criterion 1.4.3)."""

Colour = tuple[float, float, float]
"""Red, green and blue in sRGB, 0 to 1."""


def parse(hexadecimal: str) -> Colour:
    """Read ``#rrggbb``."""
    red, green, blue = bytes.fromhex(hexadecimal.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def written(colour: Colour) -> str:
    """Write a colour as ``#rrggbb``."""
    return "#" + bytes(round(255 * min(max(part, 0.0), 1.0)) for part in colour).hex()


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour that lies ``share`` (0 to 1) of the way from the first to the second."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: Colour, grounds: tuple[Colour, ...], towards: Colour) -> Colour:
    """Return the colour, moved ``towards`` another just as far as it must be to be read on all grounds."""
    for step in range(21):
        moved = mix(colour, towards, step / 20)
        if all(contrast(moved, ground) >= READABLE for ground in grounds):
            return moved
    return towards
