"""One raw frame of the film, and drawing into it what the camera sees of a picture."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.camera import View
from vidpipe.media.frames.planes import Planes
from vidpipe.media.frames.sampling import Plane, scratch_size


class Frame:
    """The memory of one yuv420p frame and its three planes."""

    def __init__(self, width: int, height: int, data: Plane | None = None) -> None:
        self.width, self.height = width, height
        self.data: Plane = np.empty(width * height * 3 // 2, np.uint8) if data is None else data
        luma, quarter = width * height, width * height // 4
        self.y: Plane = self.data[:luma].reshape(height, width)
        self.cb: Plane = self.data[luma : luma + quarter].reshape(height // 2, width // 2)
        self.cr: Plane = self.data[luma + quarter :].reshape(height // 2, width // 2)

    def film(self, source: Planes, view: View) -> None:
        """Draw what the camera sees of a picture."""
        left = view.x * self.width - self.width / view.zoom / 2
        top = view.y * self.height - self.height / view.zoom / 2
        source.sample_luma(self.y, left, top, view.zoom, self._scratch)
        source.sample_colour(self.cb, self.cr, left, top, view.zoom, self._scratch)

    @cached_property
    def _scratch(self) -> Plane:
        return np.empty(scratch_size(self.width, self.height), np.uint8)

    def show(self, picture: Plane, view: View | None = None) -> None:
        """Draw another frame's bytes, as they are or as the camera sees them."""
        if view is None:
            self.data[:] = picture
            return
        # Not oversampled, so that it is exactly the picture where the camera sets out from it.
        source = Frame(self.width, self.height, picture)
        luma, chroma = _plain_warps(view, self.width, self.height)
        _warp(source.y, luma, self.y, cv2.INTER_CUBIC)
        _warp(source.cb, chroma, self.cb, cv2.INTER_CUBIC)
        _warp(source.cr, chroma, self.cr, cv2.INTER_CUBIC)


def _plain_warps(view: View, width: int, height: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the maps from a frame's luma and chroma samples to those of another frame of the same size."""
    left = view.x * width - width / view.zoom / 2
    top = view.y * height - height / view.zoom / 2
    step = 1 / view.zoom
    luma = np.array([[step, 0.0, left + step / 2 - 0.5], [0.0, step, top + step / 2 - 0.5]])
    chroma = np.array([[step, 0.0, (left + step / 2 - 0.5) / 2], [0.0, step, (top + step - 1) / 2]])
    return luma, chroma


def _warp(source: Plane, matrix: npt.NDArray[np.float64], target: Plane, interpolation: int = cv2.INTER_LINEAR) -> None:
    rows, columns = target.shape
    cv2.warpAffine(
        source,
        matrix,
        (columns, rows),
        dst=target,
        flags=interpolation | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
