"""The presenter's frame: a circle, on a thin light ring with a soft shadow."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

RING = 0.02
"""Width of the ring as a share of the diameter."""
SHADOW_REACH = 0.16
SHADOW_STRENGTH = 0.45
RING_COLOR = (250, 247, 245)


def rim_of(diameter: int) -> int:
    """Return the ring's width in pixels, an even number."""
    return max(2, 2 * round(RING * diameter / 2))


def reach_of(diameter: int) -> int:
    """Return how far the shadow reaches beyond the ring, in pixels, an even number."""
    return 2 * round(SHADOW_REACH * diameter / 2)


def round_share(side: int, center: float, radius: float) -> npt.NDArray[np.float32]:
    """Return how far each pixel of a square lies inside a circle, 0 to 1, with an edge one pixel soft."""
    along = np.arange(side, dtype=np.float32) + 0.5 - center
    distance = np.hypot(along[:, None], along[None, :])
    return np.asarray(np.clip(radius - distance + 0.5, 0.0, 1.0), np.float32)


def disc(diameter: int, reach: int) -> npt.NDArray[np.uint8]:
    """Draw a disc in the ring's colour over its shadow, as BGRA with straight alpha."""
    side = diameter + 2 * reach
    ring = round_share(side, side / 2, diameter / 2)
    blurred = cv2.GaussianBlur(ring, (0, 0), reach / 2.6) * SHADOW_STRENGTH
    fall = round(reach * 0.22)
    shadow = np.roll(blurred, fall, axis=0).astype(np.float32)
    alpha = ring + shadow * (1 - ring)
    color = np.array(RING_COLOR, np.float32) * (ring / np.maximum(alpha, 1e-6))[:, :, None]
    return np.dstack([np.rint(color), np.rint(255 * alpha)]).astype(np.uint8)
