"""Keys, chords, and how the voices of one chord move to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
"""Semitones of a scale above its tonic."""

_STACKS = {"": (0, 2, 4), "7": (0, 2, 4, 6), "9": (0, 2, 4, 1), "sus2": (0, 1, 4), "sus4": (0, 3, 4)}
"""Steps of the scale above a chord's root, by the name of its kind."""
_VOICES = 4
_CLASH = 12.0
"""What it costs when neighbours are a semitone apart or one and the same note, in semitones of movement."""
_GAP = 9
"""Semitones between neighbouring voices from which on a chord sounds hollow."""


def chord(name: str, scale: Sequence[int], tonic: int) -> list[int]:
    """Return the pitch classes of a chord, root first.

    ``name`` is the step of the scale it stands on, from 1, and after a colon its kind: ``"4:9"`` is the fourth step's
    chord with a ninth. ``tonic`` is a MIDI note.
    """
    step, _, kind = name.partition(":")
    root = int(step) - 1
    return [(tonic + scale[(root + above) % 7]) % 12 for above in _STACKS[kind]]


def voicing(classes: Sequence[int], before: Sequence[int], low: int, high: int) -> list[int]:
    """Return four voices between two MIDI notes that sound a chord and move least from those ``before``.

    Triads double the note that fits best. Voices a semitone apart and wide gaps are avoided.
    """
    known = [[note for note in range(low, high + 1) if note % 12 == part] for part in classes]
    doubled = [[*known, again] for again in known] if len(known) < _VOICES else [known]
    middle = [(low + high) / 2 + 4 * (number - 1.5) for number in range(_VOICES)]
    target = sorted(before) or middle
    candidates: list[list[int]] = [sorted(notes) for parts in doubled for notes in product(*parts)]
    return min(candidates, key=lambda notes: (_cost(notes, target), notes))


def _cost(notes: Sequence[int], target: Sequence[float]) -> float:
    moved = sum(abs(note - old) for note, old in zip(notes, target, strict=True))
    gaps = [above - below for below, above in pairwise(notes)]
    return moved + sum(_CLASH * (gap < 2) + max(gap - _GAP, 0) for gap in gaps)


def nearest(pitch_class: int, around: int) -> int:
    """Return the note of a pitch class that lies nearest to a MIDI note, the lower one of two."""
    up = (pitch_class - around) % 12
    return around + (up if up < 6 else up - 12)


def frequency(note: float) -> float:
    """Return a MIDI note's frequency in hertz, equal temperament, A4 = 440 Hz."""
    return float(440 * 2 ** ((note - 69) / 12))
