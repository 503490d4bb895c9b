"""Setting a drawn picture's subject into a part of a sheet: whole, as large as it may be, and without the words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.planes import Plane
from vidpipe.media.frames.subject import Region
from vidpipe.media.packaging.told import Places
from vidpipe.styles.colours import Rgb

FILLED = 0.94
"""How much of its part a subject fills."""
SOFT = 0.3
"""How far the picture's edge goes over into the ground, as a share of the part; less where the subject is near."""
AIR = 0.012
"""Between words and what is shown, as a share of the picture's longer side."""
_Pixels = npt.NDArray[np.float32]


def place(image: Plane, places: Places, size: tuple[int, int], regions: Sequence[Region], ground: Rgb) -> _Pixels:
    """Return a sheet of ``size`` pixels in RGB with a picture's subject, on its own ground, where it is largest.

    ``regions`` are the parts of the sheet, in pixels, in one of which it is to stand. Where the picture ends, or its
    words begin, it goes over into ``ground``. A picture that is nothing but words is shown with all of them.
    """
    rows, columns = image.shape[:2]
    scale = float(columns), float(rows)
    words = [box.moved(scale, (0, 0)) for box in places.words]
    subject = places.picture.moved(scale, (0, 0)) if places.picture else _around(words, scale)
    free = _free(subject, words if places.picture else [], scale)
    zoom, clear = max(((_zoom(subject, region), region) for region in regions), key=lambda one: one[0])
    x, y = (to - zoom * at for to, at in zip(clear.middle, subject.middle, strict=True))
    seen, there = (box.moved((zoom, zoom), (x, y)) for box in (free, subject))
    return _laid(image, (zoom, x, y), seen, there, size, ground)


def _zoom(subject: Region, region: Region) -> float:
    across = (region.right - region.left) / (subject.right - subject.left)
    down = (region.bottom - region.top) / (subject.bottom - subject.top)
    return FILLED * min(across, down)


def _around(boxes: list[Region], scale: tuple[float, float]) -> Region:
    if not boxes:
        return Region(0, 0, *scale)
    return Region(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _free(subject: Region, words: list[Region], scale: tuple[float, float]) -> Region:
    """Return the largest part of a picture, in pixels, that holds its subject and none of its words."""
    air = AIR * max(scale)
    lefts = [0.0, *(box.right + air for box in words if box.right <= subject.left)]
    tops = [0.0, *(box.bottom + air for box in words if box.bottom <= subject.top)]
    rights = [scale[0], *(box.left - air for box in words if box.left >= subject.right)]
    bottoms = [scale[1], *(box.top - air for box in words if box.top >= subject.bottom)]
    best = subject
    for left, top, right, bottom in product(*({*sides} for sides in (lefts, tops, rights, bottoms))):
        part = Region(
            min(left, subject.left), min(top, subject.top), max(right, subject.right), max(bottom, subject.bottom)
        )
        if part.area > best.area and not any(_overlap(part, box) for box in words):
            best = part
    return best


def _overlap(one: Region, other: Region) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _laid(
    image: Plane, way: tuple[float, float, float], seen: Region, there: Region, size: tuple[int, int], ground: Rgb
) -> _Pixels:
    """Lay the part of a picture that comes to be ``seen`` over the ground; all of it stays where its subject is."""
    zoom, x, y = way
    width, height = size
    left, top = max(0, round(seen.left)), max(0, round(seen.top))
    right, bottom = min(width, round(seen.right)), min(height, round(seen.bottom))
    begin = round((left - x) / zoom), round((top - y) / zoom)
    end = round((right - x) / zoom), round((bottom - y) / zoom)
    part = image[max(begin[1], 0) : max(end[1], begin[1] + 1), max(begin[0], 0) : max(end[0], begin[0] + 1)]
    method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LANCZOS4
    fitted = np.asarray(cv2.resize(part, (right - left, bottom - top), interpolation=method), np.float32)
    across = _ramp((left, right), (there.left, there.right), width)
    down = _ramp((top, bottom), (there.top, there.bottom), height)
    weight = (down[:, None] * across[None, :])[:, :, None]
    whole = np.empty((height, width, 3), np.float32)
    whole[:] = ground
    whole[top:bottom, left:right] += (fitted[:, :, ::-1] - whole[top:bottom, left:right]) * weight
    return whole


def _ramp(edges: tuple[int, int], subject: tuple[float, float], side: int) -> npt.NDArray[np.float32]:
    """Return how much of the picture is seen between two edges: all of it, but less towards those inside the sheet."""
    begin, end = edges
    at = np.arange(begin, end, dtype=np.float32) + np.float32(0.5)
    ramp = np.ones_like(at)
    if begin > 0:
        ramp *= _eased((at - begin) / max(1.0, min(SOFT * side, subject[0] - begin)))
    if end < side:
        ramp *= _eased((end - at) / max(1.0, min(SOFT * side, end - subject[1])))
    return ramp


def _eased(share: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    share = np.clip(share, 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
