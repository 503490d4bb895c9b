"""The form of a piece: how many bars of which chords it takes to end exactly with the film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from vidpipe.media.sound.music.moods import STEPS, MoodRules
from vidpipe.media.sound.samples import SAMPLE_RATE, samples_of

SECTIONS = {80: 4, 1_000: 8}
"""Bars of a section, by the tempo up to which it has so many: the four chords once or twice, about 15 s."""
OPENING = 2
LAST_CHORD = (2.5, 4.5)
"""Seconds for which the last chord rings, at least and at most."""
KEYS = (53, 55, 57, 58, 60, 62)
"""MIDI notes on which pieces may stand: none so low that it rumbles, none so high that it is shrill."""
MODULATIONS = (0, 5, -2, 3, -5)
"""Semitones by which a long piece leaves its key, after so many sections each; every other time it comes back."""
SECTIONS_PER_KEY = 6


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: what is heard in it, and where it lies, in samples."""

    chord: str
    tonic: int
    fullness: int = 1
    section: int = 0
    """Counts the sections, which differ in their patterns; the opening and the close have numbers of their own."""
    number: int = 0
    """Within its section."""
    last: bool = False
    start: int = 0
    step: int = 1
    """Samples of a sixteenth of it."""
    length: int = 0
    """Samples until the next bar, or the end."""


_OPENING, _CLOSE = 1_000_000, 1_000_001


def bars(rules: MoodRules, seed: int, count: int) -> Iterator[Bar]:
    """Yield the bars of a piece of ``count`` samples. The tempo gives way a little, so that the last chord fits."""
    low, high = (samples_of(seconds) for seconds in LAST_CHORD)
    wished = 240 / rules.tempo * SAMPLE_RATE
    ring = min(max(round(wished), low), high, max(count // 2, 1))
    number = max(round((count - ring) / wished), 0)
    step = max((count - ring) // (STEPS * number) if number else ring // STEPS, 1)
    key = KEYS[int(np.random.default_rng([seed, 1]).integers(len(KEYS)))]
    for position, bar in enumerate(_plan(rules, seed, key, number)):
        yield replace(bar, start=position * STEPS * step, step=step, length=STEPS * step)
    start = number * STEPS * step
    tonic_chord = rules.progressions[0][0]
    yield Bar(chord=tonic_chord, tonic=key, section=_CLOSE, last=True, start=start, step=step, length=count - start)


def _plan(rules: MoodRules, seed: int, key: int, number: int) -> Iterator[Bar]:
    """Yield what each of ``number`` bars before the last one holds: an opening, sections, the chord that leads home."""
    size = next(bars for tempo, bars in SECTIONS.items() if rules.tempo <= tempo)
    opening = OPENING if number > size + OPENING else 0
    for position in range(opening):
        yield Bar(chord=rules.progressions[0][0], tonic=key, fullness=0, section=_OPENING, number=position)
    for section, length in enumerate(_sections(max(number - opening - 1, 0), size)):
        chords = _progression(rules, seed, section)
        tonic = key + MODULATIONS[section // SECTIONS_PER_KEY % len(MODULATIONS)]
        fullness = rules.fullness[section % len(rules.fullness)]
        for position in range(length):
            chord = chords[position % len(chords)]
            yield Bar(chord=chord, tonic=tonic, fullness=fullness, section=section, number=position)
    if number:
        yield Bar(chord=rules.close, tonic=key, section=_CLOSE)


def _sections(count: int, size: int) -> list[int]:
    """Divide bars into sections of ``size``; a rest of less than half of it lengthens the last one."""
    whole, rest = divmod(count, size)
    lengths = [size] * whole
    if rest >= size // 2 or not whole:
        return [*lengths, rest] if rest else lengths
    lengths[-1] += rest
    return lengths


def _progression(rules: MoodRules, seed: int, section: int) -> tuple[str, ...]:
    """Choose a section's chords: the main ones in every even section, others between."""
    if section % 2 == 0:
        return rules.progressions[0]
    others = rules.progressions[1:]
    return others[int(np.random.default_rng([seed, 2, section]).integers(len(others)))]
