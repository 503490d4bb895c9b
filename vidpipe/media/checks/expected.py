"""What a film should be: what was asked for, and what was seen while it was painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.placed import PlacedCaption
from vidpipe.media.presenter.lip_sync import LipSync
from vidpipe.models.checks import Heard, Seen


@dataclass(frozen=True, kw_only=True)
class Span:
    """From ``start`` to ``end``, in seconds of the film."""

    start: float
    end: float

    def __str__(self) -> str:
        return f"{self.start:.1f}-{self.end:.1f} s"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What was asked for. ``duration`` is the film's, in seconds; sizes are pixels."""

    duration: float
    width: int
    height: int
    fps: int
    codec: str = "h264"
    cues: Sequence[Cue] = ()
    captions: Sequence[PlacedCaption] = ()
    """Where captions stand in the frame; empty when none are burned in."""
    seen: Sequence[Seen] = ()
    """What was seen of the film's pieces while they were painted, in their order."""
    may_rest: Sequence[Span] = ()
    """Where a still picture is wanted: title cards, or the whole film where nothing moves."""
    may_be_silent: Sequence[Span] = ()
    """Pauses that are wanted."""
    heard: Heard | None = None
    """What was heard of the sound when it was mixed; None to listen to the film."""
    narration: Path | None = None
    """What must be heard."""
    narration_at: float = 0.0
    """When it begins, after a title card, in seconds."""
    lips: LipSync | None = None

    @property
    def frames(self) -> int:
        """Frames of the film."""
        return max(1, round(self.duration * self.fps))


def outside(spans: Sequence[Span], wanted: Sequence[Span], least: float) -> list[Span]:
    """Return what of ``spans`` lies outside of the ``wanted`` ones, in parts of at least ``least`` seconds."""
    left = list(spans)
    for hole in wanted:
        left = [
            part
            for span in left
            for part in (
                Span(start=span.start, end=min(span.end, max(hole.start, span.start))),
                Span(start=max(span.start, min(hole.end, span.end)), end=span.end),
            )
            if part.end > part.start
        ]
    return [span for span in left if span.end - span.start >= least - 1e-6]
