"""A presenter's film, read from where a piece begins: cut and scaled to its place, as planes of BT.709 video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import av.error
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vidpipe.errors import MediaError
from vidpipe.media.presenter.framing import Fitting
from vidpipe.media.presenter.picture import Fitter, Picture

_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""FFmpeg's own decoders of these pass over the alpha that WebM keeps beside the picture."""
_ALIKE = 1e-4
"""Seconds: times of two films at different rates are not compared more exactly."""


class PresenterFilm:
    """A film, cut and scaled by its fitting; reading goes only forwards."""

    def __init__(self, path: Path, fitting: Fitting, *, start: float = 0.0, offset: float = 0.0) -> None:
        """Open the film at ``start`` seconds. Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID).

        Times count from ``offset`` seconds after the film's first picture on, which is held where they come before it.
        """
        self._path, self._offset = path, offset
        try:
            self._container = av.open(str(path))
        except FileNotFoundError as error:
            raise MediaError(f"There is no file {path.name}.", code="FILE_NOT_FOUND") from error
        except (av.error.FFmpegError, ValueError) as error:
            raise self._unreadable(str(error)) from error
        if not self._container.streams.video:
            raise self._unreadable("it holds no moving picture")
        self._pictures = self._read(self._container.streams.video[0], max(start + offset, 0.0))
        first = self._next()
        if first is None:
            raise self._unreadable("it has no pictures")
        self._shown, self._coming = first, self._next()
        self._fitter = Fitter(first[1], fitting)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the film itself, upright."""
        return self._fitter.size

    @property
    def transparent(self) -> bool:
        """Whether the film says how opaque its pictures are."""
        return self._fitter.transparent

    def at(self, seconds: float) -> Picture:
        """Return the picture shown at a time, the last one for later times; times must not fall."""
        while self._coming is not None and self._coming[0] <= seconds + self._offset + _ALIKE:
            self._shown, self._coming = self._coming, self._next()
        return self._fitter.fitted(self._shown[1])

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _next(self) -> tuple[float, VideoFrame] | None:
        try:
            return next(self._pictures, None)
        except (av.error.FFmpegError, ValueError) as error:
            raise self._unreadable(str(error)) from error

    def _unreadable(self, reason: str) -> MediaError:
        return MediaError(f"{self._path.name} is not a readable film of a presenter: {reason}.", code="MEDIA_INVALID")

    def _read(self, stream: VideoStream, start: float) -> Iterator[tuple[float, VideoFrame]]:
        """Yield pictures from the one shown at ``start`` on, with their times since the film's first."""
        base = stream.time_base
        if base is None:
            raise self._unreadable("it has no clock")
        first = stream.start_time or 0
        if start > 0:
            self._container.seek(first + int(start / base), stream=stream)
        decoder = _decoder(stream)
        shown: tuple[float, VideoFrame] | None = None
        for packet in self._container.demux(stream):
            for frame in decoder.decode(packet):
                time = float(((frame.pts or 0) - first) * base)
                if shown is not None and time > start + _ALIKE:
                    yield shown
                shown = time, frame
        if shown is not None:
            yield shown


def _decoder(stream: VideoStream) -> VideoCodecContext:
    context = stream.codec_context
    # One thread: pieces are painted side by side, and more would hold pictures back.
    context.thread_count = 1
    name = _ALPHA_DECODERS.get(context.name)
    if name is None or stream.metadata.get("alpha_mode") != "1":
        return context
    decoder = CodecContext.create(name, "r")
    if not isinstance(decoder, VideoCodecContext):
        raise MediaError(f"FFmpeg's decoder {name} decodes no pictures.", code="MEDIA_INVALID")
    decoder.extradata = context.extradata
    return decoder
