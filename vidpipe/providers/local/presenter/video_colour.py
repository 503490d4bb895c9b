"""The colours of video: BT.709 luma and colour differences, in which the presenter is put together.

Mixing is linear, so layers can be blended in these colours as well as in red, green and blue. Converting each layer
once instead of each frame halves the cost of a film. A layer holds Y, Cb, Cr and alpha as bytes in the limited range
(16 to 235), already multiplied by alpha, so that it can be moved by fractions of a pixel without dark seams.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Layer: TypeAlias = NDArray[np.uint8]
"""Premultiplied Y, Cb, Cr, alpha; shape (height, width, 4)."""
Picture: TypeAlias = NDArray[np.uint8]
"""An opaque layer: four bytes per pixel are twice as fast to blend as three."""

# ITU-R BT.709-6, items 3.2 to 3.4, for bytes; the last column is the offset, which alpha carries.
_FROM_RGB = np.array(
    [
        [0.2126 * 219, 0.7152 * 219, 0.0722 * 219, 16],
        [-0.2126 * 224 / 1.8556, -0.7152 * 224 / 1.8556, 0.5 * 224, 128],
        [0.5 * 224, -0.7152 * 224 / 1.5748, -0.0722 * 224 / 1.5748, 128],
        [0, 0, 0, 255],
    ]
)


def layer_of(light: NDArray[np.float32]) -> Layer:
    """Turn premultiplied red, green, blue and alpha, each 0 to 1, into a layer."""
    return np.asarray(np.clip(np.rint(cv2.transform(light, _FROM_RGB.astype(np.float32))), 0, 255), dtype=np.uint8)


def chroma_of(light: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the two colour differences of a colour, three shares of full light; 0 is grey."""
    return np.asarray(_FROM_RGB[1:3, :3] @ light)


def rgb_of(picture: Picture) -> NDArray[np.uint8]:
    """Turn an opaque picture back into red, green and blue bytes."""
    values = picture[..., :3].astype(np.float64) - _FROM_RGB[:3, 3]
    return np.asarray(np.clip(np.rint(values @ np.linalg.inv(_FROM_RGB[:3, :3]).T * 255), 0, 255), dtype=np.uint8)


def planes_of(picture: Picture) -> NDArray[np.uint8]:
    """Lay out a picture as the planes of yuv420p, one under the other: shape (height * 3 / 2, width)."""
    height, width = picture.shape[:2]
    planes = np.empty((height * 3 // 2, width), dtype=np.uint8)
    cv2.extractChannel(picture, 0, dst=planes[:height])
    small = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    colours = planes[height:].reshape(2, height // 2, width // 2)
    colours[0], colours[1] = small[..., 1], small[..., 2]
    return planes
