"""Watching a piece while it is painted: what is black, what stands still, and what it looks like.

The frames are in memory then; to find the same in the finished film, all of it would have to be decoded.
"""

from __future__ import annotations

import cv2
import numpy as np

from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane
from vidpipe.models.checks import Run, Seen

POINTS = 64
"""About as many rows of points are looked at; a point every 16 pixels of a Full HD frame."""
TINY = (16, 9)
"""Columns and rows of the picture by which a frame is known again."""
BLACK_LUMA = 29
"""Luma up to which a point is black: 6 % of the way from 16 to 235."""
BLACK_SHARE, DARK_SHARE = 0.998, 0.98
STILL_MEAN, STILL_MOST = 0.1, 16
"""Luma by which frames that are alike may differ: in the mean, which a slow camera passes, and at any one point, which
a moving mouth does."""
KEPT_SECONDS = 0.5
"""Runs of frames at least as long are noted; shorter ones only where they may go on in the next piece."""


def points(luma: Plane) -> Plane:
    """Return every so many points of a frame's luma, which stand for all of it."""
    step = max(1, min(luma.shape) // POINTS)
    return np.ascontiguousarray(luma[::step, ::step])


def tiny(seen: Plane) -> Plane:
    """Return a picture of 16 × 9 grey values, made of a frame's points."""
    return np.asarray(cv2.resize(seen, TINY, interpolation=cv2.INTER_AREA), np.uint8)


class Watch:
    """Sees every frame of one piece, one after the other; takes some 0.1 ms for each and keeps none."""

    def __init__(self, fps: int) -> None:
        self._kept = max(1, round(KEPT_SECONDS * fps))
        self._count = 0
        self._black, self._dark, self._still = _Runs(), _Runs(), _Runs()
        self._first: Plane | None = None
        self._like: Plane | None = None
        """The frame with which the present still run began."""

    def see(self, frame: Frame) -> None:
        """Look at the next frame, which is painted all over."""
        seen = points(frame.y)
        share = 1 - int(np.count_nonzero(seen > BLACK_LUMA)) / seen.size
        self._black.note(self._count, share >= BLACK_SHARE)
        self._dark.note(self._count, share >= DARK_SHARE)
        if self._like is None or not _alike(seen, self._like):
            self._still.note(self._count, False)
            self._like = seen
        self._still.note(self._count, True)
        if self._first is None:
            self._first = seen
        self._count += 1

    def seen(self) -> Seen:
        """Return what was seen. Raises ValueError when there was no frame."""
        if self._first is None or self._like is None:
            raise ValueError("nothing was painted")
        return Seen(
            frames=self._count,
            black=self._black.kept(self._count, self._kept),
            dark=self._dark.kept(self._count, self._kept),
            still=self._still.kept(self._count, self._kept),
            first=tiny(self._first).tobytes().hex(),
            last=tiny(self._like).tobytes().hex(),
        )


def _alike(seen: Plane, like: Plane) -> bool:
    if cv2.norm(seen, like, cv2.NORM_L1) > STILL_MEAN * seen.size:
        return False
    return bool(cv2.norm(seen, like, cv2.NORM_INF) <= STILL_MOST)


class _Runs:
    """Frames in a row of which something is true."""

    def __init__(self) -> None:
        self._ended: list[Run] = []
        self._begin: int | None = None

    def note(self, number: int, holds: bool) -> None:
        """Tell whether it holds for a frame; what was told last for a number goes."""
        if holds and self._begin is None:
            self._begin = number
        elif not holds and self._begin is not None:
            if number > self._begin:
                self._ended.append((self._begin, number - self._begin))
            self._begin = None

    def kept(self, count: int, least: int) -> list[Run]:
        """Return the runs that are at least so long, and those at either end, of ``count`` frames in all."""
        runs = [*self._ended]
        if self._begin is not None:
            runs.append((self._begin, count - self._begin))
        return [run for run in runs if run[1] >= least or run[0] == 0 or sum(run) == count]
