"""Colours of thumbnails that can be read on each other, and on the pixels of a picture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vidpipe.models import Palette
from vidpipe.styles.colours import BLACK, READABLE, WEIGHTS, WHITE, Rgb, contrast_rgb, linear, rgb

_LIGHT = np.array([linear(value / 255) for value in range(256)])
"""Of a red, green or blue part from 0 to 255."""


def luminance(colors: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the relative luminance, 0 to 1, of colours in sRGB; the last axis holds red, green and blue."""
    return np.asarray(_LIGHT[np.rint(colors).astype(np.uint8)] @ np.array(WEIGHTS), np.float64)


def contrast(one: npt.ArrayLike, other: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the contrast of colours, 1 to 21."""
    first, second = luminance(one) + 0.05, luminance(other) + 0.05
    return np.asarray(np.maximum(first, second) / np.minimum(first, second), np.float64)


def ink_on(ground: Rgb, palette: Palette) -> Rgb:
    """Return the palette's colour for text on a ground; black or white when none of it can be read there."""
    inks = rgb(palette.ink), rgb(palette.background)
    wanted = next((ink for ink in inks if contrast_rgb(ink, ground) >= READABLE), None)
    return wanted or max((WHITE, BLACK), key=lambda ink: contrast_rgb(ink, ground))


def accent_on(ground: Rgb, palette: Palette) -> Rgb:
    """Return the accent where it stands out from a ground, else what text is written in."""
    accent = rgb(palette.accent)
    return accent if contrast_rgb(accent, ground) >= READABLE else ink_on(ground, palette)
