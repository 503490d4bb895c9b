"""The portrait as D-ID takes it: an upright JPEG within its limits."""

from __future__ import annotations

import hashlib
import io
import math
from pathlib import Path

from PIL import Image, ImageOps

from vidpipe.errors import ProviderError
from vidpipe.media.frames.reading import eight_bits
from vidpipe.providers.local.avatar import DRAWING_VERSION
from vidpipe.providers.local.presenter.character import cast
from vidpipe.providers.local.presenter.drawn import DrawnPresenter
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.screen import screen_behind
from vidpipe.providers.local.presenter.video_colour import rgb_of

SMALLEST_SIDE = 160
"""Pixels; D-ID refuses less."""
LARGEST_PICTURE = 10 * 1024 * 1024
"""Pixels. A larger picture is uploaded all right, and then the paid job fails over its size."""
LARGEST_FILE = 10_000_000
"""Bytes; D-ID's limit is 10 MB."""
LARGEST_SOURCE = 100_000_000
"""Pixels that are decoded at most: some 300 MB."""
DRAWN_SIDE = 512
"""Pixels: the size of D-ID's own films of a portrait."""

_REST = Pose(openness=0, width=0, teeth=0, lid=0, gaze=(0, 0), brow=0, shift=(0, 0), tilt=0, breath=0)


def drawn_version() -> str:
    """Name the drawing of the presenter, which changes with its code."""
    return f"drawn-{DRAWING_VERSION}-{DRAWN_SIDE}"


def draw_portrait(seed: int, *, screened: bool = False) -> bytes:
    """Draw vidpipe's own presenter, at rest and looking at the viewer, as JPEG; ``screened`` to be cut out."""
    who = cast(seed)
    picture = DrawnPresenter(who, DRAWN_SIDE, ground=screen_behind(who) if screened else None).frame(_REST)
    return _jpeg(Image.fromarray(rgb_of(picture)))


def digest_of(path: Path) -> str:
    """Return the hash of a picture's file. Raises ProviderError (DID_INVALID_IMAGE) when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _refusal(f"it cannot be read ({error.strerror or error})", "Check that the file is there.") from error


def fit_portrait(path: Path) -> bytes:
    """Return any picture that Pillow reads as a JPEG that D-ID takes; what is transparent becomes light grey.

    Raises ProviderError (DID_INVALID_IMAGE), before anything is sent.
    """
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > LARGEST_SOURCE:
                raise _too_many_pixels()
            upright = eight_bits(ImageOps.exif_transpose(picture)).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow reports damaged files with any of these three; an OSError's own text would name our folders.
        reason = (error.strerror if isinstance(error, OSError) else None) or "no picture that can be read"
        raise _refusal(f"it cannot be read ({reason})", "Give a PNG or JPEG.") from error
    fitting = _fitted(upright)
    ground = Image.new("RGBA", fitting.size, "#e6e9ee")
    return _jpeg(Image.alpha_composite(ground, fitting).convert("RGB"))


def _fitted(picture: Image.Image) -> Image.Image:
    pixels = picture.width * picture.height
    if pixels > LARGEST_PICTURE:
        scale = math.sqrt(LARGEST_PICTURE / pixels)
        size = (max(int(picture.width * scale), 1), max(int(picture.height * scale), 1))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if min(picture.size) < SMALLEST_SIDE:
        raise _refusal(
            f"it has {picture.width} × {picture.height} pixels, and {SMALLEST_SIDE} is the least for each side",
            "Give a larger one.",
        )
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    for quality in (95, 88, 75, 50):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)
        if file.tell() <= LARGEST_FILE:
            return file.getvalue()
    raise _refusal(f"as JPEG it has more than {LARGEST_FILE // 1_000_000} MB", "Give a smaller one.")


def _too_many_pixels() -> ProviderError:
    return _refusal(f"it has more than {LARGEST_SOURCE // 1_000_000} million pixels", "Make it smaller.")


def _refusal(reason: str, way_out: str) -> ProviderError:
    return ProviderError(
        f"D-ID cannot use the portrait: {reason}. {way_out}", code="DID_INVALID_IMAGE", details={"reason": reason}
    )
