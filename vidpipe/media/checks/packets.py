"""One pass over the film's packets: when each frame is shown, and what a few key frames look like."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import av.container
import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vidpipe.errors import MediaError
from vidpipe.media.checks.expected import Expected
from vidpipe.media.checks.listening import PacketSum
from vidpipe.media.checks.pictures import tiny_picture
from vidpipe.media.film.watch import points, tiny
from vidpipe.media.frames.planes import Plane
from vidpipe.models.checks import Check

MOST_COMPARED = 24
"""Key frames that are decoded; in a long film they are spread over it."""
ALIKE_MEAN, ALIKE_MOST = 3.0, 24.0
"""Grey values by which a tiny picture of a decoded frame may differ from that of the painted one."""


@dataclass(frozen=True, kw_only=True)
class Packets:
    """What the packets tell: when frames are shown and sounds heard, in seconds, and decoded key frames by number."""

    shown: list[Fraction]
    heard: list[Fraction]
    sound: str
    """The sum over the sound's packets (:class:`PacketSum`)."""
    pictures: dict[int, Plane]
    """Tiny pictures."""


def read_packets(film: Path, fps: int, wanted: Collection[int]) -> Packets:
    """Read every packet, and decode those of the ``wanted`` frames that are key frames.

    Raises :class:`MediaError` ``MEDIA_INVALID`` when the film cannot be read.
    """
    try:
        with av.open(str(film)) as container:
            return _read(container, fps, wanted)
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(f"{film.name} cannot be read: {error}", code="MEDIA_INVALID") from error


def _read(container: av.container.InputContainer, fps: int, wanted: Collection[int]) -> Packets:
    shown: list[Fraction] = []
    heard: list[Fraction] = []
    sound = PacketSum()
    frames: list[VideoFrame] = []
    pictures: dict[int, Plane] = {}
    video = container.streams.video[0]
    _prepare(video)
    for packet in container.demux(video, *container.streams.audio[:1]):
        if isinstance(packet.stream, AudioStream):
            if packet.size:
                heard += _times(packet)
                sound.add(packet)
            continue
        shown += _times(packet)
        # The last, empty packet makes the decoder hand out what it still holds.
        if packet.pts is None or (packet.is_keyframe and round(shown[-1] * fps) in wanted):
            frames = [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]
            pictures |= {round((frame.time or 0.0) * fps): tiny(points(_luma(frame))) for frame in frames}
    return Packets(shown=sorted(shown), heard=heard, sound=sound.digest(), pictures=pictures)


def _prepare(video: VideoStream) -> None:
    video.thread_type = "AUTO"
    video.codec_context.skip_frame = "NONKEY"
    # A frame is known again without its last polish, and it takes a quarter less time.
    video.codec_context.options = {"skip_loop_filter": "all"}


def _times(packet: Packet[Any]) -> list[Fraction]:
    return [] if packet.pts is None or packet.time_base is None else [packet.pts * packet.time_base]


def _luma(frame: VideoFrame) -> Plane:
    plane = frame.planes[0]
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def compared(expected: Expected) -> dict[int, str]:
    """Return which frames are to be compared, and the tiny picture of each: the first ones of pieces."""
    at = 0
    firsts: dict[int, str] = {}
    for piece in expected.seen:
        firsts[at] = piece.first
        at += piece.frames
    every = max(1, -(-len(firsts) // MOST_COMPARED))
    return dict(list(firsts.items())[::every])


def timestamps(packets: Packets, expected: Expected) -> Check:
    """Tell whether frame n is shown exactly at n / fps, and the sound has no gap, joins included."""
    wrong = [number for number, time in enumerate(packets.shown) if not _is_at(time, number, expected.fps)]
    gaps = _gaps(packets.heard)
    missing = expected.frames - len(packets.shown)
    parts = [f"{len(packets.shown)} of {expected.frames} frames"]
    parts += [f"{len(wrong)} at a wrong time, the first is frame {wrong[0]}"] if wrong else ["each at its time"]
    parts += [f"{len(gaps)} gaps in the sound, the first at {gaps[0]:.2f} s"] if gaps else []
    return Check(
        name="timestamps",
        passed=not (wrong or gaps or missing),
        severity="error",
        seen=", ".join(parts),
        measured={"frames": len(packets.shown), "wrong": len(wrong), "sound_gaps": len(gaps)},
    )


def _gaps(heard: Sequence[Fraction]) -> list[float]:
    """Return where a packet of sound comes later than one after the other: all hold equally many samples."""
    steps = [after - before for before, after in pairwise(heard)]
    usual = sorted(steps)[len(steps) // 2] if steps else Fraction(0)
    return [float(time) for time, step in zip(heard[1:], steps, strict=True) if step > usual]


def _is_at(time: Fraction, number: int, fps: int) -> bool:
    """Whether a frame is shown at its time, as far as the container's clock can say."""
    return abs(time - Fraction(number, fps)) < Fraction(1, 2_000)


def as_painted(packets: Packets, expected: Expected) -> Check:
    """Tell whether the film shows what was painted: the first frames of its pieces are decoded and compared."""
    painted = compared(expected)
    absent = [number for number in painted if number not in packets.pictures]
    worst, at, other = 0.0, 0, 0
    for number in painted.keys() & packets.pictures.keys():
        difference = np.abs(packets.pictures[number].astype(np.int16) - tiny_picture(painted[number]))
        mean = float(np.mean(difference))
        other += mean > ALIKE_MEAN or int(difference.max()) > ALIKE_MOST
        if mean > worst:
            worst, at = mean, number
    seen = f"{len(painted)} frames compared, {other} show something else"
    seen += f", {len(absent)} are no key frames" if absent else ""
    seen += f"; the largest difference is {worst:.1f} of 255, at {at / expected.fps:.1f} s" if worst else ""
    return Check(
        name="as_painted",
        passed=not absent and not other,
        severity="error",
        seen=seen,
        measured={"compared": len(painted), "different": other, "largest_difference": round(worst, 2)},
    )
