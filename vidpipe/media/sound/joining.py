"""The narration: the scenes' recordings joined on one time line, at one loudness."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vidpipe.errors import MediaError, file_errors
from vidpipe.media.sound.levelling import Levelling, find_levelling
from vidpipe.media.sound.loudness import TARGET_LUFS
from vidpipe.media.sound.meter import Meter
from vidpipe.media.sound.rawfile import RawSound
from vidpipe.media.sound.reading import read_blocks
from vidpipe.media.sound.samples import BLOCK, SAMPLE_RATE, Samples, fitted, ratio, samples_of, silence
from vidpipe.media.sound.timing import SceneTiming, starts, time_scenes
from vidpipe.models import PauseLook

FADE = samples_of(0.006)
"""Samples of fade at both ends of a scene's sound, so that its edges do not click."""
CEILING_DBTP = -1.2
"""A little below what is promised, for what rounding to 16 bits adds."""
EVENED_OUT_DB = 8.0
"""The most by which one scene is made louder or softer than the others, so that all voices are heard alike."""
OFF_SECONDS = 0.05
"""The most by which a recording may differ from the length it was said to have."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One scene's speech in a file of any format."""

    path: Path
    seconds: float | None = None
    """Its length as its maker told it, by which the scene was timed; None: it is found out."""


@dataclass(frozen=True, kw_only=True)
class SceneSpan:
    """One scene on the narration's time line, in seconds. Its picture changes in the middle of the pauses."""

    start: float
    end: float
    speech_start: float
    speech_end: float
    frames: int


@dataclass(frozen=True, kw_only=True)
class JoinedNarration:
    """The whole spoken track: 48 kHz 16-bit mono WAV at ``path``, a whole number of frames long."""

    path: Path
    duration: float
    loudness_lufs: float
    true_peak_dbtp: float
    scenes: list[SceneSpan]


async def join_scenes(
    recordings: Sequence[Recording], out: Path, work_dir: Path, *, fps: int, pauses: PauseLook | None = None
) -> JoinedNarration:
    """Join one recording per scene, in order, into the narration at ``out``.

    Each scene takes the frames that :func:`~vidpipe.media.sound.timing.time_scene` says. The scenes are evened out in
    loudness, and the whole is brought to -14 LUFS (±0.5) with true peaks below -1 dBTP. Recordings may have any sample
    rate. Raises :class:`MediaError`: ``FILE_NOT_FOUND``, ``MEDIA_INVALID`` for a file without sound or of another
    length than was told, ``SPEECH_EMPTY`` when all is silent, ``MEDIA_QUALITY_FAILED``; :class:`StorageError`.
    """
    if not recordings:
        raise MediaError("There is no recording to join.", code="SPEECH_EMPTY")
    joining = _Joining(recordings, pauses or PauseLook(), fps, RawSound(path=work_dir / f"{out.stem}.f32", channels=1))
    unfinished = out.with_name(f".{out.stem}.part.wav")
    try:
        with file_errors("write the narration", out):
            levelling = await asyncio.to_thread(joining.run, unfinished)
            unfinished.replace(out)
    finally:
        joining.raw.path.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)
    return JoinedNarration(
        path=out,
        duration=joining.edges[-1] / SAMPLE_RATE,
        loudness_lufs=round(levelling.loudness.integrated, 2),
        true_peak_dbtp=round(levelling.loudness.true_peak, 2),
        scenes=joining.spans(),
    )


class _Joining:
    """The making of one narration."""

    def __init__(self, recordings: Sequence[Recording], pauses: PauseLook, fps: int, raw: RawSound) -> None:
        self._recordings = recordings
        self._pauses, self._fps = pauses, fps
        self.raw = raw
        self._timings: list[SceneTiming] = []
        self._heard: list[float] = []
        self._gains: list[float] = []
        self.edges = [0]

    def run(self, out: Path) -> Levelling:
        seconds = [_seconds(recording) for recording in self._recordings]
        self._timings = time_scenes(seconds, self._pauses, self._fps)
        self.edges = starts(self._timings)
        self.raw.write(self._laid_out())
        self._gains = _evened_out(self._heard)
        levelling = find_levelling(self._play, 1, ceiling=CEILING_DBTP, what="The narration")
        _write_wav(levelling.apply(self._play()), out)
        return levelling

    def spans(self) -> list[SceneSpan]:
        return [
            SceneSpan(
                start=start / SAMPLE_RATE,
                end=(start + timing.length) / SAMPLE_RATE,
                speech_start=(start + timing.before) / SAMPLE_RATE,
                speech_end=(start + timing.before + timing.speech) / SAMPLE_RATE,
                frames=timing.frames,
            )
            for start, timing in zip(self.edges, self._timings, strict=False)
        ]

    def _laid_out(self) -> Iterator[Samples]:
        """Yield the whole as it was recorded, and note how loud each scene's speech is."""
        for recording, timing in zip(self._recordings, self._timings, strict=True):
            meter = Meter(1, peaks=False)
            yield silence(1, timing.before)
            for block in _speech(recording, timing.speech):
                meter.add(block)
                yield block
            yield silence(1, timing.after)
            self._heard.append(meter.loudness().integrated)

    def _play(self) -> Iterator[Samples]:
        """Yield the whole with the scenes evened out."""
        for start, timing, gain in zip(self.edges, self._timings, self._gains, strict=False):
            for first in range(0, timing.length, BLOCK):
                yield self.raw.read(start + first, min(BLOCK, timing.length - first)) * np.float32(ratio(gain))


def _seconds(recording: Recording) -> float:
    if recording.seconds is not None:
        return recording.seconds
    return float(sum(block.shape[1] for block in read_blocks(recording.path, 1)) / SAMPLE_RATE)


def _speech(recording: Recording, count: int) -> Iterator[Samples]:
    """Yield exactly ``count`` samples of a recording, with soft edges.

    Resampling may have given a few more or less. Raises MediaError (MEDIA_INVALID) when more than that is amiss.
    """
    heard = 0

    def counted() -> Iterator[Samples]:
        nonlocal heard
        for block in read_blocks(recording.path, 1):
            heard += block.shape[1]
            yield block

    blocks = counted()
    at = 0
    fade = min(FADE, count // 2)
    for block in fitted(blocks, 1, count):
        place = np.arange(at, at + block.shape[1])
        at += block.shape[1]
        edge = np.minimum(place, count - 1 - place)
        yield block * np.clip(edge / max(fade, 1), 0, 1).astype(np.float32)
    heard += sum(block.shape[1] for block in blocks)
    if abs(heard - count) > OFF_SECONDS * SAMPLE_RATE:
        raise MediaError(
            f"{recording.path.name} is {heard / SAMPLE_RATE:.2f} s long, not {count / SAMPLE_RATE:.2f} s as was told.",
            code="MEDIA_INVALID",
            details={"file": recording.path.name},
        )


def _evened_out(heard: Sequence[float]) -> list[float]:
    """Return the gain of each scene in dB; what is too short or too soft to be measured gets that of most."""
    known = [loudness for loudness in heard if np.isfinite(loudness)]
    usual = float(np.median(known)) if known else TARGET_LUFS
    near = np.where(np.isfinite(heard), heard, usual)
    return [float(gain) for gain in TARGET_LUFS - np.clip(near, usual - EVENED_OUT_DB, usual + EVENED_OUT_DB)]


def _write_wav(blocks: Iterable[Samples], out: Path) -> None:
    with out.open("wb") as file, wave.open(file, "wb") as track:
        track.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        for block in blocks:
            track.writeframesraw(np.round(np.clip(block[0], -1, 1) * 32_767).astype("<i2").tobytes())
