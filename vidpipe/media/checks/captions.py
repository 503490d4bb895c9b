"""Whether captions are in time, inside the frame, clear of the presenter, and slow enough to read."""

from __future__ import annotations

from itertools import pairwise

from vidpipe.media.captions.cues import READING_SPEED, Cue
from vidpipe.media.captions.phrases import width
from vidpipe.media.checks.expected import Expected
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
    cut = [box for box in expected.boxes if not _inside(expected, box.left, box.top, box.right, box.bottom)]
    presenter = expected.presenter
    over = [box for box in expected.boxes if presenter is not None and box.overlaps(presenter)]
    seen = f"{len(cut)} reach out of the frame, {len(over)} over the presenter" if expected.boxes else "none burned in"
    return Check(
        name="captions_place",
        passed=not cut and not over,
        severity="error" if cut else "warning",
        seen=seen,
        measured={"cut_off": len(cut), "over_presenter": len(over)},
    )


def _inside(expected: Expected, left: int, top: int, right: int, bottom: int) -> bool:
    return left >= 0 and top >= 0 and right <= expected.width and bottom <= expected.height


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
