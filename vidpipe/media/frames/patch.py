"""A drawn picture with transparency, ready to be laid over the film's frames."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane, bgr_to_planes


class Patch:
    """A picture over part of the frame: laying it on costs two passes over its own pixels.

    The place is even, as 4:2:0 colour needs: the picture is padded to it. What lies outside the frame is cut off.
    """

    def __init__(self, rgba: npt.NDArray[np.uint8], left: int, top: int, width: int, height: int) -> None:
        """Prepare ``rgba`` (rows × columns × 4, straight alpha) for its place in frames of ``width`` × ``height``."""
        rgba, self.left, self.top = _fitted(rgba, left, top, width, height)
        rows, columns = rgba.shape[:2]
        self.width, self.height = columns, rows
        if not rows or not columns:
            return
        alpha = rgba[:, :, 3]
        y, cb, cr = bgr_to_planes(np.ascontiguousarray(rgba[:, :, 2::-1]))
        # Colour under transparent pixels must not bleed into the mean of four.
        weight = alpha.astype(np.float32) / 255
        small = cv2.resize(weight, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
        self._luma = _Blend(y.astype(np.float32) * weight, weight)
        self._chroma = tuple(
            _Blend(
                cv2.resize(plane.astype(np.float32) * weight, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA),
                small,
            )
            for plane in (cb, cr)
        )

    def draw(self, frame: Frame, shift: tuple[int, int] = (0, 0)) -> None:
        """Lay the picture over a frame, ``shift`` pixels to the right of its place and below it: even, and fitting."""
        if not self.width or not self.height:
            return
        left, top = self.left + shift[0], self.top + shift[1]
        self._luma.apply(frame.y[top : top + self.height, left : left + self.width])
        left, top = left // 2, top // 2
        for blend, plane in zip(self._chroma, (frame.cb, frame.cr), strict=True):
            blend.apply(plane[top : top + self.height // 2, left : left + self.width // 2])

    def mix(self, one: Patch, other: Patch, share: float, left: int, top: int, right: int, bottom: int) -> None:
        """Show a part of the frame in colours between those of two patches; ``share`` is the other's, 0 to 1.

        All three must have the same place and the same transparency: only what is added to the frame changes.
        """
        columns = slice(max(left - self.left, 0) // 2, max(right - self.left + 1, 0) // 2)
        rows = slice(max(top - self.top, 0) // 2, max(bottom - self.top + 1, 0) // 2)
        for blend, first, second in zip(self._chroma, one._chroma, other._chroma, strict=True):
            blend.mix(first, second, share, rows, columns)
        columns, rows = slice(2 * columns.start, 2 * columns.stop), slice(2 * rows.start, 2 * rows.stop)
        self._luma.mix(one._luma, other._luma, share, rows, columns)


class _Blend:
    """One plane of a patch: what is added, and how much of what was there stays."""

    def __init__(self, premultiplied: npt.NDArray[Any], weight: npt.NDArray[Any]) -> None:
        self._add: Plane = np.rint(premultiplied).astype(np.uint8)
        self._keep: Plane = np.rint(255 * (1 - weight)).astype(np.uint8)

    def apply(self, target: Plane) -> None:
        kept = cv2.multiply(target, self._keep, scale=1 / 255)
        cv2.add(kept, self._add, dst=target)

    def mix(self, one: _Blend, other: _Blend, share: float, rows: slice, columns: slice) -> None:
        first, second = one._add[rows, columns], other._add[rows, columns]
        self._add[rows, columns] = cv2.addWeighted(first, 1 - share, second, share, 0)


def _fitted(
    rgba: npt.NDArray[np.uint8], left: int, top: int, width: int, height: int
) -> tuple[npt.NDArray[np.uint8], int, int]:
    """Cut a picture to the frame, and pad it to even places and sizes."""
    rgba = rgba[max(0, -top) : max(0, height - top), max(0, -left) : max(0, width - left)]
    left, top = max(0, left), max(0, top)
    rows, columns = rgba.shape[:2]
    before = (top % 2, left % 2)
    after = ((rows + before[0]) % 2, (columns + before[1]) % 2)
    padded = np.pad(rgba, ((before[0], after[0]), (before[1], after[1]), (0, 0)))
    return padded, left - before[1], top - before[0]
