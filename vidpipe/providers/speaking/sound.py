"""Recorded speech in memory: decoded from any format that services send, joined, and written as WAV."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from vidpipe.errors import file_errors

Samples = NDArray[np.float32]

FRAME = 0.01
"""Seconds over which loudness is measured."""
_SILENT = 1e-3
_ENDLESS = 0x7FF00000
"""Sizes from here on stand in WAV headers of sound that was sent while it was made: its length was not known."""
_EDGE = 0.04


class BadSound(Exception):
    """Data is no usable recording; the text completes "it is …"."""


@dataclass(frozen=True, kw_only=True)
class Sound:
    """Mono samples, -1 to 1, ``rate`` of them a second."""

    samples: Samples
    rate: int

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate


def decode(data: bytes, *, pcm_rate: int | None = None) -> Sound:
    """Decode a recording: bare 16-bit little-endian mono samples when ``pcm_rate`` is given, else any container.

    Raises BadSound when it is none, cut short, or silent throughout.
    """
    if pcm_rate is None:
        if data[:4] == b"RIFF":
            _require_whole(data)
        sound = _decode(data)
    else:
        if len(data) % 2:
            raise BadSound("16-bit sound with half a sample")
        sound = Sound(samples=np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768), rate=pcm_rate)
    if not len(sound.samples):
        raise BadSound("empty")
    if float(np.abs(sound.samples).max()) < _SILENT:
        raise BadSound("silent")
    return sound


def _require_whole(data: bytes) -> None:
    """Refuse a WAV file whose header promises more samples than there are; the decoder would take what is there."""
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"data":
            if len(data) - at - 8 < size < _ENDLESS:
                raise BadSound(f"cut short: {len(data) - at - 8:,} of {size:,} bytes")
            return
        at += 8 + size + size % 2


def _decode(data: bytes) -> Sound:
    pieces: list[Samples] = []
    try:
        # Sizes of RIFF headers may be endless where a service streams; the decoder reads to the end of the data.
        with av.open(io.BytesIO(data), mode="r") as container:
            rate = container.streams.audio[0].rate
            resampler = AudioResampler(format="flt", layout="mono", rate=rate)
            for frame in container.decode(audio=0):
                pieces += [np.asarray(part.to_ndarray(), np.float32).ravel() for part in resampler.resample(frame)]
            pieces += [np.asarray(part.to_ndarray(), np.float32).ravel() for part in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise BadSound(f"no sound that can be read ({type(error).__name__})") from error
    return Sound(samples=np.concatenate(pieces) if pieces else np.zeros(0, np.float32), rate=rate)


def loudness(sound: Sound) -> NDArray[np.float64]:
    """Return the level of every hundredth of a second, in decibels below full scale."""
    # Frames begin at fractions of a sample: at 22,050 Hz whole ones would drift by half a second in three minutes.
    count = max(round(sound.duration / FRAME), 1)
    starts = np.round(np.arange(count) * sound.rate * FRAME).astype(np.intp)
    sums = np.add.reduceat(sound.samples.astype(np.float64) ** 2, starts)
    power = sums / np.diff(np.append(starts, len(sound.samples)))
    return 10 * np.asarray(np.log10(power + 1e-10))


def is_loud(levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell in which frames somebody speaks: well above the recording's own noise, not far below its loudest."""
    peak, floor = float(levels.max()), float(np.percentile(levels, 3))
    return np.asarray(levels > max(peak - 42, min(floor + 10, peak - 25)))


def trimmed(sound: Sound) -> tuple[Sound, float]:
    """Cut the silence at both ends, a breath of 0.04 s kept; return the sound and the seconds cut at its start."""
    loud = np.flatnonzero(is_loud(loudness(sound)))
    start = max(0, round((loud[0] * FRAME - _EDGE) * sound.rate))
    end = min(len(sound.samples), round(((loud[-1] + 1) * FRAME + _EDGE) * sound.rate))
    return Sound(samples=sound.samples[start:end], rate=sound.rate), start / sound.rate


def joined(sounds: Sequence[Sound], pauses: Sequence[float]) -> tuple[Sound, list[float]]:
    """Join sounds of one rate with a pause (seconds) before each; return the whole and where each begins."""
    rate = sounds[0].rate
    parts: list[Samples] = []
    starts: list[float] = []
    length = 0
    for sound, pause in zip(sounds, pauses, strict=True):
        if sound.rate != rate:
            raise BadSound(f"of another sample rate ({sound.rate} Hz) than the piece before it ({rate} Hz)")
        silence = np.zeros(round(pause * rate), np.float32)
        starts.append((length + len(silence)) / rate)
        parts += [silence, sound.samples]
        length += len(silence) + len(sound.samples)
    return Sound(samples=np.concatenate(parts), rate=rate), starts


def write_wav(sound: Sound, out: Path) -> None:
    """Write 16-bit mono PCM under another name and rename it. Raises StorageError."""
    partial = out.with_name(f".{out.name}.part")
    pcm = np.round(np.clip(sound.samples, -1, 1) * 32767).astype("<i2")
    try:
        with file_errors("write the speech", out):
            with partial.open("wb") as file, wave.open(file, "wb") as track:
                track.setparams((1, 2, sound.rate, 0, "NONE", "not compressed"))
                track.writeframes(pcm.tobytes())
            partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
