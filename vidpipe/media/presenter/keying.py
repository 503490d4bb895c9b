"""Taking a presenter's background away by its colour, as films made before a green screen are made for.

A picture's edge is a mixture of figure and screen, in a share that its colour tells. Colour is stored at half the size,
so that the mixture cannot be undone exactly; the figure's own colour just within the edge is taken in its place, which
leaves no fringe. What green the screen has thrown on the figure is taken down to grey.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.planes import Plane
from vidpipe.media.presenter.picture import Picture

LEAST_COLOUR = 28.0
"""Distance from grey, of 112, that a screen must have: faces and clothes come too near a paler one."""
SKIN = (-0.545, 0.839)
"""Which way from grey the colours of every skin lie, in Cb and Cr: 123° on a vectorscope."""
_LIKE_SKIN = 0.9
"""Cosine of the angle to that within which a colour is no screen: the face would go with it."""
EVEN = 16.0
"""Distance in colour within which a screen is one colour; light falls unevenly on real ones."""
LEAST_EDGE = 0.75
"""Share of a picture's upper edge that must be screen; the figure stands on the lower one."""
_BORDER = 0.03
_SIDES_DOWN = 0.45
"""How far down the left and right edges belong to the upper one."""
_CLEAR, _SOLID = 0.86, 0.18
"""Likeness to the screen's colour from which on nothing of the figure is there, and nothing of the screen."""
_SKEW = 0.9
"""How much a hue beside the screen's counts against likeness."""
_HUE = 0.7
"""How much a hue beside a magenta screen's counts against its being thrown by the screen."""
_CROSS = np.ones((3, 3), np.uint8)
_NEAR = 7
"""Pixels across, of luma, within which an edge finds the figure's own colour; thinner parts keep the mixture's."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """A screen's colour."""

    y: float
    cb: float
    cr: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure without its background: colours multiplied by opacity, and how much stays of what is under it."""

    y: Plane
    cb: Plane
    cr: Plane
    keep: Plane
    keep_small: Plane
    """The same for the colour differences."""

    def faded(self, luma: Plane, chroma: Plane) -> Figure:
        """Return the figure less opaque, by shares of 255 for luma and for the colour differences."""

        def less(plane: Plane, share: Plane) -> Plane:
            return np.asarray(cv2.multiply(plane, share, scale=1 / 255), np.uint8)

        def kept(keep: Plane, share: Plane) -> Plane:
            return np.asarray(cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(keep), share, scale=1 / 255)), np.uint8)

        return Figure(
            y=less(self.y, luma),
            cb=less(self.cb, chroma),
            cr=less(self.cr, chroma),
            keep=kept(self.keep, luma),
            keep_small=kept(self.keep_small, chroma),
        )


def key_of(picture: Picture) -> Key | None:
    """Return the colour of the screen behind a figure; None when that is no one colour, a grey, or skin's hue."""
    rows, columns = picture.cb.shape
    deep = max(1, round(_BORDER * min(rows, columns)))
    low = max(deep, round(_SIDES_DOWN * rows))

    def border(plane: Plane, scale: int) -> npt.NDArray[np.float32]:
        up, down = deep * scale, low * scale
        parts = plane[:up], plane[up:down, :up], plane[up:down, -up:]
        return np.concatenate([part.ravel() for part in parts]).astype(np.float32)

    cb, cr = border(picture.cb, 1), border(picture.cr, 1)
    key = Key(y=float(np.median(border(picture.y, 2))), cb=float(np.median(cb)), cr=float(np.median(cr)))
    strength = float(np.hypot(key.cb - 128, key.cr - 128))
    towards_skin = (key.cb - 128) * SKIN[0] + (key.cr - 128) * SKIN[1]
    if strength < LEAST_COLOUR or towards_skin > _LIKE_SKIN * strength:
        return None
    alike = np.hypot(cb - key.cb, cr - key.cr) <= EVEN
    return key if float(alike.mean()) >= LEAST_EDGE else None


class Keyer:
    """Takes one colour of screen away. Everything that depends on colour alone is worked out beforehand."""

    def __init__(self, key: Key) -> None:
        self._key = key
        cb, cr = np.meshgrid(np.arange(256, dtype=np.float32), np.arange(256, dtype=np.float32), indexing="ij")
        across, up = cb - 128, cr - 128
        strength = float(np.hypot(key.cb - 128, key.cr - 128))
        toward = np.array((key.cb - 128, key.cr - 128)) / strength
        likeness = (across * toward[0] + up * toward[1]) / strength
        aside = np.abs(up * toward[0] - across * toward[1]) / strength
        keep = np.clip((likeness - _SKEW * aside - _SOLID) / (_CLEAR - _SOLID), 0, 1)
        self._keep = np.rint(255 * keep).astype(np.uint8).ravel()
        # What the figure adds: the mixture without the screen's part, and without the light the screen threw on it.
        own = np.stack([across - keep * (key.cb - 128), up - keep * (key.cr - 128)])
        # Skin lies opposite to green and blue: what of them is on a face was thrown there. It lies beside magenta and
        # has a share of it by itself, so that only what is nearly of the screen's own hue is taken.
        beside = _HUE * np.abs(own[1] * toward[0] - own[0] * toward[1]) if toward.min() > 0 else 0.0
        spill = np.maximum(own[0] * toward[0] + own[1] * toward[1] - beside, 0)
        opaque = 1 - keep
        self._cb, self._cr = (
            np.rint(np.clip(part - spill * axis, -112 * opaque, 112 * opaque) + 128 * opaque).astype(np.uint8).ravel()
            for part, axis in zip(own, toward, strict=True)
        )

    def figure(self, picture: Picture) -> Figure:
        """Return the figure of a picture without the screen."""
        colours = (picture.cb.astype(np.uint16) << 8) | picture.cr
        small = np.take(self._keep, colours)
        rows, columns = picture.y.shape
        keep = np.asarray(cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR), np.uint8)
        y = cv2.subtract(picture.y, cv2.convertScaleAbs(keep, alpha=self._key.y / 255))
        y = cv2.min(y, cv2.convertScaleAbs(cv2.bitwise_not(keep), alpha=235 / 255))
        cb, cr = np.take(self._cb, colours), np.take(self._cr, colours)
        (y,) = _from_within([np.asarray(y, np.uint8)], keep, _NEAR, keep)
        # What is nearly solid has a breath of the screen's hue, which shows more than a lighter or darker line would.
        cb, cr = _from_within([cb, cr], np.asarray(cv2.dilate(small, _CROSS), np.uint8), 5, small)
        return Figure(y=y, cb=cb, cr=cr, keep=keep, keep_small=small)


def _from_within(planes: list[Plane], unsure: Plane, near: int, keep: Plane) -> list[Plane]:
    """Give edges the mean of what is surely solid near them, in the share in which they are opaque."""
    solid = np.asarray(cv2.inRange(unsure, np.array([0]), np.array([0])), np.uint8)
    edge = cv2.bitwise_and(cv2.bitwise_not(solid), cv2.inRange(keep, np.array([0]), np.array([254])))
    size = (near, near)
    weight = cv2.boxFilter(solid, cv2.CV_32F, size, normalize=False)
    found = cv2.bitwise_and(edge, cv2.inRange(weight, np.array([254.0]), np.array([1e9])))
    share = cv2.divide(cv2.bitwise_not(keep).astype(np.float32), weight)
    result = []
    for plane in planes:
        total = cv2.boxFilter(cv2.bitwise_and(plane, solid), cv2.CV_32F, size, normalize=False)
        mean = cv2.convertScaleAbs(cv2.multiply(total, share))
        cv2.copyTo(mean, found, plane)
        result.append(plane)
    return result


def figure_of(picture: Picture) -> Figure:
    """Return the figure of a picture that says itself how opaque it is. Raises ValueError when it does not."""
    if picture.alpha is None:
        raise ValueError("the picture has no alpha")
    rows, columns = picture.cb.shape
    keep = np.asarray(cv2.bitwise_not(picture.alpha), np.uint8)
    small = np.asarray(cv2.resize(keep, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    # It lies on black, which is 16 and 128 in the limited range.
    half = cv2.convertScaleAbs(small, alpha=128 / 255)
    return Figure(
        y=np.asarray(cv2.subtract(picture.y, cv2.convertScaleAbs(keep, alpha=16 / 255)), np.uint8),
        cb=np.asarray(cv2.subtract(picture.cb, half), np.uint8),
        cr=np.asarray(cv2.subtract(picture.cr, half), np.uint8),
        keep=keep,
        keep_small=small,
    )
