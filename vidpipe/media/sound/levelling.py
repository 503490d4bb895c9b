"""Bringing sound to the loudness that video sites play at, without clipping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from vidpipe.errors import MediaError
from vidpipe.media.sound.limiter import limited
from vidpipe.media.sound.loudness import SILENCE_LUFS, TARGET_LUFS, TOLERANCE_LU, Loudness
from vidpipe.media.sound.meter import Meter
from vidpipe.media.sound.samples import Samples, ratio

CLOSE_ENOUGH_LU = 0.1
LEEWAY_DB = 0.1
"""By which peaks may pass the ceiling: a gain that changes moves what lies between two samples a little."""
ROUNDS = 8

Play = Callable[[], Iterable[Samples]]
"""Plays a sound from its beginning, as often as it is called."""


@dataclass(frozen=True, kw_only=True)
class Levelling:
    """How a sound is to be played, gains in dB, and what it then has."""

    gain: float
    ceiling: float | None
    """True peak that the limiter keeps, in dBTP; None where it has nothing to do."""
    loudness: Loudness

    def apply(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """Yield the sound as it is to be played."""
        if self.ceiling is None:
            factor = ratio(self.gain)
            return (block * factor for block in blocks)
        return limited(blocks, ratio(self.gain), ratio(self.ceiling))


def measure(blocks: Iterable[Samples], channels: int) -> Loudness:
    """Measure a sound of one or two channels."""
    meter = Meter(channels)
    for block in blocks:
        meter.add(block)
    return meter.loudness()


def find_levelling(
    play: Play, channels: int, *, ceiling: float, what: str, before: Loudness | None = None
) -> Levelling:
    """Return how to play a sound at -14 LUFS with true peaks up to ``ceiling`` dBTP.

    A plain gain where the peaks allow it, otherwise gain and limiter, whose losses a few rounds make up. ``what``
    names the sound in messages; ``before`` is what it has as it is, when that is known. Raises MediaError:
    SPEECH_EMPTY for silence, MEDIA_QUALITY_FAILED when the sound is so peaky that loudness and headroom exclude each
    other.
    """
    before = before or measure(play(), channels)
    if not before.integrated > SILENCE_LUFS:
        raise silent(what)
    gain = TARGET_LUFS - before.integrated
    if before.true_peak + gain <= ceiling:
        loudness = Loudness(integrated=TARGET_LUFS, true_peak=before.true_peak + gain)
        return Levelling(gain=gain, ceiling=None, loudness=loudness)
    for _ in range(ROUNDS):
        after = measure(limited(play(), ratio(gain), ratio(ceiling)), channels)
        found = Levelling(gain=gain, ceiling=ceiling, loudness=after)
        if abs(after.integrated - TARGET_LUFS) <= CLOSE_ENOUGH_LU:
            break
        gain += TARGET_LUFS - after.integrated
    if abs(after.integrated - TARGET_LUFS) <= TOLERANCE_LU and after.true_peak <= ceiling + LEEWAY_DB:
        return found
    raise MediaError(
        f"{what} cannot be brought to {TARGET_LUFS:g} LUFS without clipping: it stays at "
        f"{after.integrated:.1f} LUFS with peaks of {after.true_peak:.1f} dBTP.",
        code="MEDIA_QUALITY_FAILED",
        details={"loudness_lufs": after.integrated, "true_peak_dbtp": after.true_peak},
    )


def silent(what: str) -> MediaError:
    """Say that there is nothing to be heard."""
    return MediaError(f"{what} is silent: no scene has an audible sound.", code="SPEECH_EMPTY")
