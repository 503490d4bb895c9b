"""From pictures to film: H.264, BT.709, no sound, the same bytes every time."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vidpipe.providers.base import Progress
from vidpipe.providers.local.presenter.video_colour import Picture, planes_of

ENCODER: Literal["libx264"] = "libx264"
_OPTIONS = {
    "preset": "superfast",
    "crf": "16",
    "tune": "animation",
    # A fixed number: the bytes must not depend on the machine's cores. With two, encoding overlaps with drawing.
    "threads": "2",
}
KEY_SECONDS = 1
_BT709 = 1
_TV_RANGE = 1


class Stopped(Exception):
    """The film was no longer wanted; nothing was left on disk."""


def write_film(
    pictures: Iterable[Picture],
    count: int,
    *,
    size: tuple[int, int],
    fps: int,
    out: Path,
    progress: Progress,
    stop: threading.Event,
) -> None:
    """Encode ``count`` pictures of ``size`` (width, height) into an MP4 that appears only when it is whole.

    Raises :class:`Stopped` within a frame or two once ``stop`` is set.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}) as film:
            stream: VideoStream = film.add_stream(ENCODER, rate=fps, options=_OPTIONS)
            _set_up(stream, size, fps)
            for index, picture in enumerate(pictures):
                if stop.is_set():
                    raise Stopped
                film.mux(stream.encode(_frame(picture, index, fps)))
                if index % fps == 0:
                    progress(index / count)
            film.mux(stream.encode())
        part.replace(out)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    progress(1.0)


def _set_up(stream: VideoStream, size: tuple[int, int], fps: int) -> None:
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = Fraction(1, fps)
    context = stream.codec_context
    # Films are shown piece by piece: each begins at the key picture before it.
    context.gop_size = KEY_SECONDS * fps
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _TV_RANGE


def _frame(picture: Picture, index: int, fps: int) -> VideoFrame:
    frame = VideoFrame.from_ndarray(planes_of(picture), format="yuv420p")
    frame.pts, frame.time_base = index, Fraction(1, fps)
    return frame
