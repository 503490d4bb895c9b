"""Reading a portrait that a person gave, and refusing what is none."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from vidpipe.errors import ProviderError

FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST_FILE = 10_000_000
LARGEST_PICTURE = 40_000_000
_WORKING_SIDE = 2_400
"""Larger portraits are reduced to this: no film shows more."""


def read_portrait(path: Path) -> NDArray[np.uint8]:
    """Read a picture upright, as RGB of shape (height, width, 3); what is transparent becomes light grey.

    Raises :class:`~vidpipe.errors.ProviderError` with ``PORTRAIT_INVALID``.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refusal(
                f"it has {size / 1e6:.1f} MB, and {LARGEST_FILE / 1e6:.0f} MB is the limit", "Make it smaller."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as picture:
                return _upright(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise refusal("it is no PNG, JPEG or WebP picture", "Give one of these.") from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow reports damaged files with any of these three.
        raise refusal(f"it cannot be read ({error})", "Give another file, or save it again.") from error


def _upright(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.width * picture.height > LARGEST_PICTURE:
        raise _too_many_pixels()
    picture.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((_WORKING_SIDE, _WORKING_SIDE), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", upright.size, "#e6e9ee")
    return np.asarray(Image.alpha_composite(ground, upright).convert("RGB"))


def _too_many_pixels() -> ProviderError:
    return refusal(f"it has more than {LARGEST_PICTURE // 1_000_000} million pixels", "Make it smaller.")


def refusal(reason: str, way_out: str) -> ProviderError:
    """Say why a portrait cannot be used, and what would do."""
    return ProviderError(
        f"The portrait cannot be used: {reason}. {way_out}", code="PORTRAIT_INVALID", details={"reason": reason}
    )
