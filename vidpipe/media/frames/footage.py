"""A clip's pictures as raw frames of the film, read in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import av
import av.error
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vidpipe.errors import MediaError
from vidpipe.media.frames.planes import Plane
from vidpipe.media.probe import color_matrix, probe


class Footage:
    """One clip, cut to ``width`` × ``height`` (even) as BT.709 limited range; reading goes only forwards."""

    def __init__(self, path: Path, width: int, height: int) -> None:
        """Open the clip. Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID)."""
        info = probe(path)
        if not info.video:
            raise MediaError(f"{path.name} holds no moving picture.", code="MEDIA_INVALID")
        self._path = path
        self._size = width, height
        self.length = info.video[0].duration or info.duration
        """Seconds."""
        self._pictures = self._read()
        first = self._next()
        if first is None:
            raise self._unreadable("it has no pictures")
        self._shown, self._coming = first, self._next()

    def at(self, seconds: float) -> Plane:
        """Return the picture shown at a time, or the last one, as the bytes of a yuv420p frame; times must not fall."""
        while self._coming is not None and self._coming[0] <= seconds + 1e-6:
            self._shown, self._coming = self._coming, self._next()
        return self._shown[1]

    def close(self) -> None:
        """Let go of the file."""
        self._pictures.close()

    def _next(self) -> tuple[float, Plane] | None:
        try:
            return next(self._pictures, None)
        except (av.error.FFmpegError, ValueError) as error:
            raise self._unreadable(str(error)) from error

    def _unreadable(self, reason: str) -> MediaError:
        return MediaError(f"{self._path.name} is not a readable clip: {reason}.", code="MEDIA_INVALID")

    def _read(self) -> Generator[tuple[float, Plane], None, None]:
        with av.open(str(self._path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            graph, start = self._graph(stream), None
            for frame in container.decode(stream):
                time = frame.time or 0.0
                start = time if start is None else start
                graph.push(frame)
                fitted = graph.pull()
                if isinstance(fitted, VideoFrame):
                    yield time - start, np.asarray(fitted.to_ndarray(), np.uint8).reshape(-1)

    def _graph(self, stream: VideoStream) -> Graph:
        """Return the way from the clip's pictures to the film's: the middle in the film's proportions, scaled."""
        width, height = self._size
        codec = stream.codec_context
        cut_width = min(codec.width, round(codec.height * width / height))
        cut_height = min(codec.height, round(codec.width * height / width))
        matrix = color_matrix(int(codec.colorspace), codec.width, codec.height)
        graph = Graph()
        steps = [
            graph.add_buffer(template=stream),
            graph.add("crop", f"{cut_width}:{cut_height}"),
            graph.add(
                "scale",
                f"{width}:{height}:flags=lanczos:in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv",
            ),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*steps).configure()
        return graph
