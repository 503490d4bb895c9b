"""How loud a recording should be, how loud it is, and how FFmpeg says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from vidpipe.errors import MediaError
from vidpipe.media.run import run_ffmpeg

TARGET_LUFS = -14.0
"""What YouTube plays at: louder uploads are turned down, softer ones stay soft."""
CEILING_DBTP = -1.0
"""EBU Tech 3343's headroom for lossy codecs, which overshoot."""
TOLERANCE_LU = 3.0
"""A narration of a word or two cannot always be as loud as a long one; further off, something is wrong."""
SILENCE_LUFS = -69.0
"""BS.1770 gates at -70: at this value there was nothing to measure."""

_INTEGRATED = re.compile(r"^\s*I:\s+(-?[\d.]+|-inf|nan) LUFS", re.MULTILINE)
_TRUE_PEAK = re.compile(r"^\s*Peak:\s+(-?[\d.]+|-inf|nan) dBFS", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Loudness:
    """Integrated loudness in LUFS (ITU-R BS.1770) and true peak in dBTP; ``-inf`` for silence."""

    integrated: float
    true_peak: float


async def measure_loudness(source: Path) -> Loudness:
    """Measure a recording by FFmpeg's ``ebur128``.

    Raises :class:`MediaError` ``FFMPEG_EXECUTION_FAILED`` when the file cannot be read.
    """
    meter = ffmpeg.input(str(source)).audio.filter("ebur128", peak="true", framelog="quiet")
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
