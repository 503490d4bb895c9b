"""What Seedance's models can do, and what a clip of theirs comes to in tokens."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.providers.pricing import model_facts

RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
FPS = 24

_AREAS = {"480p": 864 * 496, "720p": 1280 * 720, "1080p": 1920 * 1080, "4k": 3840 * 2160}
"""Pixels of a frame. Other proportions than 16:9 differ by a hundredth or two, which an estimate may."""
LINES = {"480p": 480, "720p": 720, "1080p": 1080, "4k": 2160}


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """The lengths in seconds and the resolutions of a model's clips; ``has_sound``: it can be told to be silent."""

    shortest: int
    longest: int
    resolutions: tuple[str, ...]
    has_sound: bool


_ABILITIES: tuple[tuple[str, Abilities], ...] = (
    ("2-5", Abilities(shortest=4, longest=30, resolutions=("480p", "720p", "1080p"), has_sound=True)),
    ("2-0-fast", Abilities(shortest=4, longest=15, resolutions=("480p", "720p"), has_sound=True)),
    ("2-0-mini", Abilities(shortest=4, longest=15, resolutions=("480p", "720p"), has_sound=True)),
    ("2-0", Abilities(shortest=4, longest=15, resolutions=("480p", "720p", "1080p", "4k"), has_sound=True)),
    ("1-5", Abilities(shortest=4, longest=12, resolutions=("480p", "720p", "1080p"), has_sound=True)),
    # The documented lengths of the first models are not confirmed beyond 5 and 10 seconds.
    ("1-0", Abilities(shortest=2, longest=12, resolutions=("480p", "720p", "1080p"), has_sound=False)),
)
_UNKNOWN = Abilities(shortest=4, longest=12, resolutions=("480p", "720p"), has_sound=True)
"""What all models can; endpoints of one's own (ep-…) do not tell which one they stand for."""


def abilities_of(model: str) -> Abilities:
    """Return what a model can do, by its name."""
    name = model.partition("seedance-")[2]
    return next((abilities for start, abilities in _ABILITIES if name.startswith(start)), _UNKNOWN)


def resolution_for(model: str, lines: int) -> str:
    """Return the lowest resolution of a model that has as many lines as the video, else its highest up to 1080p."""
    offered = [name for name in abilities_of(model).resolutions if name != "4k" or lines > LINES["1080p"]]
    return next((name for name in offered if LINES[name] >= lines), offered[-1])


def tokens_for(resolution: str, seconds: float) -> int:
    """Return the tokens a clip is billed by: width × height × 24 × seconds / 1024 (Seedance's rule)."""
    return round(_AREAS[resolution] * FPS * seconds / 1024)


def price_of(model: str, resolution: str, tokens: float) -> float:
    """Return what so many tokens cost in US dollars; 0 when no price is known."""
    facts = model_facts("seedance", model)
    per_million = facts.price(f"million_tokens_{resolution}") or facts.price("million_tokens")
    return tokens / 1e6 * per_million
