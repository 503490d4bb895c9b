"""Clips from video services: kept as silent MP4, with one picture that stands for them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import ffmpeg
from PIL import Image, ImageOps

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.presenter.conform import picture_at
from vidpipe.media.probe import VideoInfo, probe
from vidpipe.media.run import run_ffmpeg

POSTER_AT = 0.4
"""Share of a clip at which it is looked at for its poster: films often begin and end with a movement or a fade."""
CRF = 16
ENCODER_THREADS = 2


async def keep_clip(film: Path, out: Path) -> VideoInfo:
    """Write a film to ``out`` as MP4 (H.264, 4:2:0) without sound, index first; return what it is like.

    A film that is that already keeps its pictures bit by bit. Raises MediaError: MEDIA_INVALID for what holds no
    moving picture or breaks off, and what FFmpeg raises.
    """
    given = await asyncio.to_thread(_first_video, film)
    fitting = given.codec == "h264" and given.pix_fmt in ("yuv420p", "yuvj420p")
    how: dict[str, object] = {"c:v": "copy"}
    if not fitting:
        how = {"c:v": "libx264", "preset": "fast", "crf": CRF, "pix_fmt": "yuv420p", "threads": ENCODER_THREADS}
    unfinished = out.resolve().with_name(f".{out.stem}.part.mp4")
    options = how | {"format": "mp4", "movflags": "+faststart", "map_metadata": -1, "fflags": "+bitexact"}
    try:
        with file_errors("write the clip", out):
            picture = ffmpeg.input(str(film.resolve()))["v:0"]
            await run_ffmpeg([str(arg) for arg in ffmpeg.output(picture, str(unfinished), **options).get_args()])
            made = await asyncio.to_thread(_first_video, unfinished)
            if made.frames < given.frames:
                # A film that breaks off is read to where it does, with success.
                raise MediaError(
                    f"{film.name} breaks off after {made.frames} of {given.frames} pictures.", code="MEDIA_INVALID"
                )
            unfinished.replace(out)
            return made
    except MediaError as error:
        if error.code != "FFMPEG_EXECUTION_FAILED":
            raise
        # It was opened all right: what FFmpeg stumbles over is in the film.
        raise MediaError(error.message, code="MEDIA_INVALID", details=error.details) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _first_video(film: Path) -> VideoInfo:
    info = probe(film)
    if not info.video or info.video[0].width < 2 or info.video[0].height < 2:
        raise MediaError(f"{film.name} holds no moving picture.", code="MEDIA_INVALID")
    video = info.video[0]
    if video.frames == 1 or max(video.duration, info.duration) <= 0:
        raise MediaError(f"{film.name} holds a single picture and no film.", code="MEDIA_INVALID")
    return video


def make_poster(clip: Path, out: Path, width: int, height: int) -> None:
    """Write the picture that stands for a clip: a PNG of ``width`` × ``height`` pixels. Blocks. Raises MediaError."""
    pixels = picture_at(clip, probe(clip).duration * POSTER_AT)
    poster = ImageOps.fit(Image.fromarray(pixels), (width, height), Image.Resampling.LANCZOS)
    with file_errors("write the poster", out):
        poster.save(out, "PNG", compress_level=1)
