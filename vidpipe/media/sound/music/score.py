"""The score: the notes of every bar, in the order in which they begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vidpipe.media.sound.music.form import Bar, bars
from vidpipe.media.sound.music.harmony import chord, nearest, voicing
from vidpipe.media.sound.music.moods import STEPS, MoodRules, Part

CHORD_RANGE = (50, 69)
"""MIDI notes between which chords are held: below the voice's brightest part, above the bass."""
BASS_AROUND = 39
TUNE_AROUND = 76
_LEAPS = (-2, -1, -1, 0, 1, 1, 2)
"""Steps of the scale by which a tune goes on."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One note; ``start`` and ``length`` in samples, ``pitch`` a MIDI note, ``strength`` 0 to 1."""

    start: int
    length: int
    instrument: str
    pitch: int
    strength: float
    gain: float = 0.0
    """In dB, as the mood's part has it."""
    dying: bool = False
    """Whether it becomes softer from its beginning to its end: the last chord."""


def write_score(rules: MoodRules, seed: int, count: int) -> Iterator[Note]:
    """Yield the notes of a piece of ``count`` samples, bar by bar."""
    voices: list[int] = []
    for bar in bars(rules, seed, count):
        classes = chord(bar.chord, rules.scale, bar.tonic)
        voices = voicing(classes, voices, *CHORD_RANGE)
        yield from sorted(_bar(rules, seed, bar, classes, voices), key=lambda note: (note.start, note.pitch))


def _bar(rules: MoodRules, seed: int, bar: Bar, classes: Sequence[int], voices: Sequence[int]) -> Iterator[Note]:
    for number, part in enumerate(rules.parts):
        if part.since > bar.fullness:
            continue
        if bar.last:
            yield from _farewell(part, bar, classes, voices)
        else:
            yield from _played(rules, part, bar, classes, voices, [seed, 3 + number, bar.section])


def _played(
    rules: MoodRules, part: Part, bar: Bar, classes: Sequence[int], voices: Sequence[int], dice_of: list[int]
) -> Iterator[Note]:
    """Yield what a part plays in one bar: its pattern of this section, no two strokes quite alike."""
    choice = int(np.random.default_rng(dice_of).integers(len(part.patterns)))
    pattern = part.patterns[choice]
    dice = np.random.default_rng([*dice_of, bar.number])
    tune = _tune(rules, bar, classes, pattern, dice_of) if part.role == "tune" else {}
    for step, sign in enumerate(pattern):
        if sign in ".-":
            continue
        held = 1 + len(pattern[step + 1 :]) - len(pattern[step + 1 :].lstrip("-"))
        late = rules.swing * bar.step if step % 4 == 2 else 0.0
        strength = (0.6 if sign == "x" else 0.9 if step % 8 == 0 else 0.75) * (1 + 0.1 * float(dice.random() - 0.5))
        for pitch in _pitches(part, sign, step, classes, voices, tune):
            yield Note(
                start=bar.start + step * bar.step + round(late),
                length=held * bar.step,
                instrument=part.instrument,
                pitch=pitch + 12 * part.octave,
                strength=strength,
                gain=part.gain,
            )


def _pitches(
    part: Part, sign: str, step: int, classes: Sequence[int], voices: Sequence[int], tune: dict[int, int]
) -> list[int]:
    match part.role:
        case "chord":
            return list(voices)
        case "voice":
            octave, voice = divmod(int(sign), len(voices))
            return [voices[voice] + 12 * octave]
        case "bass":
            root = nearest(classes[0], BASS_AROUND)
            return [root + (0, (classes[2] - classes[0]) % 12, 12)[int(sign)]]
        case "tune":
            return [tune[step]]
        case _:
            return [60]


def _tune(rules: MoodRules, bar: Bar, classes: Sequence[int], pattern: str, dice_of: list[int]) -> dict[int, int]:
    """Return the melody's note at each stroke of a bar.

    Two bars make a phrase, which comes back with the next chords: strokes on the beat take notes of the chord, those
    between go by step.
    """
    dice = np.random.default_rng([*dice_of, 7, bar.number % 2])
    ladder = [12 * octave + note for octave in range(11) for note in sorted((bar.tonic + s) % 12 for s in rules.scale)]
    place = TUNE_AROUND + (2 if bar.number % 4 == 2 else 0)
    notes: dict[int, int] = {}
    for step in (step for step in range(STEPS) if pattern[step] not in ".-"):
        leap = int(dice.choice(_LEAPS))
        if step % 4 == 0:
            place = nearest(classes[int(dice.integers(3))], place + leap)
        else:
            rung = min(range(len(ladder)), key=lambda index: abs(ladder[index] - place))
            place = ladder[rung + leap]
        place = place - 12 if place > TUNE_AROUND + 8 else place + 12 if place < TUNE_AROUND - 8 else place
        notes[step] = place
    return notes


def _farewell(part: Part, bar: Bar, classes: Sequence[int], voices: Sequence[int]) -> Iterator[Note]:
    """Yield the last chord: held by those who hold, rolled upwards by those who pluck, without a beat."""
    match part.role:
        case "chord":
            pitches, apart = list(voices), 0
        case "voice":
            pitches, apart = [voice + 12 * part.octave for voice in voices], bar.step // 2
        case "bass":
            pitches, apart = [nearest(classes[0], BASS_AROUND) + 12 * part.octave], 0
        case _:
            return
    for number, pitch in enumerate(pitches):
        start = bar.start + number * apart
        yield Note(
            start=start,
            length=max(bar.start + bar.length - start, 1),
            instrument=part.instrument,
            pitch=pitch,
            strength=0.75,
            gain=part.gain,
            dying=True,
        )
