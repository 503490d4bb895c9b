"""Colours that can be read on each other, by the contrast of WCAG 2.2."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vidpipe.models import Palette

Rgb = tuple[int, int, int]

ENOUGH = 4.5
"""Contrast of text that everybody can read (WCAG 2.2, 1.4.3)."""
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def rgb(color: str) -> Rgb:
    """Return the parts of a colour such as #ffc83d."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(colors: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the relative luminance, 0 to 1, of colours in sRGB; the last axis holds red, green and blue."""
    share = np.asarray(colors, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), np.float64)


def contrast(one: npt.ArrayLike, other: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the contrast of colours, 1 to 21."""
    first, second = luminance(one) + 0.05, luminance(other) + 0.05
    return np.asarray(np.maximum(first, second) / np.minimum(first, second), np.float64)


def ink_on(ground: Rgb, palette: Palette) -> Rgb:
    """Return the palette's colour for text on a ground; black or white when none of it can be read there."""
    wanted = next((ink for ink in (rgb(palette.ink), rgb(palette.background)) if contrast(ink, ground) >= ENOUGH), None)
    return wanted or max((WHITE, BLACK), key=lambda ink: float(contrast(ink, ground)))


def accent_on(ground: Rgb, palette: Palette) -> Rgb:
    """Return the accent where it stands out from a ground, else what text is written in."""
    accent = rgb(palette.accent)
    return accent if contrast(accent, ground) >= ENOUGH else ink_on(ground, palette)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return a colour between two; ``share`` is how much of the second there is in it."""
    mixed = np.rint(np.array(one) * (1 - share) + np.array(other) * share).astype(int)
    return int(mixed[0]), int(mixed[1]), int(mixed[2])
