"""Thumbnails: three candidates of different design for one film, and pictures that people bring themselves."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

from vidpipe.errors import file_errors
from vidpipe.media.packaging.designs import CANDIDATES
from vidpipe.media.packaging.own_files import load_logo, open_picture
from vidpipe.media.packaging.pictures import best_pictures
from vidpipe.media.packaging.sheet import Sheet
from vidpipe.media.packaging.wording import thumbnail_words
from vidpipe.models import Palette
from vidpipe.text.bidi import is_rtl

MAX_BYTES = 2_000_000
"""YouTube's limit for thumbnails is 2 MB (support.google.com/youtube/answer/72431)."""
SIZES = ((1280, 720), (720, 1280), (1080, 1080), (1080, 1350))
"""1280×720 is what YouTube recommends; the others are of the same order."""


def make_thumbnails(
    pictures: Sequence[Path],
    title: str,
    palette: Palette,
    out_dir: Path,
    *,
    width: int,
    height: int,
    language: str,
    logo: Path | None = None,
    font: Path | None = None,
    copies: Sequence[Path] | None = None,
) -> list[Path]:
    """Write three JPEG candidates under 2 MB, ``thumbnail-1.jpg`` and so on, in the proportions of a video.

    ``width`` × ``height`` is the video's size. Needs nothing but the scenes' pictures and the title, so it can be done
    beside the film. The best pictures are chosen by measure, by their small ``copies`` if there are any. ``logo`` and
    ``font`` are the brand's. Raises :class:`MediaError`: ``FILE_NOT_FOUND``, ``MEDIA_INVALID`` for pictures and logos
    that cannot be read; StorageError (FONT_MISSING).
    """
    mark = None if logo is None else load_logo(logo)
    words = thumbnail_words(title)
    columns, rows = thumbnail_size(width, height)
    sheets = [
        Sheet(
            width=columns,
            height=rows,
            palette=palette,
            language=language,
            rtl=is_rtl(words.title),
            font=font,
            logo=mark,
        )
        for _ in CANDIDATES
    ]
    aspects = [one.aspect(sheet) for one, sheet in zip(CANDIDATES, sheets, strict=True)]
    best = best_pictures(pictures, aspects, copies)
    paths = []
    for number, (one, sheet, picture) in enumerate(zip(CANDIDATES, sheets, best, strict=True), 1):
        one.draw(sheet, picture, words)
        sheet.sign()
        paths.append(_written(sheet.image, out_dir / f"thumbnail-{number}.jpg"))
    return paths


def fit_thumbnail(picture: Path, out: Path, *, width: int, height: int) -> Path:
    """Write a person's own picture as a thumbnail for a video of that size: its middle, upright, on white.

    Raises :class:`MediaError`: ``FILE_NOT_FOUND``, ``MEDIA_INVALID``.
    """
    opened = open_picture(picture)
    ground = Image.new("RGBA", opened.size, "white")
    flat = Image.alpha_composite(ground, opened).convert("RGB")
    return _written(ImageOps.fit(flat, thumbnail_size(width, height), Image.Resampling.LANCZOS), out)


def thumbnail_size(width: int, height: int) -> tuple[int, int]:
    """Return the size of a video's thumbnails in pixels: the one whose proportions are nearest."""
    return min(SIZES, key=lambda size: abs(math.log(size[0] / size[1] * height / width)))


def _written(image: Image.Image, out: Path) -> Path:
    unfinished = out.with_name(f".{out.stem}.part.jpg")
    with file_errors("write the thumbnail", out):
        unfinished.write_bytes(_jpeg(image))
        unfinished.replace(out)
    return out


def _jpeg(image: Image.Image) -> bytes:
    data = b""
    for quality in (92, 85, 75, 60):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        data = buffer.getvalue()
        if len(data) < MAX_BYTES:
            break
    return data
