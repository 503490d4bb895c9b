"""Scaling pictures and planes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def resized(image: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    """Scale a picture or plane: sharp when it grows, without moiré when it shrinks."""
    if image.shape[1] == width and image.shape[0] == height:
        return image
    method = cv2.INTER_LANCZOS4 if width > image.shape[1] else cv2.INTER_AREA
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)
