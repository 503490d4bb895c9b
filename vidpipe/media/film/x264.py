"""Encoding H.264 within this process, by the x264 that PyAV carries.

An FFmpeg of its own gets every frame through a pipe and holds dozens of them in its queues: at 1080p 90 MiB more for
each piece, and a sixth more processor time. Other codecs stay there: their encoders write to standard error, and keep
what memory they took.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from threading import Event

import av
import av.error
import numpy as np
from av.video.stream import VideoStream

from vidpipe.errors import MediaError
from vidpipe.media.film.encoding import BT709
from vidpipe.media.film.plan import Look
from vidpipe.media.thread_work import in_thread

ELSEWHERE = ("c:v", "pix_fmt", "threads:v")
"""Options of FFmpeg's that are no options of the encoder."""


async def encode_x264(look: Look, frames: Iterable[memoryview], out: Path) -> None:
    """Encode raw yuv420p frames (BT.709, limited range) to an MP4, in a thread; cancelled, it ends with the next frame.

    A frame's memory may be filled anew when the next one is asked for. Raises what ``frames`` raises, OSError for what
    cannot be written, :class:`MediaError` (FFMPEG_EXECUTION_FAILED).
    """
    await in_thread(lambda ended: _encode(look, frames, out, ended))


def _encode(look: Look, frames: Iterable[memoryview], out: Path, ended: Event) -> None:
    try:
        with av.open(str(out), "w", format="mp4", options={"fflags": "+bitexact"}) as film:
            stream = film.add_stream(look.encoding.encoder, rate=Fraction(look.fps), options=_options(look))
            assert isinstance(stream, VideoStream)  # noqa: S101 (x264 makes no others)
            stream.width, stream.height, stream.pix_fmt = look.width, look.height, "yuv420p"
            stream.codec_context.thread_count = look.encoding.threads(look.width, look.height)
            for number, data in enumerate(frames):
                if ended.is_set():
                    return
                rows = np.frombuffer(data, np.uint8).reshape(-1, look.width)
                # Not copied here: x264 copies a frame when it takes it.
                frame = av.VideoFrame.from_numpy_buffer(rows, "yuv420p")
                frame.pts = number
                film.mux(stream.encode(frame))
            film.mux(stream.encode())
    except OSError:
        raise
    except av.error.FFmpegError as error:
        details = {"errno": error.errno, "stderr": error.strerror}
        raise MediaError(f"A piece of the film could not be encoded: {error}", details=details) from error


def _options(look: Look) -> dict[str, str]:
    options = look.encoding.options(fps=look.fps, width=look.width, height=look.height)
    told = {name.removesuffix(":v"): str(value) for name, value in options.items() if name not in ELSEWHERE}
    return told | BT709
