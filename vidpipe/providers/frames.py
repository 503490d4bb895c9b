"""Pictures made into frames: upright, in sRGB, cut and scaled to the exact size, written whole or not at all."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from vidpipe.errors import file_errors
from vidpipe.media.frames.pictures import fitted
from vidpipe.media.frames.reading import BadPicture, bgr_of, decoded

UPPER = 0.4
"""Where a cut frame's middle lies between top (0) and bottom (1): what matters is rarely at the foot of a picture."""

_BLANK = 2.0
"""Standard deviation, of 255, below which a picture shows nothing."""
_SHARP = 12.0
"""What the sharpest hundredth of a picture's edges reaches at least, as second difference of 255 grey levels."""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What a picture is like before it becomes a frame: its size, and whether there is anything on it."""

    width: int
    height: int
    blank: bool
    blurred: bool


def frame_from_bytes(
    data: bytes, width: int, height: int, *, formats: tuple[str, ...] | None = None
) -> tuple[Image.Image, Traits]:
    """Decode a picture and return it as a frame with what it was like. Raises BadPicture."""
    picture = decoded(io.BytesIO(data), formats)
    return cut_to(picture, width, height), _traits(picture)


def frame_from_file(path: Path, width: int, height: int, *, formats: tuple[str, ...] | None = None) -> Image.Image:
    """Read a picture from a file and return it as a frame, in which no face or text is cut off. Raises BadPicture."""
    try:
        picture = decoded(path, formats)
    except FileNotFoundError as error:
        raise BadPicture(f"a damaged picture ({error.strerror})") from error
    return Image.fromarray(fitted(bgr_of(picture), width, height)[:, :, ::-1])


def cut_to(picture: Image.Image, width: int, height: int, *, down: float = UPPER) -> Image.Image:
    """Cut a picture to the proportions of ``width`` × ``height`` around its middle, a little above, and scale it."""
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS, centering=(0.5, down))


def write_png(picture: Image.Image, out: Path) -> None:
    """Write under another name and rename, so that half a file is never seen. Raises StorageError."""
    partial = out.with_name(f".{out.name}.part")
    try:
        with file_errors("write the picture", out):
            picture.save(partial, "PNG", compress_level=1)
            partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def _traits(picture: Image.Image) -> Traits:
    small = picture.copy()
    small.thumbnail((1_024, 1_024), Image.Resampling.BOX)
    grey = cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2GRAY)
    edges = np.abs(cv2.Laplacian(grey, cv2.CV_32F))
    blank = float(np.asarray(small, dtype=np.float32).std(axis=(0, 1)).max()) < _BLANK
    return Traits(
        width=picture.width,
        height=picture.height,
        blank=blank,
        blurred=float(np.percentile(edges, 99)) < _SHARP,
    )
