"""What is heard: how loud, where nothing, whether it is the narration and in step, and the presenter's lips with it."""

from __future__ import annotations

from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from vidpipe.errors import MediaError
from vidpipe.media.checks.expected import Expected, Span, outside
from vidpipe.media.presenter.lip_sync import SURE
from vidpipe.media.sound.loudness import CEILING_DBTP, TARGET_LUFS, TOLERANCE_LU, Loudness
from vidpipe.media.sound.samples import SAMPLE_RATE
from vidpipe.media.sound.sync import FURTHEST, speech_delay
from vidpipe.models.checks import Check

MAX_SILENT = 3.0
SILENCE_DB = -50
BLOCK = 0.01
"""Seconds by which silence is measured."""
LOUDNESS_TOLERANCE = 0.5
PEAK_TOLERANCE = 0.5
"""What AAC at 192 kbit/s adds to peaks."""
NOT_SAID = -99.0
"""Stands for the loudness of silence, which is no number."""
LATE, FAR_OFF = 0.04, 0.25
"""Seconds of delay between picture and sound: what some notice (ITU-R BT.1359), and what everybody does."""
LIPS_TOLERANCE = 0.08


def loudness(measured: Loudness) -> list[Check]:
    """Tell whether the film is as loud as video sites play, without overshooting."""
    off = abs(measured.integrated - TARGET_LUFS)
    return [
        Check(
            name="loudness",
            passed=off <= LOUDNESS_TOLERANCE,
            severity="error" if off > TOLERANCE_LU else "warning",
            seen=f"{measured.integrated:.1f} LUFS",
            measured={"lufs": _number(measured.integrated)},
        ),
        Check(
            name="true_peak",
            passed=measured.true_peak <= CEILING_DBTP + PEAK_TOLERANCE,
            severity="warning",
            seen=f"{measured.true_peak:.1f} dBTP",
            measured={"dbtp": _number(measured.true_peak)},
        ),
    ]


def _number(decibels: float) -> float:
    return max(decibels, NOT_SAID)


def silence(film: Path, expected: Expected) -> Check:
    """Tell where nothing is heard for long although something should. Decodes the sound.

    Raises :class:`MediaError` ``MEDIA_INVALID`` when it cannot be read.
    """
    spans = outside(_silent(film), expected.may_be_silent, MAX_SILENT)
    return Check(
        name="silence",
        passed=not spans,
        severity="warning",
        seen=f"nothing is heard at {', '.join(map(str, spans))}" if spans else "nowhere is it silent for long",
        measured={"seconds": round(sum(span.end - span.start for span in spans), 3)},
    )


def _silent(film: Path) -> list[Span]:
    """Return the silent stretches, decoding a second at a time."""
    spans: list[Span] = []
    begin: float | None = None
    at = 0
    for levels in _levels(film):
        for quiet in levels < 10 ** (SILENCE_DB / 20):
            if quiet and begin is None:
                begin = at * BLOCK
            elif not quiet and begin is not None:
                spans.append(Span(start=begin, end=at * BLOCK))
                begin = None
            at += 1
    return spans if begin is None else [*spans, Span(start=begin, end=at * BLOCK)]


def _levels(film: Path) -> list[npt.NDArray[np.float32]]:
    """Return the largest sample of each hundredth of a second."""
    levels: list[npt.NDArray[np.float32]] = []
    try:
        with av.open(str(film)) as container:
            # The resampler is here to hand out blocks of even length.
            resampler = AudioResampler(format="fltp", rate=SAMPLE_RATE, frame_size=round(SAMPLE_RATE * BLOCK) * 100)
            for frame in container.decode(audio=0):
                levels += [_largest(np.asarray(block.to_ndarray())) for block in resampler.resample(frame)]
            levels += [_largest(np.asarray(block.to_ndarray())) for block in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise MediaError(f"{film.name} holds no readable sound: {error}", code="MEDIA_INVALID") from error
    return levels


def _largest(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    block = round(SAMPLE_RATE * BLOCK)
    loudest = np.abs(samples).max(axis=0)
    padded = np.pad(loudest, (0, -len(loudest) % block))
    return np.asarray(padded.reshape(-1, block).max(axis=1), np.float32)


def sound_sync(film: Path, narration: Path, expected: Expected) -> Check:
    """Tell whether what is heard is the narration, and begins when it should.

    Raises :class:`MediaError` ``MEDIA_INVALID`` when a file cannot be read.
    """
    delay = speech_delay(film, narration)
    if delay is None:
        return Check(name="sound_sync", passed=False, severity="error", seen="the sound is not that of the narration")
    late = delay - expected.narration_at
    return Check(
        name="sound_sync",
        passed=abs(late) <= LATE,
        severity="error" if abs(late) > FAR_OFF else "warning",
        seen=f"{late * 1000:+.0f} ms",
        measured={"late_seconds": round(late, 4)},
    )


def can_be_timed(expected: Expected) -> bool:
    """Whether the narration begins early enough in the film to be found by comparing sounds."""
    return expected.narration is not None and expected.narration_at < FURTHEST


def lip_sync(expected: Expected) -> Check:
    """Tell whether the presenter's lips move with the speech. What cannot be told for sure is no fault."""
    lips = expected.lips
    if lips is None:
        return Check(name="lip_sync", passed=True, severity="warning", seen="no presenter, or not measured")
    sure = lips.confidence >= SURE
    seen = f"{lips.offset_seconds * 1000:+.0f} ms, sure to {lips.confidence:.0%}" if sure else "cannot be told for sure"
    return Check(
        name="lip_sync",
        passed=not sure or abs(lips.offset_seconds) <= LIPS_TOLERANCE,
        severity="warning",
        seen=seen,
        measured={"late_seconds": round(lips.offset_seconds, 4), "confidence": round(lips.confidence, 3)},
    )
