"""When a presenter who opens the film full-screen goes to the corner."""

from __future__ import annotations

from dataclasses import dataclass

FULL_SECONDS = 3.6
"""Long enough for a greeting; then the pictures are wanted."""
MOVE_SECONDS = 0.8
_LONGEST_FULL, _LONGEST_MOVE = 0.5, 0.25
"""Of the first shot, so that a short one still shows its picture."""
SECONDS = FULL_SECONDS + MOVE_SECONDS
"""How much of the presenter's film is ever shown large."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The frames of a shot in which its presenter fills the frame, and then moves to the corner."""

    full: int
    move: int

    @property
    def frames(self) -> int:
        """The first frame in which the presenter stands in the corner."""
        return self.full + self.move

    def way(self, number: int) -> float:
        """Return how much of the way to the corner is done at a frame, 0 to 1, slow at both ends."""
        if self.move == 0:
            return 0.0 if number < self.full else 1.0
        share = min(max((number - self.full + 1) / (self.move + 1), 0.0), 1.0)
        return share**3 * (10 - 15 * share + 6 * share**2)


def opening(frames: int, fps: float) -> Opening:
    """Return the opening of a first shot of so many frames."""
    return Opening(
        full=int(min(FULL_SECONDS * fps, _LONGEST_FULL * frames)),
        move=int(min(MOVE_SECONDS * fps, _LONGEST_MOVE * frames)),
    )
