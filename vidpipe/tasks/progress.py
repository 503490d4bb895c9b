"""How the stages' progress adds up to the task's."""

from __future__ import annotations

from collections.abc import Mapping

from vidpipe.models import Stage

WEIGHTS: Mapping[Stage, float] = {
    Stage.SCRIPT: 3,
    Stage.SCENE_IMAGES: 15,
    Stage.NARRATION: 12,
    Stage.AVATAR: 15,
    Stage.COMPOSITE: 50,
    Stage.UPLOAD: 5,
}
"""Shares of the whole in percent, after the wall times of a one-minute video made by the embedded providers."""


def overall_progress(stages: Mapping[str, float]) -> int:
    """Return the task's progress, 0 to 99: the last percent is the end of the task itself."""
    done = sum(weight * stages.get(stage.value, 0.0) for stage, weight in WEIGHTS.items())
    return min(int(done), 99)
