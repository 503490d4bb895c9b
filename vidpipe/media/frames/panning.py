"""A picture for a camera that only moves sideways: sampled a few times, then shifted by mixing two of the samples."""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np

from vidpipe.media.frames.camera import Path2D, View
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Planes
from vidpipe.media.frames.sampling import Plane, scratch_size

_PHASES = 4
"""Samples for each pixel of the way: what lies between two of them is their mixture, and as sharp."""


class Pan:
    """What a camera sees on a way sideways at one magnification: a quarter of the work of sampling each frame anew."""

    def __init__(self, planes: Planes, path: Path2D) -> None:
        self._left = min(path.begin.x, path.end.x)
        self._width, self._zoom = planes.width, path.begin.zoom
        way = abs(path.end.x - path.begin.x) * planes.width * self._zoom
        # Room for the last phase, even as colour is stored for pairs of pixels.
        strip = planes.width + 2 * ceil((way + 2) / 2)
        self._strips = [self._strip(planes, path.begin, strip, phase / _PHASES) for phase in range(_PHASES)]

    def _strip(self, planes: Planes, view: View, width: int, phase: float) -> tuple[Plane, Plane, Plane]:
        """Sample all that is ever seen, each plane shifted by a share of one of its own samples."""
        rows = planes.height
        luma, colour = np.empty((rows, width), np.uint8), np.empty((2, rows // 2, width // 2), np.uint8)
        left = self._left * planes.width - planes.width / self._zoom / 2
        top = view.y * rows - rows / self._zoom / 2
        scratch = np.empty(scratch_size(width, rows), np.uint8)
        planes.sample_luma(luma, left + phase / self._zoom, top, self._zoom, scratch)
        planes.sample_colour(colour[0], colour[1], left + 2 * phase / self._zoom, top, self._zoom, scratch)
        return luma, colour[0], colour[1]

    def draw(self, frame: Frame, view: View) -> None:
        """Draw what is seen at a point of the way."""
        shift = (view.x - self._left) * self._width * self._zoom
        for number, (target, by) in enumerate(((frame.y, shift), (frame.cb, shift / 2), (frame.cr, shift / 2))):
            _mix([strip[number] for strip in self._strips], by, target)


def _mix(strips: list[Plane], shift: float, target: Plane) -> None:
    steps, columns = shift * _PHASES, target.shape[1]
    first = int(steps)
    (one, phase), (other, next_phase) = divmod(first, _PHASES), divmod(first + 1, _PHASES)
    share = steps - first
    cv2.addWeighted(
        strips[phase][:, one : one + columns],
        1 - share,
        strips[next_phase][:, other : other + columns],
        share,
        0,
        dst=target,
    )
