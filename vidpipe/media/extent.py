"""When a file's pictures or sound begin and end, by its packets: what its head says is often a guess, or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
import av.error

from vidpipe.errors import MediaError


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Begin and end of one stream, in seconds of the file's own time line."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.begin


def extent_of(path: Path, kind: Literal["video", "audio"]) -> Extent:
    """Return when a file's first stream of a kind is seen or heard, without decoding it.

    Raises MediaError (FILE_NOT_FOUND, MEDIA_INVALID).
    """
    try:
        with av.open(str(path)) as container:
            stream = next((one for one in container.streams if one.type == kind), None)
            if stream is None or stream.time_base is None:
                raise _nothing(path, kind)
            origin = (container.start_time or 0) / av.time_base
            base = stream.time_base
            rate = stream.average_rate if kind == "video" else None
            one_picture = round(1 / rate / base) if rate else 0
            begins, end = stream.start_time, None
            for packet in container.demux(stream):
                if packet.pts is not None:
                    begins = packet.pts if begins is None else begins
                    end = max(end or 0, packet.pts + (packet.duration or one_picture))
    except FileNotFoundError as error:
        raise MediaError(f"There is no file {path.name}.", code="FILE_NOT_FOUND") from error
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(f"{path.name} is not a readable media file: {error}", code="MEDIA_INVALID") from error
    if begins is None or end is None:
        raise _nothing(path, kind)
    return Extent(begin=float(begins * base) - origin, end=float(end * base) - origin)


def _nothing(path: Path, kind: str) -> MediaError:
    what = "moving picture" if kind == "video" else "sound"
    return MediaError(f"{path.name} holds no {what}.", code="MEDIA_INVALID", details={"file": path.name})
