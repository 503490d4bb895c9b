"""A presenter's film from elsewhere, made to fit: of one size and rate, and in step with the narration."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import av
import av.error
import ffmpeg
import numpy as np
import numpy.typing as npt

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.film.layout import Box
from vidpipe.media.presenter.length import require_length
from vidpipe.media.probe import probe
from vidpipe.media.run import Progress, run_ffmpeg

CRF = 16
ENCODER_THREADS = 2
"""Stated: x264's own choice follows the machine's cores and changes the bytes."""


async def conform_presenter(
    film: Path,
    out: Path,
    *,
    crop: Box,
    width: int,
    height: int,
    fps: int,
    seconds: float,
    delay: float = 0.0,
    kept: float | None = None,
    on_progress: Progress | None = None,
) -> None:
    """Write a film to ``out`` as H.264 of ``width`` × ``height`` pixels at ``fps``, ``seconds`` long, without sound.

    ``crop`` is the part that is kept, of the same proportions; ``kept`` cuts the film short after so many seconds.
    ``delay`` says by how many seconds the words come later in the film than in the
    narration: so much is cut from its start, or its first picture held when negative. An end up to a second early is
    held as well. Raises MediaError: MEDIA_INVALID for a film that is shorter still or no film, and what FFmpeg raises.
    """
    count = max(1, round(min(seconds, kept or seconds) * fps))
    await asyncio.to_thread(require_length, film, seconds, delay)
    unfinished = out.resolve().with_name(f".{out.stem}.part.mp4")
    picture = _picture(film, crop, (width, height), fps, delay)
    try:
        with file_errors("write the presenter's film", out):
            args = ffmpeg.output(picture, str(unfinished), **{"frames:v": count}, **_encoding(fps)).get_args()
            await run_ffmpeg(args, duration=seconds, on_progress=on_progress)
            made = (await asyncio.to_thread(probe, unfinished)).video
            if not made or made[0].frames != count:
                raise MediaError(f"{film.name} could not be cut to {count} pictures.", code="MEDIA_INVALID")
            unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _picture(film: Path, crop: Box, size: tuple[int, int], fps: int, delay: float) -> Any:
    return (
        ffmpeg.input(str(film))
        .video.filter("crop", crop.width, crop.height, crop.left, crop.top)
        .filter("scale", *size, flags="lanczos", out_color_matrix="bt709", out_range="tv")
        # The pictures' own marks win over the encoder's, and many films have none.
        .filter("setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709")
        .filter("setsar", 1)
        .filter("setpts", f"PTS-({delay:.6f})/TB")
        # Counts from 0 on, whatever comes before; a first picture that comes later is shown from the start.
        .filter("fps", fps=fps, start_time=0)
        .filter("tpad", stop_mode="clone", stop=-1)
    )


def _encoding(fps: int) -> dict[str, object]:
    return {
        "vcodec": "libx264",
        # Closer to the original than `fast` at the same factor, for a third of its time and twice its bits, which no
        # viewer is sent: people wait for this.
        "preset": "superfast",
        "crf": CRF,
        "threads": ENCODER_THREADS,
        "pix_fmt": "yuv420p",
        "r": fps,
        # It is shown piece by piece: each begins at the key picture before it.
        "g": fps,
        "movflags": "+faststart",
        "map_metadata": -1,
        "fflags": "+bitexact",
    }


def picture_at(film: Path, seconds: float) -> npt.NDArray[np.uint8]:
    """Return the picture that a film shows at a time, or its last one, as RGB of shape (height, width, 3).

    Raises MediaError (MEDIA_INVALID) when it holds none that can be read.
    """
    last: npt.NDArray[np.uint8] | None = None
    try:
        with av.open(str(film)) as container:
            for frame in container.decode(video=0):
                if last is None or (frame.time or 0.0) <= seconds:
                    last = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                else:
                    break
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise MediaError(f"{film.name} holds no readable picture: {error}", code="MEDIA_INVALID") from error
    if last is None:
        raise MediaError(f"{film.name} holds no picture.", code="MEDIA_INVALID")
    return last
