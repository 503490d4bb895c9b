"""A clip as a scene of the film: fitted into the time its words take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vidpipe.media.frames.camera import MOST_ZOOM, ZOOM_PER_SECOND, Path2D, View, eased
from vidpipe.media.frames.footage import Footage
from vidpipe.media.frames.frame import Frame

SLOWEST = 1 / 1.25
"""The least speed at which a clip is shown that is shorter than its scene; slower still looks like slow motion."""
RUN_OUT = 1.2
"""Seconds in which a clip that ends before its scene comes to rest, while the camera sets out over its last picture."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How a clip of ``length`` seconds is shown in ``room`` seconds.

    A longer one is cut off at its end. A shorter one runs slower; if that is not enough, it slows to a halt on its last
    picture, which a slow camera then keeps alive. Running backwards, which would fill any time, shows water that rises
    and people who walk backwards.
    """

    length: float
    room: float

    @property
    def speed(self) -> float:
        """Seconds of the clip per second of the film, before it runs out."""
        return min(1.0, max(self.length / self.room, SLOWEST))

    @property
    def halts(self) -> bool:
        """Whether the clip comes to rest before the scene is over."""
        return self.length < self.room * SLOWEST

    @property
    def run_out_at(self) -> float:
        """Seconds after which it begins to slow down to a halt."""
        return self.length / self.speed - self._run_out / 2

    @property
    def _run_out(self) -> float:
        # While it slows down evenly, half as much of the clip goes by.
        return min(RUN_OUT, self.length / self.speed)

    def at(self, time: float) -> float:
        """Return the clip's time to show, ``time`` seconds after the scene's first picture; it never falls."""
        if not self.halts or time <= self.run_out_at:
            return min(max(time, 0.0) * self.speed, self.length)
        since = min(time - self.run_out_at, self._run_out)
        return self.run_out_at * self.speed + self.speed * (since - since**2 / (2 * self._run_out))


@dataclass(frozen=True, kw_only=True)
class ClipScene:
    """A clip on screen from ``first`` to ``last`` seconds, fades included; drawn only forwards."""

    clip: Path
    first: float
    last: float
    width: int
    height: int

    @cached_property
    def _footage(self) -> Footage:
        return Footage(self.clip, self.width, self.height)

    @cached_property
    def _pace(self) -> Pace:
        return Pace(length=self._footage.length, room=self.last - self.first)

    @cached_property
    def _camera(self) -> Path2D:
        """The way over the last picture: towards its middle, as slowly as over a still one."""
        zoom = min(1 + ZOOM_PER_SECOND * (self.last - self.first - self._pace.run_out_at), MOST_ZOOM)
        return Path2D(View(1.0, 0.5, 0.5), View(zoom, 0.5, 0.5))

    def draw(self, time: float, frame: Frame) -> None:
        """Draw what is seen at a time of the film."""
        since, pace = time - self.first, self._pace
        picture = self._footage.at(pace.at(since))
        if not pace.halts or since <= pace.run_out_at:
            frame.show(picture)
            return
        rest = self.last - self.first - pace.run_out_at
        frame.show(picture, self._camera.at(eased(since - pace.run_out_at, rest)))

    def close(self) -> None:
        """Let go of the clip, if it was shown."""
        if "_footage" in self.__dict__:
            self._footage.close()
