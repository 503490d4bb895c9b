"""Small copies of pictures, for all who only look at them: to read a large one takes as long as to paint ten frames."""

from __future__ import annotations

from pathlib import Path

import cv2
from PIL import Image

from vidpipe.media.frames.reading import load_bgr
from vidpipe.media.packaging.windows import reduced

QUALITY = 92


def make_small(picture: Path, out: Path) -> None:
    """Write a picture of any kind as a JPEG whose longer side has at most 480 pixels.

    Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID), and OSError for what cannot be written.
    """
    small = cv2.cvtColor(reduced(load_bgr(picture)), cv2.COLOR_BGR2RGB)
    Image.fromarray(small).save(out, "JPEG", quality=QUALITY)
