"""Sampling a plane at any place and scale, evenly and fast.

A resize takes a third of the processor time that a general warp takes, and is as exact in scale; but it begins at whole
samples of its source. So it is begun some columns and rows earlier, as many as bring the wanted place nearest to a
whole sample, and these are cut off. The source is oversampled by a number that is no simple fraction: few are enough.
"""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]

OVERSAMPLING = 2.45
"""Samples of a plane per pixel of the frame. Linear interpolation between them is then even to the eye, where in the
picture itself it would blur and sharpen in turn as the camera moves by fractions of a pixel."""
_EARLIER = 48
"""Columns and rows at most that are computed for nothing."""
_NEAR = 0.02
"""Samples by which a place may be missed: 0.008 pixels of the frame."""
_BEFORE = ceil(_EARLIER * (OVERSAMPLING + 0.1)) + 4
_AFTER = 8


class SampledPlane:
    """One or two planes of a picture at about :data:`OVERSAMPLING` times the size they have in the frame."""

    def __init__(self, plane: Plane, width: int, height: int) -> None:
        """Take one plane (rows × columns) or two (rows × columns × 2) of ``width`` × ``height`` samples in a frame."""
        self._across, self._down = plane.shape[1] / width, plane.shape[0] / height
        self._plane = cv2.copyMakeBorder(plane, _BEFORE, _AFTER, _BEFORE, _AFTER, cv2.BORDER_REPLICATE)

    def sample(self, targets: tuple[Plane, ...], left: float, top: float, zoom: float, scratch: Plane) -> None:
        """Fill a target for each plane with what lies from ``left`` and ``top`` on, in samples of the frame.

        ``zoom`` is how much it is enlarged, ``scratch`` is memory of :func:`scratch_size` bytes that is used meanwhile.
        """
        rows, columns = targets[0].shape
        x, skipped_columns, across = _start(left, self._across, zoom)
        y, skipped_rows, down = _start(top, self._down, zoom)
        source = self._plane[
            y : y + ceil((rows + skipped_rows) * down) + 2, x : x + ceil((columns + skipped_columns) * across) + 2
        ]
        # cv2.resize rounds so, and only without a size does it keep to the factors.
        shape = (round(source.shape[0] * (1 / down)), round(source.shape[1] * (1 / across)), *source.shape[2:])
        room = scratch[: shape[0] * shape[1] * len(targets)].reshape(shape)
        made = cv2.resize(source, None, dst=room, fx=1 / across, fy=1 / down, interpolation=cv2.INTER_LINEAR)
        part = made[skipped_rows : skipped_rows + rows, skipped_columns : skipped_columns + columns]
        if len(targets) == 1:
            targets[0][:] = part
            return
        for channel, target in enumerate(targets):
            cv2.extractChannel(part, channel, dst=target)


def scratch_size(width: int, height: int) -> int:
    """Return how many bytes sampling the planes of a frame of ``width`` × ``height`` needs meanwhile."""
    return (width + 2 * _EARLIER + 8) * (height + 2 * _EARLIER + 8)


def _start(place: float, scale: float, zoom: float) -> tuple[int, int, float]:
    """Return the sample to begin with, how many results to cut off so that the rest begins at ``place``, and the step.

    ``place`` is in samples of the frame, ``scale`` says how many of the plane's there are to one of them.
    """
    step = scale / zoom
    start = scale * place + _BEFORE
    best, least = 0, 1.0
    for skipped in range(_EARLIER + 1):
        wanted = start - skipped * step
        missed = abs(wanted - round(wanted))
        if missed < least:
            best, least = skipped, missed
            if missed <= _NEAR:
                break
    return round(start - best * step), best, step
