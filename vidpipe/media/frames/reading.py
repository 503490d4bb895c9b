"""Reading picture files of any kind: upright, in sRGB, 8 bits a channel."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vidpipe.errors import MediaError

LARGEST_PICTURE = 150_000_000
"""Pixels: some 450 MB once it is decoded."""


class BadPicture(Exception):
    """A file is no picture that can be used; the text completes "it is …"."""


def load_bgr(path: Path) -> npt.NDArray[np.uint8]:
    """Read a picture as rows × columns × BGR, upright and in sRGB, transparent parts on white.

    Raises :class:`MediaError`: ``FILE_NOT_FOUND``, or ``MEDIA_INVALID`` when it is no readable picture.
    """
    try:
        picture = decoded(path)
    except FileNotFoundError as error:
        raise MediaError(f"There is no picture {path.name}.", code="FILE_NOT_FOUND") from error
    except BadPicture as error:
        raise MediaError(f"{path.name} is {error}.", code="MEDIA_INVALID", details={"file": path.name}) from error
    return bgr_of(picture)


def decoded(source: Path | io.BytesIO, formats: tuple[str, ...] | None = None) -> Image.Image:
    """Decode a picture as 8-bit RGB, upright and in sRGB, transparent parts on white.

    Raises BadPicture, and FileNotFoundError when there is no such file.
    """
    try:
        with Image.open(source, formats=formats) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise BadPicture(f"a picture of more than {LARGEST_PICTURE // 1_000_000} million pixels")
            return in_srgb(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(f"a picture of more than {LARGEST_PICTURE // 1_000_000} million pixels") from error
    except UnidentifiedImageError as error:
        raise BadPicture("no picture, or of an unknown format") from error
    except FileNotFoundError:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow reports damaged files with any of these three.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BadPicture(f"a damaged picture ({reason})") from error


def bgr_of(picture: Image.Image) -> npt.NDArray[np.uint8]:
    """Return an RGB picture as OpenCV wants it."""
    return np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2BGR), np.uint8)


def eight_bits(picture: Image.Image) -> Image.Image:
    """Bring grey levels of 16 bits, 32 bits or floating point to 8 bits; Pillow itself would clip them.

    Pictures of other kinds are returned as they are.
    """
    if not picture.mode.startswith("I") and picture.mode != "F":
        return picture
    levels = np.nan_to_num(np.asarray(picture, dtype=np.float64))
    top = float(levels.max(initial=0.0))
    full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else 65_535.0 if top <= 65_535.0 else top
    if picture.mode.startswith("I;16"):
        full = 65_535.0
    return Image.fromarray(np.clip(np.round(levels / full * 255), 0, 255).astype(np.uint8))


def in_srgb(picture: Image.Image) -> Image.Image:
    """Return an opened picture as 8-bit RGB: upright, its own colour profile applied, transparent parts on white.

    It may be the same picture, turned. Raises what Pillow raises for damaged files: OSError, SyntaxError, ValueError.
    """
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    profile = picture.info.get("icc_profile")
    picture = eight_bits(picture)
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
    return picture if picture.mode == "RGB" else picture.convert("RGB")
