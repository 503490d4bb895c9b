"""What is heard: how loud, where nothing, whether it is the narration and in step, and the presenter's lips with it."""

from __future__ import annotations

from vidpipe.media.checks.expected import Expected, Span, outside
from vidpipe.media.presenter.lip_sync import SURE
from vidpipe.media.sound.loudness import CEILING_DBTP, TARGET_LUFS, TOLERANCE_LU
from vidpipe.media.sound.sync import FURTHEST
from vidpipe.models.checks import Check, Heard

MAX_SILENT = 3.0
LOUDNESS_TOLERANCE = 0.5
PEAK_TOLERANCE = 0.5
"""What AAC at 192 kbit/s adds to peaks."""
LATE, FAR_OFF = 0.04, 0.25
"""Seconds of delay between picture and sound: what some notice (ITU-R BT.1359), and what everybody does."""
LIPS_TOLERANCE = 0.08


def loudness(heard: Heard) -> list[Check]:
    """Tell whether the film is as loud as video sites play, without overshooting."""
    off = abs(heard.lufs - TARGET_LUFS)
    return [
        Check(
            name="loudness",
            passed=off <= LOUDNESS_TOLERANCE,
            severity="error" if off > TOLERANCE_LU else "warning",
            seen=f"{heard.lufs:.1f} LUFS",
            measured={"lufs": heard.lufs},
        ),
        Check(
            name="true_peak",
            passed=heard.dbtp <= CEILING_DBTP + PEAK_TOLERANCE,
            severity="warning",
            seen=f"{heard.dbtp:.1f} dBTP",
            measured={"dbtp": heard.dbtp},
        ),
    ]


def as_mixed(packets: str, heard: Heard) -> Check:
    """Tell whether the film's sound, by the sum over its packets, is the one that was listened to."""
    same = packets == heard.packets
    seen = "every packet is that of the mix" if same else "the sound is not what was mixed"
    return Check(name="as_mixed", passed=same, severity="error", seen=seen)


def silence(heard: Heard, expected: Expected) -> Check:
    """Tell where nothing is heard for long although something should."""
    silent = [Span(start=start, end=end) for start, end in heard.silent]
    spans = outside(silent, expected.may_be_silent, MAX_SILENT)
    return Check(
        name="silence",
        passed=not spans,
        severity="warning",
        seen=f"nothing is heard at {', '.join(map(str, spans))}" if spans else "nowhere is it silent for long",
        measured={"seconds": round(sum(span.end - span.start for span in spans), 3)},
    )


def sound_sync(heard: Heard, expected: Expected) -> Check:
    """Tell whether what is heard is the narration, and begins when it should."""
    if heard.late is None:
        return Check(name="sound_sync", passed=False, severity="error", seen="the sound is not that of the narration")
    late = heard.late - expected.narration_at
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
