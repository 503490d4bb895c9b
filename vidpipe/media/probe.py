"""Looking into media files: what is inside, and is it laid out for playing while it loads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import av.container
import av.error
import av.stream
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from vidpipe.errors import MediaError

# ITU-T H.273: the number 2 means "unspecified" in all three tables.
COLOR_UNSPECIFIED = 2
COLOR_BT709 = 1
_HD_LINES = 720
"""From so many lines on, a film that does not say how it codes colours does it as ITU-R BT.709, below as BT.601."""
_MOST_BOXES = 100_000
UNDECODED = {"skip_frame": "all"}
"""Options to open a file with whose pictures are not wanted: a Full HD file is open in 1 ms instead of 10, as its first
picture is not decoded."""


@dataclass(frozen=True, kw_only=True)
class VideoInfo:
    """One picture stream. Colour fields hold the numbers of ITU-T H.273; 1 is BT.709, 2 unspecified."""

    codec: str
    profile: str | None
    width: int
    height: int
    fps: float
    frames: int
    duration: float
    pix_fmt: str | None
    color_range: int
    color_primaries: int
    color_trc: int
    colorspace: int
    bit_rate: int | None


@dataclass(frozen=True, kw_only=True)
class AudioInfo:
    """One sound stream."""

    codec: str
    profile: str | None
    sample_rate: int
    channels: int
    duration: float
    bit_rate: int | None


@dataclass(frozen=True, kw_only=True)
class MediaInfo:
    """What a media file holds; durations in seconds."""

    container: str
    duration: float
    size: int
    video: list[VideoInfo]
    audio: list[AudioInfo]
    metadata: dict[str, str]


def probe(path: Path) -> MediaInfo:
    """Read what a media file holds, without decoding it.

    Raises :class:`MediaError`: ``FILE_NOT_FOUND``, or ``MEDIA_INVALID`` when the file is no readable media file.
    """
    if not path.is_file():
        raise MediaError(f"There is no file {path.name}.", code="FILE_NOT_FOUND", details={"file": path.name})
    try:
        with av.open(str(path)) as container:
            return _describe(container, path.stat().st_size)
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(
            f"{path.name} is not a readable media file: {error}",
            code="MEDIA_INVALID",
            details={"file": path.name, "size": path.stat().st_size},
        ) from error


def _describe(container: av.container.InputContainer, size: int) -> MediaInfo:
    video = [_video(stream) for stream in container.streams.video]
    audio = [_audio(stream) for stream in container.streams.audio]
    whole = (container.duration or 0) / av.time_base
    return MediaInfo(
        container=container.format.name,
        duration=whole or max([*(v.duration for v in video), *(a.duration for a in audio)], default=0.0),
        size=size,
        video=video,
        audio=audio,
        metadata=dict(container.metadata),
    )


def _seconds(stream: av.stream.Stream) -> float:
    if stream.duration is None or stream.time_base is None:
        return 0.0
    return float(stream.duration * stream.time_base)


def _video(stream: VideoStream) -> VideoInfo:
    codec = stream.codec_context
    return VideoInfo(
        codec=codec.name,
        profile=stream.profile,
        width=codec.width,
        height=codec.height,
        fps=float(stream.average_rate or 0),
        frames=stream.frames,
        duration=_seconds(stream),
        pix_fmt=codec.pix_fmt,
        color_range=int(codec.color_range),
        color_primaries=int(codec.color_primaries),
        color_trc=int(codec.color_trc),
        colorspace=int(codec.colorspace),
        bit_rate=stream.bit_rate,
    )


def _audio(stream: AudioStream) -> AudioInfo:
    codec = stream.codec_context
    return AudioInfo(
        codec=codec.name,
        profile=stream.profile,
        sample_rate=codec.sample_rate,
        channels=codec.channels,
        duration=_seconds(stream),
        bit_rate=stream.bit_rate,
    )


def color_matrix(colorspace: int, width: int, height: int) -> str:
    """Return FFmpeg's name for how a film's pictures code colours: as they say, else as their size makes likely.

    ``colorspace`` is a number of ITU-T H.273; 0 would be RGB, which in these pixel formats nobody can mean.
    """
    if colorspace not in (0, COLOR_UNSPECIFIED):
        return "auto"
    return "bt709" if min(width, height) >= _HD_LINES else "bt601"


def is_faststart(path: Path) -> bool:
    """Whether an MP4's index (``moov``) lies before its media data (``mdat``), so that it plays while it loads.

    Box layout: ISO/IEC 14496-12, section 4.2. Raises :class:`MediaError` ``MEDIA_INVALID`` when the boxes are damaged.
    """
    order = _boxes(path)
    if "moov" not in order or "mdat" not in order:
        raise MediaError(
            f"{path.name} is no complete MP4: it has no {'index' if 'moov' not in order else 'media data'}.",
            code="MEDIA_INVALID",
            details={"file": path.name, "boxes": order},
        )
    return order.index("moov") < order.index("mdat")


def is_whole(path: Path) -> bool:
    """Whether an MP4 or MOV ends where its last box ends: one that was cut short can look fine until it is played."""
    boxes = _walk(path)
    return bool(boxes) and boxes[0][0] == "ftyp" and sum(length for _, length in boxes) == path.stat().st_size


def _boxes(path: Path) -> list[str]:
    """List the kinds of the top-level boxes in file order."""
    return [kind for kind, _ in _walk(path)]


def _walk(path: Path) -> list[tuple[str, int]]:
    """List the top-level boxes in file order, each with the length that it says it has."""
    found: list[tuple[str, int]] = []
    total = path.stat().st_size
    position = 0
    with path.open("rb") as file:
        while position + 8 <= total and len(found) < _MOST_BOXES:
            file.seek(position)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            elif length == 0:
                length = total - position
            found.append((head[4:8].decode("latin-1"), length))
            if length < 8:
                break
            position += length
    return found
