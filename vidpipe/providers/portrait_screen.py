"""A portrait before a screen: who is to be cut out of their film needs one strong colour behind them, or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from vidpipe.errors import ProviderError
from vidpipe.media import head_part_of, is_before_screen
from vidpipe.models.failed_places import NOT_CUT_OUT
from vidpipe.providers.local.presenter.canvas import colour
from vidpipe.providers.local.presenter.portrait_file import upright_portrait
from vidpipe.providers.local.presenter.screen import SCREENS
from vidpipe.providers.local.presenter.video_colour import chroma_of

SCREENING = 1
"""Rises with every change that puts another screen behind the same portrait."""
_OPAQUE = 128
_SAMPLED = 96
"""Pixels of the longer side in which a figure's colours are looked at."""
_MOST = 99
"""Percentile of a figure's pixels: a few may be of the screen's hue."""
_QUALITY = 95


def before_screen(portrait: Path, width: int, height: int, out: Path) -> Path:
    """Return the portrait to film when the presenter is to be cut out, for a film of ``width`` × ``height`` pixels.

    It is ``portrait`` itself where one strong colour is behind the head. Where nothing is, as in a PNG with
    transparency, it is a JPEG at ``out`` with a screen put there. Raises ProviderError: AVATAR_CANNOT_BE_CUT_OUT when
    something else is behind them, PORTRAIT_INVALID when it cannot be read; blocks.
    """
    picture = upright_portrait(portrait)
    ground = Image.new("RGBA", picture.size, _screen_for(picture))
    screened = Image.alpha_composite(ground, picture).convert("RGB")
    pixels = np.asarray(screened)
    part = head_part_of(pixels, width, height).box
    if not is_before_screen(pixels[part.top : part.bottom, part.left : part.right]):
        raise ProviderError(
            "The presenter cannot be cut out: in the portrait, neither one strong colour, such as green, nor "
            "transparency is behind them. Nothing was filmed, and nothing is paid.",
            code=NOT_CUT_OUT,
            details={"filmed": False},
        )
    if _least_opacity(picture) == 255:
        return portrait
    screened.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out


def _least_opacity(picture: Image.Image) -> int:
    return int(np.asarray(picture.getchannel("A")).min())


def _screen_for(picture: Image.Image) -> str:
    """Return the screen whose hue is farthest from everything of the figure."""
    small = picture.copy()
    small.thumbnail((_SAMPLED, _SAMPLED))
    pixels = np.asarray(small).reshape(-1, 4)
    own = np.asarray(pixels[pixels[:, 3] >= _OPAQUE, :3].T / 255, np.float32)
    if own.size == 0:
        return SCREENS[0]

    def nearest(screen: str) -> float:
        towards = chroma_of(colour(screen))
        return float(np.percentile(np.dot(towards, chroma_of(own)) / np.dot(towards, towards), _MOST))

    return min(SCREENS, key=nearest)
