"""The narration: the scenes' recordings joined on one time line, at one loudness."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.sound.loudness import SAMPLE_RATE, RawSound, normalise

LEAD_IN = 0.35
PAUSE = 0.45
TAIL = 0.8
FADE = 0.006
"""Seconds of fade at both ends of a scene's sound, so that its edges do not click."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class SceneSpan:
    """One scene on the video's time line, in seconds. Its picture changes in the middle of the pauses."""

    start: float
    end: float
    speech_start: float
    speech_end: float


@dataclass(frozen=True, kw_only=True)
class JoinedNarration:
    """The whole spoken track: 48 kHz 16-bit mono WAV at ``path``."""

    path: Path
    duration: float
    loudness_lufs: float
    true_peak_dbtp: float
    scenes: list[SceneSpan]


async def join_scenes(recordings: Sequence[Path], out: Path, work_dir: Path) -> JoinedNarration:
    """Join one recording per scene, in order, into the narration at ``out``.

    Silence of 0.35 s leads in, 0.45 s part the scenes, 0.8 s end it; the whole is brought to -14 LUFS (±0.5) with
    true peaks below -1 dBTP. Recordings may have any sample rate. Raises :class:`MediaError`: ``FILE_NOT_FOUND``,
    ``MEDIA_INVALID`` for a file without sound, ``SPEECH_EMPTY`` when all is silent, and what FFmpeg and the disk raise.
    """
    if not recordings:
        raise MediaError("There is no recording to join.", code="SPEECH_EMPTY")
    raw = RawSound(path=work_dir / f"{out.stem}.f32")
    unfinished = out.with_name(f".{out.stem}.part.wav")
    try:
        with file_errors("write the narration", out):
            spans, duration = await asyncio.to_thread(_lay_out, recordings, raw.path)
            loudness = await normalise(raw, unfinished)
            unfinished.replace(out)
    finally:
        raw.path.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)
    return JoinedNarration(
        path=out,
        duration=duration,
        loudness_lufs=loudness.integrated,
        true_peak_dbtp=loudness.true_peak,
        scenes=spans,
    )


def _lay_out(recordings: Sequence[Path], raw: Path) -> tuple[list[SceneSpan], float]:
    """Write the whole as bare samples, one scene in memory at a time, and tell where each came to lie."""
    speech: list[tuple[int, int]] = []
    with raw.open("wb") as file:
        position = _silence(file, LEAD_IN)
        for number, recording in enumerate(recordings):
            if number:
                position += _silence(file, PAUSE)
            samples = _faded(_read(recording))
            file.write(samples.tobytes())
            speech.append((position, position + len(samples)))
            position += len(samples)
        position += _silence(file, TAIL)
    half = round(PAUSE * SAMPLE_RATE) // 2
    starts = [0, *(end + half for _, end in speech[:-1])]
    ends = [*starts[1:], position]
    spans = [
        SceneSpan(
            start=start / SAMPLE_RATE,
            end=end / SAMPLE_RATE,
            speech_start=first / SAMPLE_RATE,
            speech_end=last / SAMPLE_RATE,
        )
        for start, end, (first, last) in zip(starts, ends, speech, strict=True)
    ]
    return spans, position / SAMPLE_RATE


def _silence(file: BinaryIO, seconds: float) -> int:
    count = round(seconds * SAMPLE_RATE)
    file.write(bytes(4 * count))
    return count


def _read(recording: Path) -> Samples:
    """Decode one recording to mono samples at 48 kHz."""
    if not recording.is_file():
        raise MediaError(f"There is no recording {recording.name}.", code="FILE_NOT_FOUND")
    pieces: list[npt.NDArray[np.float32]] = []
    try:
        with av.open(str(recording)) as container:
            resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
            for frame in container.decode(audio=0):
                pieces += [np.asarray(piece.to_ndarray(), np.float32).ravel() for piece in resampler.resample(frame)]
            pieces += [np.asarray(piece.to_ndarray(), np.float32).ravel() for piece in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError) as error:
        raise MediaError(f"{recording.name} holds no readable sound: {error}", code="MEDIA_INVALID") from error
    if not pieces:
        raise MediaError(f"{recording.name} holds no sound.", code="MEDIA_INVALID", details={"file": recording.name})
    return np.concatenate(pieces)


def _faded(samples: Samples) -> Samples:
    length = min(round(FADE * SAMPLE_RATE), len(samples) // 2)
    if length:
        ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
        samples[:length] *= ramp
        samples[-length:] *= ramp[::-1]
    return samples
