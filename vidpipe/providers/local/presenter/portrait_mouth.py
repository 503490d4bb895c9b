"""Speaking in a portrait: lips part along their seam, the jaw follows, and the mouth's inside is painted between."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.presenter.canvas import Box, Canvas, Outline, ellipse
from vidpipe.providers.local.presenter.face_finder import Face
from vidpipe.providers.local.presenter.sprite import Sprite, overlay
from vidpipe.providers.local.presenter.video_colour import Layer

_OPEN = 0.31
"""How far the lips part at most, as a share of the distance of the eyes; speech rarely goes further."""
_OPEN_SMILING = 0.17
"""How much further they part when the portrait shows them parted."""
_UP = 0.14
"""The share of the parting that the upper lip does."""
_SMILING = 0.09
"""Parted further than this share of its width, the mouth of the portrait shows teeth already."""


@dataclass(frozen=True, kw_only=True)
class _Parting:
    """How the lips have parted; per column of the patch where it is an array, all in pixels."""

    gap: float
    """The widest parting."""
    half: float
    """Half the width of the opening."""
    up: NDArray[np.float64]
    down: NDArray[np.float64]
    seam: NDArray[np.float64]

    @property
    def top(self) -> NDArray[np.float64]:
        """The rows where the upper lip ends."""
        return self.seam - self.up

    @property
    def bottom(self) -> NDArray[np.float64]:
        """The rows where the lower lip begins."""
        return self.seam + self.down


class PortraitMouth:
    """The mouth of one portrait, in any shape; pixels of ``base`` are its units."""

    def __init__(self, base: Layer, face: Face) -> None:
        self._base = base
        parted = float(np.max(face.lower_lip[:, 1] - face.upper_lip[:, 1]))
        self._shows_teeth = parted > _SMILING * float(np.ptp(face.corners[:, 0]))
        inner = face.lower_lip[[0, -1]]
        left, right = inner if self._shows_teeth else (face.corners + inner) / 2
        self._most = (_OPEN_SMILING if self._shows_teeth else _OPEN) * float(np.hypot(*(face.eyes[1] - face.eyes[0])))
        self._left, self._width = float(left[0]), float(right[0] - left[0])
        self._middle = self._left + self._width / 2
        # With teeth in sight the lower lip alone moves off, and the teeth stay with the skull.
        line = face.lower_lip if self._shows_teeth else (face.lower_lip + face.upper_lip) / 2
        reach = float(face.chin[1] - line[:, 1].mean())
        x0, x1 = self._left - 0.75 * self._width, self._left + 1.75 * self._width
        y0, y1 = float(face.nose[1]), float(face.chin[1]) + 0.45 * reach
        rows, columns = base.shape[:2]
        self._box = Box(max(0, round(x0)), max(0, round(y0)), min(columns, round(x1)), min(rows, round(y1)))
        self._columns = np.arange(self._box.left, self._box.right)
        self._rows = np.arange(self._box.top, self._box.bottom)[:, None]
        self._seam = self._seam_line(line)
        self._nose, self._chin = float(face.nose[1]), float(face.chin[1])

    def _seam_line(self, line: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the row of the seam per column, moved onto the dark line between closed lips."""
        seam = np.interp(self._columns, line[:, 0], line[:, 1])
        if self._shows_teeth:
            return np.asarray(seam)
        middle = (self._columns > self._left + 0.3 * self._width) & (self._columns < self._left + 0.7 * self._width)
        columns, heights = self._columns[middle].astype(int), seam[middle]
        reach = max(1, round(0.09 * self._width))
        offsets = np.arange(-reach, reach + 1)
        rows = np.clip(np.rint(heights + offsets[:, None]).astype(int), 0, len(self._base) - 1)
        dark = cv2.GaussianBlur(self._base[..., 0], (0, 0), 0.012 * self._width)[rows, columns].mean(axis=1)
        return np.asarray(seam + offsets[int(dark.argmin())])

    def sprite(self, openness: float, width: float, teeth: float) -> Sprite:
        """Return the lower face with the mouth ``openness`` 0 to 1 open and ``width`` -1 round to 1 spread."""
        if self._shows_teeth:
            teeth = 0.0
        gap = max(openness, 0.16 * teeth) * self._most * (1 - 0.2 * max(0.0, -width))
        spread = (0.10 if width > 0 else 0.20) * width
        half = self._width / 2 * (1 + 0.8 * spread)
        profile = np.clip(1 - ((self._columns - self._middle) / half) ** 2, 0, 1) ** 0.7
        lips = _Parting(gap=gap, half=half, up=gap * _UP * profile, down=gap * (1 - _UP) * profile, seam=self._seam)
        warped = cv2.remap(self._base, self._across(spread), self._source(lips), cv2.INTER_LINEAR)
        patch = np.asarray(warped, dtype=np.uint8)
        if gap > 0.5:
            overlay(patch, self._inside(lips, teeth))
        self._fade(patch)
        return Sprite(layer=patch, box=self._box, scale=1)

    def _across(self, spread: float) -> NDArray[np.float32]:
        """Say for each pixel of the patch from which column it comes: the mouth is drawn together or apart."""
        aside = self._columns - self._middle
        near = np.exp(-((aside / (0.62 * self._width)) ** 2) - ((self._rows - self._seam) / (0.5 * self._width)) ** 2)
        return np.asarray(self._columns - aside * spread * near, dtype=np.float32)

    def _source(self, lips: _Parting) -> NDArray[np.float32]:
        """Say for each pixel of the patch from which row it comes: the jaw sinks, the lips part further."""
        rows, seam = self._rows, self._seam
        beside = np.exp(-(((self._columns - self._middle) / (0.85 * self._width)) ** 2))
        jaw = 0.55 * lips.gap * beside
        under_chin = _ease(np.clip((self._box.bottom - rows) / (self._box.bottom - self._chin), 0, 1))
        to_chin = _ease(np.clip((rows - lips.bottom) / np.maximum(self._chin - lips.bottom, 1), 0, 1))
        to_nose = _ease(np.clip((rows - self._nose) / np.maximum(lips.top - self._nose, 1), 0, 1))
        lower = np.maximum(rows - (lips.down + (jaw - lips.down) * to_chin) * under_chin, seam)
        upper = rows + lips.up * to_nose
        between = (lips.top + lips.bottom) / 2
        source = np.where(rows > between, lower, np.minimum(upper, np.maximum(seam, rows)))
        return np.asarray(source, dtype=np.float32)

    def _inside(self, lips: _Parting, teeth: float) -> Layer:
        """Paint the mouth's inside where the lips have parted."""
        wide, middle, half, gap = self._width, self._middle, lips.half, lips.gap
        within = np.abs(self._columns - middle) <= half
        x, upper, lower = self._columns[within] + 0.5, lips.top[within], lips.bottom[within]
        canvas = Canvas(self._box, 1)
        inside = _between(x, upper, lower)
        clip = np.asarray(cv2.GaussianBlur(canvas.mask(inside), (0, 0), 0.006 * wide), dtype=np.float32)
        canvas.fill(inside, paint=("#321012", "#562122"), clip=clip)
        if gap > 0.12 * wide:
            tongue = ellipse(middle, float(lower.max()) + 0.02 * wide, half * 0.55, 0.13 * wide)
            canvas.fill(tongue, paint=("#8f4443", "#743233"), clip=clip, blur=0.015 * wide)
        if not self._shows_teeth:
            hang = min(0.115 * wide, 0.55 * gap + 0.05 * wide * teeth)
            edge = upper + hang * np.sqrt(np.clip(1 - ((x - middle) / (0.86 * half)) ** 2, 0, 1))
            canvas.fill(_between(x, upper - 4, edge), paint=("#c9bfb5", "#f4eee6"), clip=clip, blur=0.008 * wide)
        if teeth > 0.2:
            row = _between(x, lower - 0.07 * wide * teeth, lower + 4)
            canvas.fill(row, paint=("#d8d0c6", "#b5aaa0"), clip=clip, blur=0.008 * wide, opacity=0.9 * teeth)
        shade = _between(x, upper - 6, upper + 0.02 * wide)
        canvas.fill(shade, paint="#1c0708", clip=clip, blur=0.012 * wide, opacity=0.55)
        return canvas.layer()

    def _fade(self, patch: Layer) -> None:
        """Let the patch run out softly into the picture around it."""
        box = self._box
        part = self._base[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
        margin = 0.3 * self._width
        sides = np.minimum(self._columns - box.left, box.right - 1 - self._columns) / margin
        ends = np.minimum(self._rows - box.top, box.bottom - 1 - self._rows) / (0.5 * margin)
        share = (_ease(np.clip(sides, 0, 1)) * _ease(np.clip(ends, 0, 1)))[..., None]
        patch[...] = np.rint(patch * share + part * (1 - share))


def _ease(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(share * share * (3 - 2 * share))


def _between(x: NDArray[np.float64], upper: NDArray[np.float64], lower: NDArray[np.float64]) -> Outline:
    """Draw the outline of what lies between two lines."""
    return np.vstack([np.column_stack([x, upper]), np.column_stack([x, lower])[::-1]])
