"""The presenter's frame: a circle cut from the film, on a thin light ring with a soft shadow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.errors import StorageError
from vidpipe.media.film.layout import Box

RING = 0.02
"""Width of the ring as a share of the diameter."""
SHADOW_REACH = 0.16
SHADOW_STRENGTH = 0.45
RING_COLOR = (250, 247, 245)


@dataclass(frozen=True, kw_only=True)
class PresenterFrame:
    """Where the film goes, and two pictures: ``mask`` cuts it round, ``disc`` lies under it with ring and shadow."""

    film: Box
    mask: Path
    disc: Path
    disc_left: int
    disc_top: int


def make_presenter_frame(circle: Box, folder: Path) -> PresenterFrame:
    """Draw mask and disc for a presenter in ``circle`` and write them to ``folder`` as PNG."""
    rim, reach = rim_of(circle.width), reach_of(circle.width)
    side = circle.width - 2 * rim
    mask, disc_file = folder / "mask.png", folder / "disc.png"
    _write(mask, np.rint(255 * round_share(side, side / 2, side / 2)).astype(np.uint8))
    _write(disc_file, disc(circle.width, reach))
    return PresenterFrame(
        film=Box(left=circle.left + rim, top=circle.top + rim, width=side, height=side),
        mask=mask,
        disc=disc_file,
        disc_left=circle.left - reach,
        disc_top=circle.top - reach,
    )


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


def _write(path: Path, image: npt.NDArray[np.uint8]) -> None:
    if not cv2.imwrite(str(path), image):
        raise StorageError(f"Could not write {path.name}.", details={"file": path.name})
