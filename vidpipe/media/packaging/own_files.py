"""Pictures that people bring themselves: logos and thumbnails, in any form in which they come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from vidpipe.errors import MediaError

LARGEST = 40_000_000
"""Pixels."""


def load_logo(path: Path) -> Image.Image:
    """Read a logo as RGBA, without the empty room around it. Raises what :func:`open_picture` raises."""
    logo = open_picture(path)
    box = logo.getchannel("A").getbbox()
    if box is None:
        raise MediaError(f"{path.name} is empty: all of it is transparent.", code="MEDIA_INVALID")
    return logo.crop(box)


def open_picture(path: Path) -> Image.Image:
    """Return a picture upright as RGBA.

    Raises :class:`MediaError`: ``FILE_NOT_FOUND``, ``MEDIA_INVALID`` when it cannot be read or is too large.
    """
    try:
        with Image.open(path) as image:
            if image.width * image.height > LARGEST:
                raise MediaError(
                    f"{path.name} has {image.width} × {image.height} pixels; {LARGEST // 1_000_000} million are "
                    "the most.",
                    code="MEDIA_INVALID",
                )
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):
                # Sixteen bits of grey: Pillow would cut off what is above 255.
                upright = Image.fromarray((np.asarray(upright, np.uint32) >> 8).clip(0, 255).astype(np.uint8))
            return upright.convert("RGBA")
    except FileNotFoundError as error:
        raise MediaError(f"There is no picture {path.name}.", code="FILE_NOT_FOUND") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MediaError(
            f"{path.name} is not a readable picture; save it as PNG or JPEG.",
            code="MEDIA_INVALID",
            details={"file": path.name},
        ) from error
