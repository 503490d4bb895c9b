"""How long a script shall be: from the wished seconds of the film to words or characters, and to scenes."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.models import PauseLook
from vidpipe.providers.writing.languages import Unit, per_second, unit_of

SECONDS_PER_SCENE = 7.5
"""A picture stays about this long: shorter is restless, longer a slide show."""
SHORT_SCENE = 5.0
"""The scenes of a short film are shorter, so that it is more than one picture."""
SHORT_FILM_SCENES = 4
MOST_SCENES = 60
USUAL_PAUSES = PauseLook()
"""What a style adds or takes away is well within the tolerance."""
LEEWAY_SECONDS = 3.0
"""A short script may always be off by this much: a sentence cannot be halved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """The wished length of a script."""

    seconds: float
    """Of speech, the film's pauses not counted."""
    scenes: int
    unit: Unit
    target: int
    """Words or characters in all."""
    tolerance: float
    """How far off a script may be, as a share: 0.4 allows 60 % to 140 %."""

    @property
    def per_scene(self) -> int:
        """Words or characters of one scene."""
        return max(round(self.target / self.scenes), 1)

    @property
    def shortest(self) -> float:
        """Seconds of speech a script must have."""
        return min(self.seconds * (1 - self.tolerance), self.seconds - LEEWAY_SECONDS)

    @property
    def longest(self) -> float:
        """Seconds of speech a script may have."""
        return max(self.seconds * (1 + self.tolerance), self.seconds + LEEWAY_SECONDS)

    @property
    def fewest_scenes(self) -> int:
        """Scenes a script must have."""
        return max(self.scenes // 2, 1)

    @property
    def most_scenes(self) -> int:
        """Scenes a script may have."""
        return max(self.scenes * 2, self.scenes + 2)


def length_for(film_seconds: float, language: str, tolerance: float) -> Length:
    """Return the length of the script of a film; the pauses around and between its scenes are silent."""
    each = min(max(film_seconds / SHORT_FILM_SCENES, SHORT_SCENE), SECONDS_PER_SCENE) + USUAL_PAUSES.between
    scenes = min(max(round(film_seconds / each), 1), MOST_SCENES)
    silent = USUAL_PAUSES.lead_in + USUAL_PAUSES.tail + USUAL_PAUSES.between * (scenes - 1)
    seconds = max(film_seconds - silent, film_seconds / 2)
    return Length(
        seconds=seconds,
        scenes=scenes,
        unit=unit_of(language),
        target=max(round(seconds * per_second(language)), 3),
        tolerance=tolerance,
    )
