"""Setting a drawn picture's subject into a part of a sheet: whole, as large as it may be, and without the words."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.planes import Plane
from vidpipe.media.frames.subject import Region

FILLED = 0.94
"""How much of its part a subject fills."""
SOFT = 0.3
"""How far the picture goes over into its continued ground, as a share of the shorter side; less near the subject."""
AIR = 0.012
"""Around words, as a share of the picture's longer side: what they stand on casts a shadow."""
COARSE = 64
"""Cells along the longer side in which a ground is continued: it holds nothing but soft changes of colour."""
_Pixels = npt.NDArray[np.float32]


def place(
    image: Plane, subject: Region, words: Sequence[Region], size: tuple[int, int], regions: Sequence[Region]
) -> _Pixels:
    """Return a sheet of ``size`` pixels in RGB with a picture's subject, on its own ground, where it is largest.

    ``subject`` and ``words`` are in shares of the picture, and ``regions`` the parts of the sheet, in pixels, in one of
    which the subject is to stand; an earlier one is preferred where it is nearly as large. Where the words were, and
    beyond the picture's edges, its ground goes on.
    """
    rows, columns = image.shape[:2]
    subject = subject.moved((columns, rows), (0, 0))
    zooms = [_zoom(subject, region) for region in regions]
    zoom, region = next((zoom, one) for zoom, one in zip(zooms, regions, strict=True) if zoom >= 0.8 * max(zooms))
    x, y = (to - zoom * at for to, at in zip(region.middle, subject.middle, strict=True))
    pixels = _moved(image, zoom, (x, y), size)
    air = AIR * max(rows, columns)
    boxes = [word.moved((columns, rows), (0, 0)).grown(air).moved((zoom, zoom), (x, y)) for word in words]
    there = subject.moved((zoom, zoom), (x, y))
    known = _mask(size, [Region(0, 0, columns, rows).moved((zoom, zoom), (x, y))]) & ~_mask(size, boxes)
    on_subject = _mask(size, [there])
    ground = _continued(pixels, known & ~on_subject)
    weight = _weight(known | on_subject, on_subject, SOFT * min(size))[:, :, None]
    return np.asarray(ground + (pixels - ground) * weight, np.float32)


def _zoom(subject: Region, region: Region) -> float:
    across = (region.right - region.left) / (subject.right - subject.left)
    down = (region.bottom - region.top) / (subject.bottom - subject.top)
    return FILLED * min(across, down)


def _moved(image: Plane, zoom: float, offset: tuple[float, float], size: tuple[int, int]) -> _Pixels:
    """Return a picture in RGB on a sheet, scaled and then moved; beyond its edges is nothing of worth."""
    rows, columns = image.shape[:2]
    if zoom < 1:
        # Resampling alone takes single pixels of it, which makes thin lines jagged.
        small = max(1, round(columns * zoom)), max(1, round(rows * zoom))
        image = np.asarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA), np.uint8)
    across, down = zoom * columns / image.shape[1], zoom * rows / image.shape[0]
    x, y = offset
    # Pixels are counted by their middles.
    way = np.array([[across, 0, x + (across - 1) / 2], [0, down, y + (down - 1) / 2]])
    moved = cv2.warpAffine(image, way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved[:, :, ::-1], np.float32)


def _mask(size: tuple[int, int], boxes: Sequence[Region]) -> npt.NDArray[np.bool_]:
    mask = np.zeros((size[1], size[0]), np.bool_)
    for box in boxes:
        left, top, right, bottom = (max(0, round(side)) for side in (box.left, box.top, box.right, box.bottom))
        mask[top:bottom, left:right] = True
    return mask


def _continued(pixels: _Pixels, known: npt.NDArray[np.bool_]) -> _Pixels:
    """Return a ground without an edge that has the known pixels' colours, and theirs nearby where none is known."""
    rows, columns = known.shape
    scale = COARSE / max(rows, columns)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    seen = known.astype(np.float32)
    weight = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA), np.float32)
    coarse = np.asarray(cv2.resize(pixels * seen[:, :, None], size, interpolation=cv2.INTER_AREA), np.float32)
    filled = cv2.GaussianBlur(_filled(coarse, weight), (0, 0), 1.5)
    return np.asarray(cv2.resize(filled, (columns, rows), interpolation=cv2.INTER_CUBIC), np.float32)


def _filled(sums: _Pixels, weight: _Pixels) -> _Pixels:
    """Return colours everywhere: where too few pixels were summed, those of the same picture half as large."""
    mean = sums / np.maximum(weight, 1e-6)[:, :, None]
    if min(weight.shape) == 1 or weight.min() > 1 - 1e-6:
        return np.asarray(mean, np.float32)
    half = _filled(np.asarray(cv2.pyrDown(sums), np.float32), np.asarray(cv2.pyrDown(weight), np.float32))
    rest = cv2.resize(half, weight.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(rest + (mean - rest) * np.clip(weight, 0, 1)[:, :, None], np.float32)


def _weight(known: npt.NDArray[np.bool_], subject: npt.NDArray[np.bool_], soft: float) -> _Pixels:
    """Return how much of the picture is seen: all of its subject, none of what is not known, and softly between."""
    if known.all():
        return np.ones(known.shape, np.float32)
    to_end = cv2.distanceTransform(known.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    to_subject = cv2.distanceTransform((~subject).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    share = np.clip(to_end / np.maximum(np.minimum(soft, to_end + to_subject), 1), 0, 1)
    share[subject] = 1
    return np.asarray(share * share * (3 - 2 * share), np.float32)
