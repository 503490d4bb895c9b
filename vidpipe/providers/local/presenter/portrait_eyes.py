"""Blinking in a portrait: the skin over the eye is drawn down across it, its lashes ahead."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.media.frames.faces import Points
from vidpipe.providers.local.presenter.canvas import Box
from vidpipe.providers.local.presenter.face_finder import Face
from vidpipe.providers.local.presenter.sprite import Sprite
from vidpipe.providers.local.presenter.video_colour import Layer

_BESIDE = 1.1
"""The corners are taken this much further out than they were found, lest white be left."""
_SKIN = 22.0
"""Pixels whose colours are this near to the cheek's are skin, neither eye nor lashes."""
_SHADED_SKIN = 45.0
"""The same below the eye, where skin is darker but the white of an eye much lighter."""


def shut_lids(base: Layer, face: Face, lid: float) -> Iterator[Sprite]:
    """Yield a patch per eye, with its lid ``lid`` (0 open to 1 shut) down; pixels of ``base`` are design units."""
    for (upper, lower), brow in zip(face.lids, face.brows, strict=True):
        yield _shut(base, upper, lower, float(brow[1]), lid)


def _shut(base: Layer, upper: Points, lower: Points, brow: float, lid: float) -> Sprite:
    middle, top, bottom = float(upper[:, 0].mean()), float(upper[:, 1].min()), float(lower[:, 1].max())
    tall = float(np.max(lower[:, 1] - upper[:, 1]))
    lashes, below = _margins(base, middle, (brow, top, bottom), tall)
    places = middle + (upper[:, 0] - middle) * _BESIDE
    first, last = int(np.floor(places.min())), int(np.ceil(places.max()))
    y0 = int(top - lashes - min(0.7 * tall, 0.5 * (top - lashes - brow)))
    y1 = int(np.ceil(bottom + below)) + 3
    columns, rows = np.arange(first, last, dtype=np.float64), np.arange(y0, y1, dtype=np.float64)[:, None]
    found = np.interp(columns, places, upper[:, 1])
    opening = np.maximum(np.interp(columns, places, lower[:, 1]) - found, 0)
    here = np.clip(2.5 * opening / tall, 0, 1)
    band = lashes * here
    edge = found - 0.4 * band
    fallen = (opening + 0.4 * band + below * here) * lid
    # Below the lid's new edge the eye stays; the lashes come down as they are; the skin above them is stretched.
    skin_end = edge - 0.6 * band
    stretched = y0 + (rows - y0) * (skin_end - y0) / (skin_end + fallen - y0)
    source = np.where(rows <= edge + fallen, np.where(rows <= skin_end + fallen, stretched, rows - fallen), rows)
    patch = _sample(base, columns, source)
    line = np.exp(-(((rows - edge - fallen) / (0.03 * (last - first))) ** 2)) * np.clip(fallen / 3, 0, 1) * 0.45
    patch[..., 0] = np.rint(patch[..., 0] * (1 - line) + 34 * line)
    return Sprite(layer=patch, box=Box(first, y0, last, y1), scale=1)


def _sample(base: Layer, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> Layer:
    across = np.broadcast_to(columns, rows.shape).astype(np.float32)
    return np.asarray(cv2.remap(base, across, rows.astype(np.float32), cv2.INTER_LINEAR), dtype=np.uint8)


def _margins(base: Layer, middle: float, heights: tuple[float, float, float], tall: float) -> tuple[float, float]:
    """Return how far lashes reach above, and the eye below, the edges that were found; in pixels.

    In photographs that is little. Drawn eyes are larger than the network believes.
    """
    brow, top, bottom = heights
    columns = slice(int(middle - 0.4 * tall), int(middle + 0.4 * tall) + 1)
    cheek = base[int(bottom + 0.9 * tall) : int(bottom + 1.3 * tall) + 1, columns, :3].reshape(-1, 3)
    tone = np.median(cheek, axis=0) if len(cheek) else np.zeros(3)

    def unlike(first: float, last: float) -> NDArray[np.float64]:
        strip = base[int(first) : int(last), columns, :3].astype(np.float64)
        return np.asarray(np.abs(strip - tone).sum(axis=2).mean(axis=1))

    above = unlike(max(brow + 0.4 * (top - brow), top - 0.8 * tall), top)[::-1] <= _SKIN
    under = unlike(bottom, bottom + 0.8 * tall) <= _SHADED_SKIN
    lashes, below = (float(np.argmax(skin)) if skin.any() else 0.0 for skin in (above, under))
    return max(lashes, 0.12 * tall), below
