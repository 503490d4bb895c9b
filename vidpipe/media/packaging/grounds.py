"""Quiet shapes in a thumbnail's colours, for films whose pictures show nothing but words: one kind for each design.

Each is a sheet in RGB to be laid like a picture. Places count from where reading begins, so that shapes stand across
from the title in every script; lengths are in shorter sides of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from vidpipe.media.packaging.sheet import Sheet, smooth

RINGS = (0.2, 0.37, 0.56, 0.77)
STRIPES = ((-0.07, 0.14, 0.1), (0.26, 0.05, 0.2), (0.36, 0.2, 0.13), (0.7, 0.07, 0.24), (0.83, 0.28, 0.16))
"""Where each begins and how broad it is, in shares of the sheet's width, and how strong its colour is."""
DISCS = ((0.0, 0.0, 0.46, 0.2), (0.36, 0.2, 0.24, 0.32), (-0.2, -0.24, 0.1, 1.0))
"""How far each stands from the middle, across and down, its radius, and how strong its colour is."""
_Map = npt.NDArray[np.float64]
_Pixels = npt.NDArray[np.float32]


def rings(sheet: Sheet, middle: tuple[float, float]) -> _Pixels:
    """Return a glow of the accent with rings around it, ever fainter; ``middle`` is in shares of the sheet."""
    away = _away(sheet, middle)
    lines = [
        smooth((0.009 - np.abs(away - radius)) * sheet.short / 1.5) * (0.75 - 0.17 * number)
        for number, radius in enumerate(RINGS)
    ]
    return _in_accent(sheet, [0.34 * smooth(1 - away / 1.05), *lines, _inside(sheet, 0.085 - away)])


def stripes(sheet: Sheet, slant: float) -> _Pixels:
    """Return broad stripes that lean as a band's end does: ``slant`` is how far they go sideways for each step up."""
    rows, columns = np.indices((sheet.height, sheet.width), np.float64)
    if sheet.rtl:
        columns = sheet.width - 1 - columns
    across = (columns + slant * (rows - sheet.height)) / np.hypot(1, slant) / sheet.short
    unit = sheet.width / sheet.short
    return _in_accent(
        sheet,
        [
            strong * _inside(sheet, np.minimum(across - begin * unit, (begin + broad) * unit - across))
            for begin, broad, strong in STRIPES
        ],
    )


def discs(sheet: Sheet, middle: tuple[float, float]) -> _Pixels:
    """Return large discs, one over the other, and a small one in full colour; ``middle`` is in shares of the sheet."""
    across, down = sheet.short / sheet.width, sheet.short / sheet.height
    return _in_accent(
        sheet,
        [
            strong * _inside(sheet, radius - _away(sheet, (middle[0] + x * across, middle[1] + y * down)))
            for x, y, radius, strong in DISCS
        ],
    )


def _away(sheet: Sheet, middle: tuple[float, float]) -> _Map:
    """Return how far each pixel is from a place."""
    rows, columns = np.indices((sheet.height, sheet.width), np.float64)
    x = 1 - middle[0] if sheet.rtl else middle[0]
    return np.asarray(np.hypot(columns - x * sheet.width, rows - middle[1] * sheet.height) / sheet.short, np.float64)


def _inside(sheet: Sheet, depth: _Map) -> _Map:
    """Return the mask of a shape, with a smooth edge, from how deep in it each pixel lies."""
    return smooth(depth * sheet.short / 1.5 + 0.5)


def _in_accent(sheet: Sheet, masks: Iterable[_Map]) -> _Pixels:
    pixels = np.empty((sheet.height, sheet.width, 3), np.float32)
    pixels[:] = sheet.ground
    accent = np.array(sheet.accent, np.float32)
    for mask in masks:
        pixels += (accent - pixels) * mask.astype(np.float32)[:, :, None]
    return pixels
