"""Encoding one piece of a film."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import ffmpeg
import numpy as np

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.film.encoding import BT709
from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import Piece
from vidpipe.media.film.watch import Watch
from vidpipe.media.film.x264 import encode_x264
from vidpipe.media.frames.frame import Frame
from vidpipe.media.memory import give_back, keep_large_blocks_apart
from vidpipe.media.probe import probe
from vidpipe.media.run import run_ffmpeg
from vidpipe.models import Seen

Painted = Callable[[int], None]
"""Called with the number of frames that have been painted since the last call; from another thread."""
TOLD_EVERY = 15


async def encode_piece(piece: Piece, out: Path, on_painted: Painted | None = None) -> Seen:
    """Paint a piece and encode it to ``out``, an MP4 without sound: complete, or not at all. Return what was painted.

    Raises :class:`MediaError`: ``MEDIA_INVALID`` or ``FILE_NOT_FOUND`` for what cannot be read,
    ``FFMPEG_EXECUTION_FAILED``, ``DISK_SPACE_INSUFFICIENT``, ``FFMPEG_NOT_FOUND``; :class:`StorageError` for what
    cannot be written.
    """
    keep_large_blocks_apart()
    unfinished = out.resolve().with_name(f".{out.stem}.part.mp4")
    try:
        with file_errors("write a piece of the film", out):
            look, watch = piece.look, Watch(piece.look.fps)
            frames = _counted(_watched(piece, watch), on_painted)
            if look.encoding.in_process:
                await encode_x264(look, frames, unfinished)
            else:
                await run_ffmpeg(_command(piece, unfinished), feed=frames)
            video = (await asyncio.to_thread(probe, unfinished)).video
            if not video or video[0].frames != piece.count:
                raise MediaError(
                    f"The encoder wrote {video[0].frames if video else 0} of {piece.count} pictures.",
                    code="MEDIA_INVALID",
                )
            unfinished.replace(out)
            return watch.seen()
    finally:
        unfinished.unlink(missing_ok=True)
        give_back()


def _watched(piece: Piece, watch: Watch) -> Iterator[memoryview]:
    for data in paint(piece):
        watch.see(Frame(piece.look.width, piece.look.height, np.frombuffer(data, np.uint8)))
        yield data


def _counted(frames: Iterator[memoryview], on_painted: Painted | None) -> Iterator[memoryview]:
    untold = 0
    for frame in frames:
        yield frame
        untold += 1
        if on_painted is not None and untold == TOLD_EVERY:
            on_painted(untold)
            untold = 0
    if on_painted is not None:
        on_painted(untold)


def _command(piece: Piece, out: Path) -> list[str]:
    look = piece.look
    raw = ffmpeg.input(
        "pipe:0", format="rawvideo", pixel_format="yuv420p", video_size=(look.width, look.height), framerate=look.fps
    )
    picture = raw.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    for name, argument in look.encoding.filters():
        picture = picture.filter(name, *filter(None, (argument,)))
    options: dict[str, object] = {
        **look.encoding.options(fps=look.fps, width=look.width, height=look.height),
        "frames:v": piece.count,
        **BT709,
        "fflags": "+bitexact",
        "map_metadata": -1,
        "format": "mp4",
    }
    return [*look.encoding.device(), *(str(arg) for arg in ffmpeg.output(picture, str(out), **options).get_args())]
