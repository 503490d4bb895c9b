"""How one picture gives way to the next."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.frame import Frame
from vidpipe.models import TransitionKind

SOFT_EDGE = 0.14
"""Width of a wipe's edge, as a share of the frame's."""
SHUTTER = 0.3
"""Share of a frame's time for which the shutter of a camera would be open."""
VEIL = 0.03
"""How far letters spread at most while both pictures are seen, as a share of the frame's width."""
_STEPS = 32
"""Places of the edge between two pixels: more would not be seen on an edge that soft."""


def mix(
    kind: TransitionKind, shown: Frame, coming: Frame, share: float, *, step: float = 0.0, lettered: bool = False
) -> None:
    """Let ``coming`` take the place of ``shown`` to a share of the time, 0 to 1, drawing into ``shown``.

    ``step`` is the share of the time that one frame takes: what moves in it is blurred. ``lettered`` tells that there
    are words on both, which are not to be seen through each other; ``coming`` is used up then.
    """
    match kind:
        case TransitionKind.CUT:
            if share >= 0.5:
                shown.data[:] = coming.data
        case TransitionKind.CROSSFADE:
            share = _softly(share)
            if lettered:
                _veil(shown, share)
                _veil(coming, 1 - share)
            cv2.addWeighted(shown.data, 1 - share, coming.data, share, 0, dst=shown.data)
        case TransitionKind.SLIDE:
            half = step / 2
            speed = _briskly(min(share + half, 1)) - _briskly(max(share - half, 0))
            _slide(shown, coming, _briskly(share), speed)
        case TransitionKind.WIPE:
            _wipe(shown, coming, _softly(share))


def _softly(share: float) -> float:
    """Begin and end at rest (smoothstep)."""
    return share * share * (3 - 2 * share)


def _briskly(share: float) -> float:
    """Begin and end at rest in speed and in its change, as what has weight does (smootherstep)."""
    return share**3 * (10 - 15 * share + 6 * share * share)


def _veil(frame: Frame, share: float) -> None:
    """Blur a picture, the more the further it is gone; two box filters are nearly as soft as a lens."""
    for plane in (frame.y, frame.cb, frame.cr):
        side = 2 * round(VEIL * share * plane.shape[1] / 2) + 1
        if side > 1:
            cv2.blur(cv2.blur(plane, (side, side)), (side, side), dst=plane)


def _slide(shown: Frame, coming: Frame, share: float, speed: float) -> None:
    """Push the picture out to the left, blurred by its movement as a camera's shutter would.

    By pairs of pixels, as colour is stored for pairs: an eased push takes smaller steps only where it nearly rests.
    """
    gone = 2 * round(share * shown.width / 2)
    for old, new in ((shown.y, coming.y), (shown.cb, coming.cb), (shown.cr, coming.cr)):
        by = gone * old.shape[1] // shown.width
        pushed = np.concatenate((old[:, by:], new[:, :by]), axis=1)
        # An odd number of columns, as an even one would also move the picture by half of one.
        blur = 2 * round(SHUTTER * speed * old.shape[1] / 2) + 1
        if blur > 1:
            cv2.blur(pushed, (blur, 1), dst=old, borderType=cv2.BORDER_REPLICATE)
        else:
            old[:] = pushed


def _wipe(shown: Frame, coming: Frame, share: float) -> None:
    """Draw the coming picture in from the left, with a soft edge."""
    for old, new in ((shown.y, coming.y), (shown.cb, coming.cb), (shown.cr, coming.cr)):
        width = old.shape[1]
        edge = max(2, round(width * SOFT_EDGE))
        # From just outside the left to just outside the right.
        place = share * (width + edge) - edge
        first, last = max(0, int(np.floor(place))), min(width, int(np.floor(place)) + edge + 1)
        if first:
            old[:, :first] = new[:, :first]
        if last > first:
            weight = _edge(edge, round((place - np.floor(place)) * _STEPS))[first - int(np.floor(place)) :]
            _blend(old[:, first:last], new[:, first:last], weight[: last - first])


@lru_cache(maxsize=64)
def _edge(width: int, step: int) -> npt.NDArray[np.float32]:
    """Return how much of the coming picture is seen in each column of the edge, from left to right."""
    place = np.clip((np.arange(width + 1) + 0.5 - step / _STEPS) / width, 0, 1)
    return np.asarray(1 - place * place * (3 - 2 * place), np.float32)


def _blend(old: npt.NDArray[np.uint8], new: npt.NDArray[np.uint8], weight: npt.NDArray[np.float32]) -> None:
    shape = old.shape
    coming = np.broadcast_to(weight, shape)
    cv2.blendLinear(new, old, np.ascontiguousarray(coming), np.ascontiguousarray(1 - coming), dst=old)
