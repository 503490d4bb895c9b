"""Joining the pieces of a film, and laying the sound under it, without encoding anything again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import av
import av.error
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.captions.phrases import plain
from vidpipe.media.film.plan import Piece
from vidpipe.media.probe import UNDECODED
from vidpipe.media.thread_work import in_thread
from vidpipe.models import Chapter

if TYPE_CHECKING:
    from av.container.core import Chapter as Mark

LAYOUT = {
    "fflags": "+bitexact",
    "movflags": "+faststart",
    # A whole number of its ticks is as long as any frame and any sample, so that lengths in the index are exact.
    "movie_timescale": "48000",
}
MARKS_BASE = Fraction(1, 1000)


async def join_pieces(
    made: Sequence[tuple[Piece, Path]],
    soundtrack: Path,
    out: Path,
    *,
    title: str = "",
    chapters: Sequence[Chapter] = (),
) -> None:
    """Write the film to ``out``: every picture as it was encoded, each at exactly its number over the rate.

    ``soundtrack`` holds AAC. Raises MediaError (FFMPEG_EXECUTION_FAILED, MEDIA_INVALID for a piece or a soundtrack that
    cannot be read), StorageError.
    """
    unfinished = out.resolve().with_name(f".{out.stem}.part.mp4")
    try:
        with file_errors("write the film", out):
            await in_thread(lambda ended: _join(made, soundtrack, unfinished, title, chapters, ended))
            unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _join(
    made: Sequence[tuple[Piece, Path]],
    soundtrack: Path,
    out: Path,
    title: str,
    chapters: Sequence[Chapter],
    ended: Event,
) -> None:
    try:
        with av.open(str(out), "w", format="mp4", options=LAYOUT) as film:
            pictures, sound = _same_stream(film, made[0][1]), _same_stream(film, soundtrack)
            film.metadata["title"] = plain(title)
            film.set_chapters(_marks(chapters, sum(piece.count / piece.look.fps for piece, _ in made)))
            for packet in merge(_pictures(made, pictures), _packets(soundtrack, sound), key=_decoded_at):
                if ended.is_set():
                    # Closed with its file, the film would be moved as a whole to make room for the index.
                    out.unlink(missing_ok=True)
                    return
                film.mux_one(packet)
    except OSError:
        raise
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(f"The film could not be joined: {error}", details={"stderr": str(error)}) from error


def _same_stream(film: OutputContainer, path: Path) -> Stream:
    """Add a stream like a file's only one."""
    with _opened(path) as container:
        template = container.streams[0]
        stream = film.add_stream_from_template(template, opaque=True)
        # Not copied with the rest; there are two for HEVC, of which Apple's players take one.
        stream.codec_context.codec_tag = template.codec_context.codec_tag
        return stream


def _pictures(made: Sequence[tuple[Piece, Path]], stream: Stream) -> Iterator[Packet[Stream]]:
    at, decoded = 0, -(1 << 62)
    for piece, path in made:
        begins = Fraction(at, piece.look.fps)
        for packet in _packets(path, stream):
            later = round(begins / packet.time_base)
            # Where a piece is too short for B-frames, its pictures are decoded later than the next one's would be.
            decoded = max((packet.dts or 0) + later, decoded + 1)
            packet.pts, packet.dts = (packet.pts or 0) + later, decoded
            yield packet
        at += piece.count


def _packets(path: Path, stream: Stream) -> Iterator[Packet[Stream]]:
    """Yield the packets of a file's only stream, to be written to ``stream``, which has to be like it."""
    with _opened(path) as container:
        if container.streams[0].codec_context.extradata != stream.codec_context.extradata:
            raise MediaError(
                f"{path.name} was encoded by another version of the encoder than the film's first part. Set "
                "VIDPIPE_ENCODER to another one, so that all are encoded anew.",
                code="MEDIA_INVALID",
                details={"file": path.name},
            )
        for packet in _read(container, path):
            packet.stream = stream
            yield packet


def _read(container: InputContainer, path: Path) -> Iterator[Packet[Stream]]:
    try:
        # The last packet is empty: it tells decoders that there are no more.
        yield from (packet for packet in container.demux() if packet.size)
    except av.error.FFmpegError as error:
        raise _unreadable(path, error) from error


def _opened(path: Path) -> InputContainer:
    try:
        with file_errors("read a part of the film", path):
            return av.open(str(path), options=UNDECODED)
    except av.error.FFmpegError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: av.error.FFmpegError) -> MediaError:
    message = f"{path.name}, a part of the film, cannot be read: {error}"
    return MediaError(message, code="MEDIA_INVALID", details={"file": path.name})


def _decoded_at(packet: Packet[Stream]) -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _marks(chapters: Sequence[Chapter], seconds: float) -> list[Mark]:
    ends = [*(chapter.start for chapter in chapters), seconds][1:]
    return [
        {
            "id": number,
            "start": round(chapter.start / MARKS_BASE),
            "end": round(end / MARKS_BASE),
            "time_base": MARKS_BASE,
            "metadata": {"title": plain(chapter.title)},
        }
        for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True), 1)
    ]
