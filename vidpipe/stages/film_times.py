"""How long a film is, and when its first scene begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vidpipe.models import NarrationManifest
from vidpipe.stages.context import StageContext


@dataclass(frozen=True, kw_only=True)
class FilmTimes:
    """The parts of a film, in frames of its main format."""

    fps: int
    intro: int
    spoken: int
    outro: int

    @property
    def begins(self) -> float:
        """When the first scene begins, behind its title card, in seconds: in all formats as in the main one."""
        return self.intro / self.fps

    @property
    def seconds(self) -> float:
        """The length of the film: the narration, and the title cards around it."""
        return (self.intro + self.spoken + self.outro) / self.fps


def film_times(context: StageContext[Any], narration: NarrationManifest) -> FilmTimes:
    """Return the times of a task's film."""
    fps, cards = context.brief.fps, context.style.cards
    return FilmTimes(
        fps=fps,
        intro=round(cards.intro * fps),
        spoken=round(narration.duration * fps),
        outro=round(cards.outro * fps),
    )
