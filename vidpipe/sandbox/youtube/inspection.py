"""What YouTube finds in an uploaded file while it processes it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import av
from av.video.stream import VideoStream

LONGEST_SECONDS = 12 * 3_600
LONGEST_UNVERIFIED_SECONDS = 15 * 60


@dataclass(frozen=True)
class Finding:
    """The film's length in seconds, or the ``failureReason`` it cannot be processed for."""

    seconds: float = 0.0
    failure: str | None = None


def inspect_film(data: bytes) -> Finding:
    """Look into an uploaded file; reads its headers and its first picture only."""
    if not data:
        return Finding(failure="emptyFile")
    try:
        with av.open(io.BytesIO(data), "r") as film:
            pictures = [stream for stream in film.streams if isinstance(stream, VideoStream)]
            if not pictures:
                return Finding(failure="invalidFile")
            seconds = (film.duration or 0) / av.time_base
            if next(film.decode(pictures[0]), None) is None:
                return Finding(failure="codec")
            return Finding(seconds=seconds)
    except (av.error.FFmpegError, ValueError):
        return Finding(failure="invalidFile")
