"""A small vector painter: smooth outlines, filled with colour and light, antialiased by supersampling.

Design units: the picture's side is 1000, whatever its pixels. Colours are "#rrggbb". Finished layers are in the
colours of video, with alpha (see ``video_colour``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.presenter.video_colour import Layer, layer_of

Outline: TypeAlias = NDArray[np.float64]
"""Points of a polygon, shape (n, 2), in design units."""
Mask: TypeAlias = NDArray[np.float32]
_STEPS = np.linspace(0, 1, 14, endpoint=False)[None, :, None]
_FINE = 3
_SUBPIXEL_BITS = 4


def colour(text: str) -> NDArray[np.float32]:
    """Turn "#rrggbb" into three shares of full light."""
    return np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def mix(one: str, other: str, share: float) -> str:
    """Blend two colours: 0 is ``one``, 1 is ``other``."""
    blended = colour(one) * (1 - share) + colour(other) * share
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in blended)


def spline(*points: tuple[float, float], closed: bool = True) -> Outline:
    """Draw a smooth line through the points (centripetal Catmull-Rom, which never loops between them)."""
    knots = np.array(points, dtype=np.float64)
    if closed:
        knots = np.vstack([knots[-1], knots, knots[:2]])
    else:
        knots = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    ahead = np.maximum(np.hypot(*np.diff(knots, axis=0).T) ** 0.5, 1e-6)
    times = np.concatenate([[0.0], np.cumsum(ahead)])
    p0, p1, p2, p3 = (knots[i : len(knots) - 3 + i, None, :] for i in range(4))
    t0, t1, t2, t3 = (times[i : len(times) - 3 + i, None, None] for i in range(4))
    t = t1 + (t2 - t1) * _STEPS
    a1, a2, a3 = (
        ((v - t) * a + (t - u) * b) / (v - u) for a, b, u, v in ((p0, p1, t0, t1), (p1, p2, t1, t2), (p2, p3, t2, t3))
    )
    b1, b2 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0), ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
    line = ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1)
    return np.vstack([line.reshape(-1, 2), knots[-2:-1]])


def mirrored(*points: tuple[float, float], axis: float = 500.0) -> Outline:
    """Draw a closed symmetric outline from its right half, listed from the top to the bottom of the axis."""
    left = [(2 * axis - x, y) for x, y in reversed(points) if abs(x - axis) > 1e-6]
    return spline(*points, *left)


def flipped(outline: Outline, axis: float = 500.0) -> Outline:
    """Return the mirror image."""
    return np.asarray(outline * np.array([-1, 1]) + np.array([2 * axis, 0]))


def shifted(outline: Outline, x: float, y: float) -> Outline:
    """Return the outline moved right by ``x`` and down by ``y``."""
    return np.asarray(outline + np.array([x, y]))


def ellipse(x: float, y: float, across: float, down: float, turn: float = 0.0) -> Outline:
    """Draw an ellipse from its centre, half-axes and angle in degrees."""
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    flat = np.stack([across * np.cos(angle), down * np.sin(angle)], axis=1)
    cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return np.asarray(flat @ np.array([[cosine, sine], [-sine, cosine]]) + (x, y))


def ribbon(line: Outline, *widths: float) -> Outline:
    """Give an open line a body whose width runs evenly through ``widths`` from end to end."""
    along = np.gradient(line, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    share = np.linspace(0, 1, len(line))
    half = np.interp(share, np.linspace(0, 1, len(widths)), widths)[:, None] / 2
    return np.vstack([line + normal * half, (line - normal * half)[::-1]])


@dataclass(frozen=True)
class Box:
    """A part of the design: left, top, right, bottom in design units."""

    left: float
    top: float
    right: float
    bottom: float


class Canvas:
    """A transparent picture of one box of the design, ``scale`` pixels per design unit."""

    def __init__(self, box: Box, scale: float) -> None:
        self.box = box
        self.scale = scale
        self.width = round((box.right - box.left) * scale)
        self.height = round((box.bottom - box.top) * scale)
        self._light = np.zeros((self.height, self.width, 4), dtype=np.float32)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, columns and channels of the finished layer."""
        return self.height, self.width, 4

    def mask(self, *outlines: Outline, blur: float = 0.0) -> Mask:
        """Return where the outlines lie, 0 to 1 per pixel; what two of them share is left out."""
        whole = np.zeros((self.height, self.width), dtype=np.float32)
        where, part = self._part(outlines, blur)
        whole[where] = part
        return whole

    def fill(
        self,
        *outlines: Outline,
        paint: str | tuple[str, str],
        clip: Mask | None = None,
        blur: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Paint the outlines in one colour, or from a top colour to a bottom one; ``blur`` softens by design units."""
        where, cover = self._part(outlines, blur)
        cover = cover * opacity
        if clip is not None:
            cover *= clip[where]
        if cover.size == 0:
            return
        light = colour(paint)[None, None] if isinstance(paint, str) else self._gradient(where, outlines, paint)
        under = self._light[where]
        under *= 1 - cover[..., None]
        under[..., :3] += light * cover[..., None]
        under[..., 3] += cover

    def layer(self) -> Layer:
        """Return the finished picture."""
        return layer_of(self._light)

    def _part(self, outlines: tuple[Outline, ...], blur: float) -> tuple[tuple[slice, slice], Mask]:
        """Rasterise only the rows and columns that the outlines touch."""
        points = np.vstack(outlines)
        offset = np.array([self.box.left, self.box.top])
        reach = 3 * blur * self.scale + 2
        low = np.floor((points.min(axis=0) - offset) * self.scale - reach).astype(int)
        high = np.ceil((points.max(axis=0) - offset) * self.scale + reach).astype(int)
        x0, y0 = np.clip(low, 0, (self.width, self.height)).tolist()
        x1, y1 = np.clip(high, 0, (self.width, self.height)).tolist()
        where = (slice(y0, y1), slice(x0, x1))
        if x1 <= x0 or y1 <= y0:
            return where, np.zeros((max(0, y1 - y0), max(0, x1 - x0)), dtype=np.float32)
        fine = np.zeros(((y1 - y0) * _FINE, (x1 - x0) * _FINE), dtype=np.uint8)
        to_fine = self.scale * _FINE
        scaled = [
            np.rint((((o - offset) * to_fine) - (x0 * _FINE, y0 * _FINE) - 0.5) * (1 << _SUBPIXEL_BITS)).astype(
                np.int32
            )
            for o in outlines
        ]
        cv2.fillPoly(fine, scaled, 255, shift=_SUBPIXEL_BITS)
        small = np.asarray(cv2.resize(fine, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA), dtype=np.float32) / 255
        if blur:
            small = np.asarray(cv2.GaussianBlur(small, (0, 0), blur * self.scale, borderType=cv2.BORDER_REPLICATE))
        return where, np.asarray(small, dtype=np.float32)

    def _gradient(
        self, where: tuple[slice, slice], outlines: tuple[Outline, ...], paint: tuple[str, str]
    ) -> NDArray[np.float32]:
        heights = np.concatenate([o[:, 1] for o in outlines])
        top, bottom = float(heights.min()), float(heights.max())
        rows = (np.arange(where[0].start, where[0].stop) + 0.5) / self.scale + self.box.top
        share = np.clip((rows - top) / max(bottom - top, 1e-6), 0, 1).astype(np.float32)[:, None]
        lights = colour(paint[0]) * (1 - share) + colour(paint[1]) * share
        return np.asarray(lights[:, None, :])
