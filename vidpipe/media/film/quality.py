"""Looking over the finished film: whether it is what was asked for, and what a viewer would find fault with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import ffmpeg

from vidpipe.media.captions.cues import Cue
from vidpipe.media.probe import COLOR_BT709, MediaInfo, VideoInfo, is_faststart, probe
from vidpipe.media.run import Progress, run_ffmpeg
from vidpipe.media.sound.loudness import CEILING_DBTP, TARGET_LUFS, TOLERANCE_LU, Loudness, read_loudness

MAX_BLACK = 0.5
MAX_FROZEN = 3.0
MAX_SILENT = 3.0
SILENCE_DB = -50
LOUDNESS_TOLERANCE = 0.7
"""AAC and stereo move the loudness that the narration was brought to by up to 0.2 LU."""
PEAK_TOLERANCE = 0.5
"""What AAC at 192 kbit/s adds to peaks."""
CHECK_LINES = 270
"""Black and frozen pictures show in a small picture too, and looking at it is twenty times faster."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What was asked for. ``duration`` is the narration's, in seconds."""

    duration: float
    width: int
    height: int
    fps: float
    cues: Sequence[Cue] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at. A failed ``error`` means the film must not go out."""

    name: str
    passed: bool
    severity: Severity
    seen: str


async def inspect(video: Path, expected: Expected, on_progress: Progress | None = None) -> list[Finding]:
    """Check a finished film, decoding it once, and say what was seen for each check.

    Raises :class:`MediaError` ``MEDIA_INVALID`` when the file cannot be read at all, ``FFMPEG_EXECUTION_FAILED``.
    """
    info = await asyncio.to_thread(probe, video)
    findings = [_streams(info, expected), _colors(info), _length(info, expected), _captions(expected)]
    findings.append(_faststart(video))
    if info.video and info.audio:
        said = await run_ffmpeg(_detectors(video), duration=info.duration, on_progress=on_progress, log_level="info")
        findings += [*_loudness(read_loudness(said)), *_stretches(said, info.duration)]
    return findings


def _streams(info: MediaInfo, expected: Expected) -> Finding:
    if len(info.video) != 1 or len(info.audio) != 1:
        seen = f"{len(info.video)} picture and {len(info.audio)} sound streams"
        return Finding(name="streams", passed=False, severity="error", seen=seen)
    video, audio = info.video[0], info.audio[0]
    seen = (
        f"{video.codec} {video.profile} {video.pix_fmt} {video.width}x{video.height} at {video.fps:g} fps, "
        f"{audio.codec} {audio.sample_rate} Hz {audio.channels} channels"
    )
    passed = (
        (video.codec, video.pix_fmt, video.width, video.height) == ("h264", "yuv420p", expected.width, expected.height)
        and abs(video.fps - expected.fps) < 0.01
        and (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    )
    return Finding(name="streams", passed=passed, severity="error", seen=seen)


def _colors(info: MediaInfo) -> Finding:
    tags = [_tags(video) for video in info.video]
    passed = all(tag == (COLOR_BT709, COLOR_BT709, COLOR_BT709) for tag in tags)
    seen = "primaries, transfer, matrix: " + ("; ".join(str(tag) for tag in tags) or "no picture")
    return Finding(name="colors", passed=passed, severity="warning", seen=seen)


def _tags(video: VideoInfo) -> tuple[int, int, int]:
    return video.color_primaries, video.color_trc, video.colorspace


def _length(info: MediaInfo, expected: Expected) -> Finding:
    frame = 1 / expected.fps
    lengths = [video.duration for video in info.video] + [audio.duration for audio in info.audio]
    passed = bool(lengths) and all(abs(length - expected.duration) <= frame for length in lengths)
    seen = ", ".join(f"{length:.3f} s" for length in lengths) + f"; narration {expected.duration:.3f} s"
    return Finding(name="duration", passed=passed, severity="error", seen=seen)


def _captions(expected: Expected) -> Finding:
    outside = [cue for cue in expected.cues if cue.end > expected.duration + 0.001 or cue.end <= cue.start]
    overlaps = sum(later.start < earlier.end for earlier, later in pairwise(expected.cues))
    seen = f"{len(expected.cues)} cues, {len(outside)} outside the film, {overlaps} overlapping"
    return Finding(name="captions", passed=not outside and not overlaps, severity="error", seen=seen)


def _faststart(video: Path) -> Finding:
    first = is_faststart(video)
    return Finding(
        name="faststart", passed=first, severity="warning", seen=f"index {'before' if first else 'after'} data"
    )


def _detectors(video: Path) -> list[str]:
    source = ffmpeg.input(str(video.resolve()))
    picture = (
        source.video.filter("scale", -2, f"min({CHECK_LINES},ih)", flags="fast_bilinear")
        .filter("blackdetect", d=MAX_BLACK, pic_th=0.98, pix_th=0.06)
        .filter("freezedetect", n="-72dB", d=MAX_FROZEN)
    )
    sound = source.audio.filter("silencedetect", n=f"{SILENCE_DB}dB", d=MAX_SILENT)
    sound = sound.filter("ebur128", peak="true", framelog="quiet")
    return [str(arg) for arg in ffmpeg.output(picture, sound, "-", format="null").get_args()]


def _loudness(measured: Loudness) -> list[Finding]:
    off = abs(measured.integrated - TARGET_LUFS)
    clean = measured.true_peak <= CEILING_DBTP + PEAK_TOLERANCE
    return [
        Finding(
            name="loudness",
            passed=off <= LOUDNESS_TOLERANCE,
            severity="error" if off > TOLERANCE_LU else "warning",
            seen=f"{measured.integrated:.1f} LUFS",
        ),
        Finding(name="true_peak", passed=clean, severity="warning", seen=f"{measured.true_peak:.1f} dBTP"),
    ]


def _stretches(said: str, duration: float) -> list[Finding]:
    return [
        _stretch("black", said, r"black_start:([\d.]+)", r"black_end:([\d.]+)", duration),
        _stretch("frozen", said, r"freeze_start: ([\d.]+)", r"freeze_end: ([\d.]+)", duration),
        _stretch("silence", said, r"silence_start: (-?[\d.]+)", r"silence_end: ([\d.]+)", duration),
    ]


def _stretch(name: str, said: str, start: str, end: str, duration: float) -> Finding:
    """Read what a detector said; a stretch that lasts to the end of the film has no end of its own."""
    starts = [float(value) for value in re.findall(start, said)]
    ends = [float(value) for value in re.findall(end, said)]
    ends += [duration] * (len(starts) - len(ends))
    spans = [f"{begin:.1f}-{finish:.1f} s" for begin, finish in zip(starts, ends, strict=True)]
    severity: Severity = "error" if name == "black" else "warning"
    return Finding(name=name, passed=not spans, severity=severity, seen=", ".join(spans) or "none")
