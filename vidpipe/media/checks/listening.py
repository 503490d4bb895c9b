"""Listening to a film's sound: how loud it is, where nothing is heard, and when the narration begins.

It is worth doing before the pictures are there: the sound is laid under them as it is, which its packets' sum shows.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.packet import Packet

from vidpipe.errors import MediaError
from vidpipe.media.sound.loudness import Loudness, measure_loudness
from vidpipe.media.sound.samples import SAMPLE_RATE
from vidpipe.media.sound.sync import speech_delay
from vidpipe.models.checks import Heard

LISTENING = 1
"""Version of what is heard; part of the key under which it is remembered."""
SILENCE_DB = -50
BLOCK = 0.01
"""Seconds by which silence is measured."""
NOTED = 1.0
"""Seconds of the shortest silence that is noted."""
NOT_SAID = -99.0
"""Stands for the loudness of silence, which is no number."""


async def listen(sound: Path, *, narration: Path | None = None, loudness: Loudness | None = None) -> Heard:
    """Listen to the sound of a film, or to a sound that is to become it; all of it is decoded.

    ``narration`` is what should be heard in it; ``loudness`` is what the sound has, None to measure it. Raises
    :class:`MediaError`: ``MEDIA_INVALID`` when a file cannot be read, ``FFMPEG_EXECUTION_FAILED``.
    """
    known = loudness or await measure_loudness(sound)
    silent, late, packets = await asyncio.gather(
        asyncio.to_thread(_silent, sound),
        asyncio.to_thread(_late, sound, narration),
        asyncio.to_thread(_packets, sound),
    )
    return Heard(
        lufs=round(max(known.integrated, NOT_SAID), 2),
        dbtp=round(max(known.true_peak, NOT_SAID), 2),
        silent=silent,
        late=late,
        packets=packets,
    )


class PacketSum:
    """A sum over a stream's packets, their bytes and times, by which the same sound is known again in another file."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def add(self, packet: Packet[Any]) -> None:
        """Add the next packet."""
        self._sum.update(f"{(packet.pts or 0) * packet.time_base} {packet.size};".encode())
        self._sum.update(packet)

    def digest(self) -> str:
        """Return the sum, in hexadecimal digits."""
        return self._sum.hexdigest()


def _packets(sound: Path) -> str:
    heard = PacketSum()
    try:
        with av.open(str(sound)) as container:
            for packet in container.demux(audio=0):
                if packet.size:
                    heard.add(packet)
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise _unreadable(sound, error) from error
    return heard.digest()


def _late(sound: Path, narration: Path | None) -> float | None:
    return None if narration is None else speech_delay(sound, narration)


def _silent(sound: Path) -> list[tuple[float, float]]:
    """Return the silent stretches, decoding a second at a time."""
    spans: list[tuple[float, float]] = []
    begin: float | None = None
    at = 0
    for levels in _levels(sound):
        for quiet in levels < 10 ** (SILENCE_DB / 20):
            if quiet and begin is None:
                begin = at * BLOCK
            elif not quiet and begin is not None:
                spans.append((begin, at * BLOCK))
                begin = None
            at += 1
    spans += [] if begin is None else [(begin, at * BLOCK)]
    return [span for span in spans if span[1] - span[0] >= NOTED]


def _levels(sound: Path) -> list[npt.NDArray[np.float32]]:
    """Return the largest sample of each hundredth of a second."""
    levels: list[npt.NDArray[np.float32]] = []
    try:
        with av.open(str(sound)) as container:
            # The resampler is here to hand out blocks of even length.
            resampler = AudioResampler(format="fltp", rate=SAMPLE_RATE, frame_size=round(SAMPLE_RATE * BLOCK) * 100)
            for frame in container.decode(audio=0):
                levels += [_largest(np.asarray(block.to_ndarray())) for block in resampler.resample(frame)]
            levels += [_largest(np.asarray(block.to_ndarray())) for block in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise _unreadable(sound, error) from error
    return levels


def _largest(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    block = round(SAMPLE_RATE * BLOCK)
    loudest = np.abs(samples).max(axis=0)
    padded = np.pad(loudest, (0, -len(loudest) % block))
    return np.asarray(padded.reshape(-1, block).max(axis=1), np.float32)


def _unreadable(sound: Path, error: Exception) -> MediaError:
    return MediaError(f"{sound.name} holds no readable sound: {error}", code="MEDIA_INVALID")
