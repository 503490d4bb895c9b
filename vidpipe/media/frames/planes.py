"""A scene's picture as planes ready for the camera: cropped to the frame, BT.709, oversampled."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from vidpipe.media.frames.resizing import resized
from vidpipe.media.frames.sampling import OVERSAMPLING, SampledPlane
from vidpipe.media.frames.sampling import Plane as Plane

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
    """One picture in BT.709 limited range, for frames of ``width`` × ``height``, ready to be sampled anywhere."""

    width: int
    height: int
    luma: SampledPlane
    colour: SampledPlane
    """Both colour differences."""

    def sample_luma(self, y: Plane, left: float, top: float, zoom: float, scratch: Plane) -> None:
        """Fill a plane with what lies from a place of the frame on, enlarged."""
        self.luma.sample((y,), left, top, zoom, scratch)

    def sample_colour(self, cb: Plane, cr: Plane, left: float, top: float, zoom: float, scratch: Plane) -> None:
        """Fill the planes of colour that belong to the luma from the same place on.

        H.264's chroma lies on the left luma column of each pair and between its two rows (ITU-T H.264, table E-5's
        default, type 0).
        """
        self.colour.sample((cb, cr), left / 2 - 0.25 / zoom, top / 2, zoom, scratch)


def moving(image: Plane, width: int, height: int) -> Planes:
    """Prepare a BGR picture with the frame's proportions for a camera."""
    y, cb, cr = bgr_to_planes(image)
    fine = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    return Planes(
        width=width,
        height=height,
        luma=SampledPlane(resized(y, *fine), width, height),
        colour=_colour(np.asarray(cv2.merge([cb, cr]), np.uint8), width // 2, height // 2),
    )


def _colour(both: Plane, width: int, height: int) -> SampledPlane:
    # Reduced to what 4:2:0 can hold first, as finer colour would shimmer.
    small = resized(both, width, height)
    fine = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    return SampledPlane(np.asarray(cv2.resize(small, fine, interpolation=cv2.INTER_CUBIC), np.uint8), width, height)


def standing(image: Plane, width: int, height: int) -> Plane:
    """Return a BGR picture with the frame's proportions as the bytes of one yuv420p frame, as sharp as it can be."""
    y, cb, cr = bgr_to_planes(resized(image, width, height))
    # H.264's chroma lies on the left luma column of each pair and between its two rows.
    weights = np.array([0.25, 0.5, 0.25])
    halves = [
        resized(np.ascontiguousarray(cv2.sepFilter2D(plane, -1, weights, np.ones(1))[:, ::2]), width // 2, height // 2)
        for plane in (cb, cr)
    ]
    return np.concatenate([plane.reshape(-1) for plane in (y, *halves)])


def bgr_to_planes(image: Plane) -> tuple[Plane, Plane, Plane]:
    """Return luma and both colour differences of a BGR picture in BT.709 limited range, all of its full size."""
    luma = cv2.transform(image, _BGR_TO_Y)
    chroma = cv2.transform(image, _BGR_TO_CHROMA)
    return (
        np.asarray(luma, np.uint8),
        np.asarray(cv2.extractChannel(chroma, 0), np.uint8),
        np.asarray(cv2.extractChannel(chroma, 1), np.uint8),
    )
