"""Which pictures of a person are accepted, wherever they come from: checked on upload, and again before use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from vidpipe.errors import ProviderError

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
LARGEST_FILE = 10 << 20
"""Bytes."""
LARGEST_PICTURE = 40_000_000
"""Pixels: some 120 MB once it is decoded."""


@contextmanager
def open_portrait(path: Path) -> Iterator[Image.Image]:
    """Open a picture for decoding within the block.

    Raises :class:`~vidpipe.errors.ProviderError` with ``PORTRAIT_INVALID``, also for what the decoding finds.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refusal(
                f"it has {size / (1 << 20):.1f} MB, and {LARGEST_FILE >> 20} MB is the limit", "Make it smaller."
            )
        with Image.open(path, formats=tuple(MEDIA_TYPES)) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise _too_many_pixels()
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise refusal("it is no PNG, JPEG or WebP picture", "Give one of these.") from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow reports damaged files with any of these three; an OSError's own text would name our folders.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise refusal(f"it cannot be read ({reason})", "Give another file, or save it again.") from error


def _too_many_pixels() -> ProviderError:
    return refusal(f"it has more than {LARGEST_PICTURE // 1_000_000} million pixels", "Make it smaller.")


def refusal(reason: str, way_out: str) -> ProviderError:
    """Say why a portrait cannot be used, and what would do."""
    return ProviderError(
        f"The portrait cannot be used: {reason}. {way_out}", code="PORTRAIT_INVALID", details={"reason": reason}
    )
