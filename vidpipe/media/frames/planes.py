"""A scene's picture as planes ready for the camera: cropped to the frame, BT.709, oversampled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import cv2.typing
import numpy as np
import numpy.typing as npt

from vidpipe.errors import MediaError

Plane = npt.NDArray[np.uint8]

OVERSAMPLING = 2
"""Luma is held at twice the frame's size: linear interpolation in it is then even, where in the picture itself it
would blur and sharpen in turn as the camera moves by fractions of a pixel."""

# ITU-R BT.709-6, item 3: luma weights, and the scaling to limited range 16-235 and 16-240.
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y, _C = 219 / 255, 224 / 255
_BGR_TO_Y = np.array([[_KB * _Y, _KG * _Y, _KR * _Y, 16.0]])
_CB = _C / (2 * (1 - _KB))
_CR = _C / (2 * (1 - _KR))
_BGR_TO_CHROMA = np.array(
    [
        [(1 - _KB) * _CB, -_KG * _CB, -_KR * _CB, 128.0],
        [-_KB * _CR, -_KG * _CR, (1 - _KR) * _CR, 128.0],
    ]
)


@dataclass(frozen=True, kw_only=True)
class Planes:
    """One picture in BT.709 limited range: ``y`` at twice the frame's size, ``cb`` and ``cr`` at the frame's size."""

    y: Plane
    cb: Plane
    cr: Plane


def load_bgr(path: Path) -> Plane:
    """Read a picture as 8-bit BGR, transparent parts on black.

    Raises :class:`MediaError`: ``FILE_NOT_FOUND``, or ``MEDIA_INVALID`` when it is no readable picture.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MediaError(f"There is no picture {path.name}.", code="FILE_NOT_FOUND") from error
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if image is None:
        raise MediaError(f"{path.name} is not a readable picture.", code="MEDIA_INVALID", details={"file": path.name})
    return np.asarray(image, dtype=np.uint8)


def cover(image: Plane, width: int, height: int) -> Plane:
    """Cut the middle of a picture to the proportions of ``width`` × ``height``, without resizing."""
    rows, columns = image.shape[:2]
    cut_width = min(columns, round(rows * width / height))
    cut_height = min(rows, round(columns * height / width))
    left, top = (columns - cut_width) // 2, (rows - cut_height) // 2
    return image[top : top + cut_height, left : left + cut_width]


def planes(path: Path, width: int, height: int) -> Planes:
    """Read a picture and prepare it for a frame of ``width`` × ``height``; raises what :func:`load_bgr` raises."""
    y, cb, cr = bgr_to_planes(cover(load_bgr(path), width, height))
    return Planes(
        y=_resized(y, OVERSAMPLING * width, OVERSAMPLING * height),
        cb=_resized(cb, width, height),
        cr=_resized(cr, width, height),
    )


def bgr_to_planes(image: Plane) -> tuple[Plane, Plane, Plane]:
    """Return luma and both colour differences of a BGR picture in BT.709 limited range, all of its full size."""
    luma = cv2.transform(image, _BGR_TO_Y)
    chroma = cv2.transform(image, _BGR_TO_CHROMA)
    return (
        np.asarray(luma, np.uint8),
        np.asarray(cv2.extractChannel(chroma, 0), np.uint8),
        np.asarray(cv2.extractChannel(chroma, 1), np.uint8),
    )


def _resized(plane: cv2.typing.MatLike, width: int, height: int) -> Plane:
    grows = width > plane.shape[1]
    method = cv2.INTER_LANCZOS4 if grows else cv2.INTER_AREA
    return np.asarray(cv2.resize(plane, (width, height), interpolation=method), dtype=np.uint8)
