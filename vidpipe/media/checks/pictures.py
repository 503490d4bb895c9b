"""What the film's pictures show, from what was seen while they were painted: black, frozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vidpipe.media.checks.expected import Expected, Span, outside
from vidpipe.media.film.watch import TINY
from vidpipe.media.frames.planes import Plane
from vidpipe.models.checks import Check, Run, Seen, Severity

MAX_BLACK = 0.5
MAX_FROZEN = 3.0
SAME_TINY = 1.0
"""Grey values by which two tiny pictures of the same picture may differ, in the mean."""


def tiny_picture(digits: str) -> Plane:
    """Read a tiny picture from its digits. Raises ValueError when it is none."""
    return np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(TINY[::-1])


def black(expected: Expected) -> Check:
    """Tell where there is nothing to see. Black but for a caption is only told; wholly black is fatal."""
    nothing = _long(expected, [seen.black for seen in expected.seen], MAX_BLACK)
    dark = _long(expected, [seen.dark for seen in expected.seen], MAX_BLACK)
    severity: Severity = "error" if nothing else "warning"
    total = sum(span.end - span.start for span in dark)
    return _stretches("black", "nothing to see", "something is to be seen throughout", dark, severity, total)


def frozen(expected: Expected) -> Check:
    """Tell where nothing moves for long although something should."""
    spans = _spans(_still(expected.seen), expected.fps)
    spans = outside(spans, expected.may_rest, MAX_FROZEN)
    total = sum(span.end - span.start for span in spans)
    return _stretches("frozen", "nothing moves", "nothing stands still for long", spans, "warning", total)


def _stretches(name: str, fault: str, sound: str, spans: Sequence[Span], severity: Severity, total: float) -> Check:
    seen = f"{fault} at {', '.join(map(str, spans))}" if spans else sound
    return Check(name=name, passed=not spans, severity=severity, seen=seen, measured={"seconds": round(total, 3)})


def _long(expected: Expected, runs: Sequence[Sequence[Run]], least: float) -> list[Span]:
    joined: list[Run] = []
    at = 0
    for piece, own in zip(expected.seen, runs, strict=True):
        for first, count in own:
            if joined and sum(joined[-1]) == at + first:
                joined[-1] = (joined[-1][0], joined[-1][1] + count)
            else:
                joined.append((at + first, count))
        at += piece.frames
    return [span for span in _spans(joined, expected.fps) if span.end - span.start >= least]


def _still(pieces: Sequence[Seen]) -> list[Run]:
    """Return the still runs of the whole film: one goes on in a piece that begins with the same picture."""
    joined: list[Run] = []
    at, before = 0, ""
    for piece in pieces:
        for first, count in piece.still:
            goes_on = bool(joined) and first == 0 and sum(joined[-1]) == at and _same(before, piece.first)
            if goes_on:
                joined[-1] = (joined[-1][0], joined[-1][1] + count)
            else:
                joined.append((at + first, count))
        at, before = at + piece.frames, piece.last
    return joined


def _same(one: str, other: str) -> bool:
    difference = tiny_picture(one).astype(np.int16) - tiny_picture(other)
    return bool(np.mean(np.abs(difference)) <= SAME_TINY)


def _spans(runs: Sequence[Run], fps: int) -> list[Span]:
    return [Span(start=first / fps, end=(first + count) / fps) for first, count in runs]
