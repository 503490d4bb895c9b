"""Reading a portrait that a person gave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from vidpipe.media.frames.reading import eight_bits
from vidpipe.providers.portraits import open_portrait

_WORKING_SIDE = 2_400
"""Larger portraits are reduced to this: no film shows more."""


def read_portrait(path: Path) -> NDArray[np.uint8]:
    """Read a picture upright, as RGB of shape (height, width, 3); what is transparent becomes light grey.

    Raises :class:`~vidpipe.errors.ProviderError` with ``PORTRAIT_INVALID``.
    """
    upright = upright_portrait(path)
    ground = Image.new("RGBA", upright.size, "#e6e9ee")
    return np.asarray(Image.alpha_composite(ground, upright).convert("RGB"))


def upright_portrait(path: Path) -> Image.Image:
    """Read a picture upright, as RGBA. Raises what :func:`read_portrait` raises."""
    with open_portrait(path) as picture:
        picture.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
        upright = eight_bits(ImageOps.exif_transpose(picture)).convert("RGBA")
        upright.thumbnail((_WORKING_SIDE, _WORKING_SIDE), Image.Resampling.LANCZOS)
        return upright
