"""How loud a recording is, and bringing it to the loudness that video sites play at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from vidpipe.errors import MediaError
from vidpipe.media.run import run_ffmpeg

SAMPLE_RATE = 48_000
TARGET_LUFS = -14.0
"""What YouTube plays at: louder uploads are turned down, softer ones stay soft."""
CEILING_DBTP = -1.0
"""EBU Tech 3343's headroom for lossy codecs, which overshoot."""
TOLERANCE_LU = 3.0
"""A narration of a word or two cannot always be as loud as a long one; further off, something is wrong."""
CLOSE_ENOUGH_LU = 0.15
SILENCE_LUFS = -69.0
"""BS.1770 gates at -70: at this value there was nothing to measure."""
LIMITER_CEILING_DB = -1.6
LIMITER_RATE = 4 * SAMPLE_RATE
"""Peaks between samples show when oversampled four times (ITU-R BS.1770-4, annex 2)."""
ROUNDS = 6

_INTEGRATED = re.compile(r"^\s*I:\s+(-?[\d.]+|-inf|nan) LUFS", re.MULTILINE)
_TRUE_PEAK = re.compile(r"^\s*Peak:\s+(-?[\d.]+|-inf|nan) dBFS", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Loudness:
    """Integrated loudness in LUFS (ITU-R BS.1770) and true peak in dBTP; ``-inf`` for silence."""

    integrated: float
    true_peak: float


@dataclass(frozen=True, kw_only=True)
class RawSound:
    """A file of bare 32-bit float mono samples at 48 kHz, which can pass full scale without clipping."""

    path: Path


async def measure_loudness(source: Path | RawSound) -> Loudness:
    """Measure a recording by FFmpeg's ``ebur128``.

    Raises :class:`MediaError` ``FFMPEG_EXECUTION_FAILED`` when the file cannot be read.
    """
    meter = _open(source).filter("ebur128", peak="true", framelog="quiet")
    said = await run_ffmpeg(ffmpeg.output(meter, "-", format="null").get_args(), log_level="info")
    return read_loudness(said)


def read_loudness(said: str) -> Loudness:
    """Take the summary out of what ``ebur128`` printed, which comes last.

    Raises :class:`MediaError` ``MEDIA_INVALID`` when there is none, as with a file without sound.
    """
    integrated = _INTEGRATED.findall(said)
    peaks = _TRUE_PEAK.findall(said)
    if not integrated or not peaks:
        raise MediaError("There is no sound to measure in this file.", code="MEDIA_INVALID")
    return Loudness(integrated=float(integrated[-1]), true_peak=float(peaks[-1]))


async def normalise(source: RawSound, out: Path) -> Loudness:
    """Write ``source`` to ``out`` as 16-bit mono WAV at -14 LUFS with true peaks below -1 dBTP, and return what it has.

    A plain gain where the peaks allow it, otherwise gain and an oversampled limiter, whose losses a few rounds make
    up. Raises :class:`MediaError`: ``SPEECH_EMPTY`` for silence, ``MEDIA_QUALITY_FAILED`` when the sound is so peaky
    that loudness and headroom exclude each other.
    """
    before = await measure_loudness(source)
    if not before.integrated > SILENCE_LUFS:
        raise MediaError("The narration is silent: no scene has an audible sound.", code="SPEECH_EMPTY")
    gain = TARGET_LUFS - before.integrated
    limited = before.true_peak + gain > LIMITER_CEILING_DB
    after = before
    for _ in range(ROUNDS):
        await _render(source, out, gain, limited=limited)
        after = await measure_loudness(out)
        if abs(after.integrated - TARGET_LUFS) <= CLOSE_ENOUGH_LU and after.true_peak <= CEILING_DBTP:
            return after
        gain += TARGET_LUFS - after.integrated
    if abs(after.integrated - TARGET_LUFS) <= TOLERANCE_LU and after.true_peak <= CEILING_DBTP:
        return after
    raise MediaError(
        f"The narration cannot be brought to {TARGET_LUFS:g} LUFS without clipping: it stays at "
        f"{after.integrated:.1f} LUFS with peaks of {after.true_peak:.1f} dBTP.",
        code="MEDIA_QUALITY_FAILED",
        details={"loudness_lufs": after.integrated, "true_peak_dbtp": after.true_peak},
    )


async def _render(source: RawSound, out: Path, gain: float, *, limited: bool) -> None:
    sound = _open(source).filter("volume", volume=f"{gain:.3f}dB", precision="float")
    if limited:
        ceiling = 10 ** (LIMITER_CEILING_DB / 20)
        sound = (
            sound.filter("aresample", LIMITER_RATE)
            .filter("alimiter", limit=f"{ceiling:.5f}", attack=5, release=80, level=0, latency=1)
            .filter("aresample", SAMPLE_RATE)
        )
    written = ffmpeg.output(
        sound, str(out), format="wav", acodec="pcm_s16le", ar=SAMPLE_RATE, ac=1, map_metadata=-1, fflags="+bitexact"
    )
    await run_ffmpeg(written.get_args())


def _open(source: Path | RawSound) -> Any:
    if isinstance(source, RawSound):
        return ffmpeg.input(str(source.path), format="f32le", ar=SAMPLE_RATE, ac=1)
    return ffmpeg.input(str(source)).audio
