"""Looking at a painted frame: its colours as a screen shows them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Plane

# ITU-R BT.709-6, item 3, solved for red, green and blue; rows act on luma, Cb and Cr in limited range.
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y, _C = 255 / 219, 255 / 224
_RGB = np.array(
    [
        [_Y, 0, 2 * (1 - _KR) * _C],
        [_Y, -2 * (1 - _KB) * _KB / _KG * _C, -2 * (1 - _KR) * _KR / _KG * _C],
        [_Y, 2 * (1 - _KB) * _C, 0],
    ]
)


def as_rgb(frame: Frame) -> npt.NDArray[np.uint8]:
    """Return a frame (yuv420p, BT.709, limited range) as rows × columns × 3 of RGB."""
    size = (frame.width, frame.height)
    chroma = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (frame.cb, frame.cr)]
    planes: list[Plane] = [frame.y, *(np.asarray(plane, np.uint8) for plane in chroma)]
    levels = np.stack(planes, axis=-1).astype(np.float32) - np.array((16, 128, 128), np.float32)
    return np.asarray(np.clip(np.rint(levels @ _RGB.T.astype(np.float32)), 0, 255), np.uint8)
