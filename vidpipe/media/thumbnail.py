"""The thumbnail: the first scene's picture and the title, readable on a phone."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from vidpipe.errors import file_errors
from vidpipe.media.frames.planes import cover, load_bgr
from vidpipe.media.lettering import draw, fit, is_rtl

MAX_BYTES = 2_000_000
"""YouTube's limit for thumbnails."""
SIZES = {True: (1280, 720), False: (720, 1280), None: (1080, 1080)}
"""Wide, tall, square."""
ACCENT = "#ffc83d"


def make_thumbnail(picture: Path, title: str, out: Path, *, width: int, height: int, language: str) -> None:
    """Write a JPEG thumbnail under 2 MB in the proportions of a ``width`` × ``height`` video: 1280×720 for 16:9.

    The title stands large over a darkened, blurred part of the picture; long titles wrap and shrink. Raises
    :class:`MediaError`: ``FILE_NOT_FOUND``, ``MEDIA_INVALID`` when the picture cannot be read.
    """
    size = SIZES[None if width == height else width > height]
    base = cv2.resize(cover(load_bgr(picture), *size), size, interpolation=cv2.INTER_AREA)
    shade = _shade(*size, rtl=is_rtl(title))
    image = Image.fromarray(_shaded(np.asarray(base, np.uint8), shade))
    _write_title(image, title, language)
    unfinished = out.with_name(f".{out.stem}.part.jpg")
    with file_errors("write the thumbnail", out):
        unfinished.write_bytes(_jpeg(image))
        unfinished.replace(out)


def _shade(width: int, height: int, *, rtl: bool) -> npt.NDArray[np.float32]:
    """Say how strongly each pixel makes way for the title, 0 to 1: from the side when wide, from below otherwise."""
    if width > height:
        # Full under the title, gone before the right third, where pictures show their subject.
        ramp = np.clip((0.70 - np.linspace(0, 1, width)) / 0.2, 0, 1)
        ramp = ramp[::-1] if rtl else ramp
        shade = np.tile(_smooth(ramp), (height, 1))
    else:
        shade = np.tile(_smooth(np.clip(np.linspace(-0.4, 1.9, height), 0, 1))[:, None], (1, width))
    return shade.astype(np.float32)


def _smooth(ramp: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float64)


def _shaded(image: npt.NDArray[np.uint8], shade: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Blur and darken under the shade, so that words in the picture do not fight with the title; return RGB."""
    blurred = cv2.GaussianBlur(image, (0, 0), min(image.shape[:2]) / 32).astype(np.float32)
    weight = shade[:, :, None]
    mixed = image.astype(np.float32) * (1 - weight) + blurred * weight
    dark = np.array((30, 18, 12), np.float32)
    mixed = mixed * (1 - 0.8 * weight) + dark * 0.8 * weight
    return np.ascontiguousarray(np.rint(mixed).astype(np.uint8)[:, :, ::-1])


def _write_title(image: Image.Image, title: str, language: str) -> None:
    width, height = image.size
    wide = width > height
    short = min(width, height)
    margin = round(0.075 * short)
    room_width = (0.64 if wide else 1.0) * width - 2 * margin
    room_height = (0.74 if wide else 0.5) * height
    text = fit(
        title,
        language,
        width=room_width,
        height=room_height,
        largest=round(0.165 * short),
        smallest=round(0.05 * short),
        max_lines=6,
    )
    left = width - margin - text.width if text.rtl else margin
    bar = round(0.014 * short)
    block = text.height + 4 * bar
    top = (height - block) / 2 if wide else height - margin - block
    canvas = ImageDraw.Draw(image)
    bar_left = width - margin - 10 * bar if text.rtl else margin
    canvas.rounded_rectangle((bar_left, top, bar_left + 10 * bar, top + bar), radius=bar // 2, fill=ACCENT)
    draw(canvas, text, left, top + 3 * bar, "white")


def _jpeg(image: Image.Image) -> bytes:
    data = b""
    for quality in (92, 85, 75, 60):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        data = buffer.getvalue()
        if len(data) < MAX_BYTES:
            break
    return data
