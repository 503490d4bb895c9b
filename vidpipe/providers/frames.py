"""Pictures made into frames: upright, in sRGB, cut and scaled to the exact size, written whole or not at all."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vidpipe.errors import file_errors

LARGEST_PICTURE = 150_000_000
"""Pixels: some 450 MB once it is decoded."""
UPPER = 0.4
"""Where a cut frame's middle lies between top (0) and bottom (1): what matters is rarely at the foot of a picture."""

_BLANK = 2.0
"""Standard deviation, of 255, below which a picture shows nothing."""
_SHARP = 12.0
"""What the sharpest hundredth of a picture's edges reaches at least, as second difference of 255 grey levels."""


class BadPicture(Exception):
    """A file is no picture that can be used; the text completes "it is …"."""


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
    picture = _decoded(io.BytesIO(data), formats)
    return cut_to(picture, width, height), _traits(picture)


def frame_from_file(path: Path, width: int, height: int, *, formats: tuple[str, ...] | None = None) -> Image.Image:
    """Read a picture from a file and return it as a frame. Raises BadPicture."""
    return cut_to(_decoded(path, formats), width, height)


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


def _decoded(source: Path | io.BytesIO, formats: tuple[str, ...] | None) -> Image.Image:
    try:
        with Image.open(source, formats=formats) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise BadPicture(f"a picture of more than {LARGEST_PICTURE // 1_000_000} million pixels")
            picture.load()
            return _in_srgb(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(f"a picture of more than {LARGEST_PICTURE // 1_000_000} million pixels") from error
    except UnidentifiedImageError as error:
        raise BadPicture("no picture, or of an unknown format") from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow reports damaged files with any of these three.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BadPicture(f"a damaged picture ({reason})") from error


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture as 8-bit RGB: its own colour profile applied, transparent parts on white."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bits(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            # A profile that is broken or of another colour space says nothing: shown as every viewer shows it.
            return picture.convert("RGB")
        return converted if converted is not None else picture
    return picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Bring grey levels of 16 bits, 32 bits or floating point to 8 bits; Pillow itself would clip them."""
    levels = np.nan_to_num(np.asarray(picture, dtype=np.float64))
    top = float(levels.max(initial=0.0))
    full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else 65_535.0 if top <= 65_535.0 else top
    if picture.mode.startswith("I;16"):
        full = 65_535.0
    return Image.fromarray(np.clip(np.round(levels / full * 255), 0, 255).astype(np.uint8))


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
