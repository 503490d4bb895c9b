"""How long each scene is on screen: its own speech with its pauses, made up to a whole number of frames.

A scene's length depends on nothing but its own speech and on whether it is the first or the last, so its picture can
be made while other scenes are still to be spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from vidpipe.media.sound.samples import SAMPLE_RATE, samples_of
from vidpipe.models import PauseLook


@dataclass(frozen=True, kw_only=True)
class SceneTiming:
    """One scene's place in time: silence, speech and silence again, in samples at 48 kHz, and all of it in frames."""

    before: int
    speech: int
    after: int
    frames: int

    @property
    def length(self) -> int:
        """Samples in all."""
        return self.before + self.speech + self.after


def time_scene(seconds: float, pauses: PauseLook, fps: int, *, first: bool, last: bool) -> SceneTiming:
    """Return the timing of a scene whose speech takes ``seconds``.

    The picture changes in the middle of the pause between two scenes. What is missing to a whole frame is added to the
    silence after the speech, so that the time from a scene's first frame to its speech is the same in all but the first
    scene. 48 kHz divides by every frame rate there is (24, 25, 30, 60).
    """
    frame = SAMPLE_RATE // fps
    half = pauses.between / 2
    before = samples_of(pauses.lead_in if first else half)
    speech = max(samples_of(seconds), 1)
    wished = before + speech + samples_of(pauses.tail if last else half)
    frames = -(-wished // frame)
    return SceneTiming(before=before, speech=speech, after=frames * frame - before - speech, frames=frames)


def time_scenes(seconds: list[float], pauses: PauseLook, fps: int) -> list[SceneTiming]:
    """Return the timings of all scenes of a narration, whose speech takes ``seconds`` each."""
    end = len(seconds) - 1
    return [
        time_scene(length, pauses, fps, first=number == 0, last=number == end) for number, length in enumerate(seconds)
    ]


def starts(timings: list[SceneTiming]) -> list[int]:
    """Return where each scene begins, in samples, and at last where the narration ends."""
    return [0, *accumulate(timing.length for timing in timings)]
