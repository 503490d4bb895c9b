"""Laying the presenter's pictures into a frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.film.boxes import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane, bgr_to_planes
from vidpipe.media.presenter.keying import Figure, figure_of
from vidpipe.media.presenter.picture import Picture


@dataclass(frozen=True, kw_only=True)
class Mask:
    """How much of a picture is shown, 0 to 255, for luma and for the colour differences."""

    luma: Plane
    chroma: Plane

    @classmethod
    def of(cls, share: npt.NDArray[np.float32]) -> Mask:
        """Take over shares, 0 to 1; both sides are even."""
        luma = np.rint(255 * share).astype(np.uint8)
        return cls.of_bytes(luma)

    @classmethod
    def of_bytes(cls, luma: Plane) -> Mask:
        """Take over a mask for luma; both sides are even."""
        rows, columns = luma.shape
        return cls(luma=luma, chroma=_halved(luma, rows, columns))


def _halved(plane: Plane, rows: int, columns: int) -> Plane:
    return np.asarray(cv2.resize(plane, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA), np.uint8)


def parts(frame: Frame, box: Box) -> tuple[Plane, Plane, Plane]:
    """Return the samples of a frame in a box of even numbers."""
    rows, columns = slice(box.top, box.bottom), slice(box.left, box.right)
    half = slice(box.top // 2, box.bottom // 2), slice(box.left // 2, box.right // 2)
    return frame.y[rows, columns], frame.cb[half], frame.cr[half]


def lay(frame: Frame, box: Box, picture: Picture) -> None:
    """Put a picture of the box's size into it."""
    for target, plane in zip(parts(frame, box), (picture.y, picture.cb, picture.cr), strict=True):
        target[...] = plane


def lay_masked(frame: Frame, box: Box, picture: Picture, mask: Mask) -> None:
    """Lay a picture of the box's size over what is there, as far as the mask shows it."""
    masks = mask.luma, mask.chroma, mask.chroma
    for target, plane, share in zip(parts(frame, box), (picture.y, picture.cb, picture.cr), masks, strict=True):
        shown = cv2.multiply(plane, share, scale=1 / 255)
        kept = cv2.multiply(target, cv2.bitwise_not(share), scale=1 / 255)
        cv2.add(kept, shown, dst=target)


def lay_figure(frame: Frame, box: Box, figure: Figure) -> None:
    """Lay a figure without background over what is there."""
    keeps = figure.keep, figure.keep_small, figure.keep_small
    for target, plane, keep in zip(parts(frame, box), (figure.y, figure.cb, figure.cr), keeps, strict=True):
        cv2.add(cv2.multiply(target, keep, scale=1 / 255), plane, dst=target)


def flat(picture: Picture, color: str) -> Picture:
    """Return a picture on a plain ground where it is transparent, or itself where it cannot be."""
    if picture.alpha is None:
        return picture
    rows, columns = picture.y.shape
    ground = Frame(columns, rows)
    fill(ground, Box(left=0, top=0, width=columns, height=rows), color)
    lay_figure(ground, Box(left=0, top=0, width=columns, height=rows), figure_of(picture))
    return Picture(y=ground.y, cb=ground.cb, cr=ground.cr)


def fill(frame: Frame, box: Box, color: str) -> None:
    """Paint a box of even numbers in one colour, #rrggbb."""
    if not box.width or not box.height:
        return
    pixel = np.array([[[int(color[at : at + 2], 16) for at in (5, 3, 1)]]], np.uint8)
    for target, value in zip(parts(frame, box), bgr_to_planes(pixel), strict=True):
        target[...] = value[0, 0]
