"""Whether captions are in time, inside the frame, clear of the presenter, and slow enough to read."""

from __future__ import annotations

from itertools import pairwise

from vidpipe.media.captions.cues import READING_SPEED, Cue
from vidpipe.media.captions.phrases import width
from vidpipe.media.checks.expected import Expected
from vidpipe.media.film.boxes import Box
from vidpipe.models.checks import Check

ROUNDING = 0.001
TOO_FAST = 1.5 * READING_SPEED
"""Latin characters per second from which on hardly anybody can follow. Fast speech may pass what is comfortable."""


def timing(expected: Expected) -> Check:
    """Tell whether each cue lies in the film, and none over another."""
    late = [cue for cue in expected.cues if cue.end > expected.duration + ROUNDING or cue.end <= cue.start]
    overlaps = sum(later.start < earlier.end for earlier, later in pairwise(expected.cues))
    return Check(
        name="captions",
        passed=not late and not overlaps,
        severity="error",
        seen=f"{len(expected.cues)} cues, {len(late)} outside the film, {overlaps} overlapping",
        measured={"cues": len(expected.cues), "outside": len(late), "overlapping": overlaps},
    )


def place(expected: Expected) -> Check:
    """Tell whether captions that are burned in are whole, and clear of the presenter."""
    frame = Box(left=0, top=0, width=expected.width, height=expected.height)
    drawn = expected.captions
    cut = {one.cue for one in drawn if not frame.holds(one.box)}
    over = {one.cue for one in drawn if one.presenter is not None and one.box.overlaps(one.presenter)}
    seen = f"{len(cut)} reach out of the frame, {len(over)} over the presenter" if drawn else "none burned in"
    return Check(
        name="captions_place",
        passed=not cut and not over,
        severity="error" if cut else "warning",
        seen=seen,
        measured={"cut_off": len(cut), "over_presenter": len(over)},
    )


def reading_speed(expected: Expected) -> Check:
    """Tell how fast one must read at most, in Latin characters per second, of which a Chinese one is worth 2.5."""
    speeds = [(_speed(cue), cue.start) for cue in expected.cues]
    fastest, start = max(speeds, default=(0.0, 0.0))
    count = sum(speed > TOO_FAST for speed, _ in speeds)
    return Check(
        name="reading_speed",
        passed=not count,
        severity="warning",
        seen=f"at most {fastest:.0f} characters a second, at {start:.1f} s; {count} cues above {TOO_FAST:.0f}"
        if speeds
        else "no captions",
        measured={"characters_per_second": round(fastest, 1), "too_fast": count},
    )


def _speed(cue: Cue) -> float:
    return width("".join(cue.lines)) / max(cue.end - cue.start, ROUNDING)
