"""What is composed, read from the score: harmony, rhythm and form."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from vidpipe.media.sound.music.form import LAST_CHORD, bars
from vidpipe.media.sound.music.harmony import MAJOR, MINOR, chord, nearest, voicing
from vidpipe.media.sound.music.instruments import INSTRUMENTS
from vidpipe.media.sound.music.moods import MOODS, STEPS
from vidpipe.media.sound.music.score import CHORD_RANGE, Note, write_score
from vidpipe.models import Mood

RATE = 48_000
MOST = [mood for mood in Mood if mood is not Mood.NONE]


def score(mood: Mood, seed: int = 0, seconds: float = 60) -> list[Note]:
    return list(write_score(MOODS[mood], seed, round(seconds * RATE)))


def test_every_mood_has_its_rules() -> None:
    assert set(MOODS) == set(MOST)


@pytest.mark.parametrize("mood", MOST)
def test_patterns_are_a_bar_long_and_name_what_there_is(mood: Mood) -> None:
    rules = MOODS[mood]
    assert all(len(progression) == 4 for progression in rules.progressions)
    for part in rules.parts:
        assert part.instrument in INSTRUMENTS
        allowed = {"beat": ".xX", "bass": ".-012"}.get(part.role, ".-01234567")
        assert all(len(pattern) == STEPS and set(pattern) <= set(allowed) for pattern in part.patterns)


def test_chords_are_built_of_the_scale() -> None:
    assert chord("1", MAJOR, 60) == [0, 4, 7]
    assert chord("2:7", MAJOR, 60) == [2, 5, 9, 0]
    assert chord("4:9", MAJOR, 60) == [5, 9, 0, 7]
    assert chord("6", MINOR, 57) == [5, 9, 0]


def test_voices_move_little_and_never_meet() -> None:
    for scale, tonic, (one, two) in product((MAJOR, MINOR), (53, 58, 62), product(("1", "4:9", "5", "6:7"), repeat=2)):
        before = voicing(chord(one, scale, tonic), [], *CHORD_RANGE)
        after = voicing(chord(two, scale, tonic), before, *CHORD_RANGE)
        assert len(set(after)) == 4
        assert {note % 12 for note in after} == set(chord(two, scale, tonic))
        assert all(CHORD_RANGE[0] <= note <= CHORD_RANGE[1] for note in after)
        assert sum(abs(new - old) for old, new in zip(before, after, strict=True)) <= 16


@pytest.mark.parametrize(("pitch_class", "around"), [(0, 39), (6, 39), (9, 39), (11, 76)])
def test_the_nearest_note_is_at_most_a_tritone_away(pitch_class: int, around: int) -> None:
    note = nearest(pitch_class, around)
    assert note % 12 == pitch_class
    assert abs(note - around) <= 6


@pytest.mark.parametrize("mood", MOST)
def test_every_note_begins_on_the_grid(mood: Mood) -> None:
    rules = MOODS[mood]
    step = next(iter(bars(rules, 3, 60 * RATE))).step
    late = round(rules.swing * step)
    last = list(bars(rules, 3, 60 * RATE))[-1]
    for note in score(mood, seed=3):
        if note.start < last.start:
            assert note.start % step in (0, late), note
        else:
            assert (note.start - last.start) % (step // 2) == 0, note


@pytest.mark.parametrize("mood", MOST)
def test_melody_and_chords_stay_in_their_key(mood: Mood) -> None:
    rules = MOODS[mood]
    for bar in bars(rules, 5, 60 * RATE):
        key = {(bar.tonic + step) % 12 for step in rules.scale}
        heard = [n for n in score(mood, seed=5) if bar.start <= n.start < bar.start + bar.length]
        beats = {part.instrument for part in rules.parts if part.role == "beat"}
        assert {note.pitch % 12 for note in heard if note.instrument not in beats} <= key


@pytest.mark.parametrize("mood", MOST)
@pytest.mark.parametrize("seconds", [0.5, 2.0, 5.0, 11.0, 31.7, 60.0, 301.0])
def test_a_piece_ends_with_its_last_chord_at_the_films_end(mood: Mood, seconds: float) -> None:
    count = round(seconds * RATE)
    played = list(bars(MOODS[mood], 1, count))
    assert played[-1].last
    assert played[-1].start + played[-1].length == count
    assert all(later.start == bar.start + bar.length for bar, later in pairwise(played))
    if seconds > 10:
        assert LAST_CHORD[0] <= played[-1].length / RATE <= LAST_CHORD[1] + 1
        tempo = 240 / (STEPS * played[0].step / RATE)
        assert tempo == pytest.approx(MOODS[mood].tempo, rel=0.15)
    notes = list(write_score(MOODS[mood], 1, count))
    assert max(note.start + note.length for note in notes) <= count + played[0].step
    assert all(note.start >= 0 and note.length > 0 for note in notes)


@pytest.mark.parametrize("mood", MOST)
def test_sections_differ_in_fullness_and_in_patterns(mood: Mood) -> None:
    played = list(bars(MOODS[mood], 2, 300 * RATE))
    assert len({bar.fullness for bar in played}) == 4
    rhythms = set()
    for section in {bar.section for bar in played if bar.section < 100}:
        [first, *_] = [bar for bar in played if bar.section == section]
        heard = [n for n in score(mood, 2, 300) if first.start <= n.start < first.start + first.length]
        rhythms.add(tuple(sorted((n.instrument, n.start - first.start) for n in heard)))
    assert len(rhythms) >= 4


def test_a_long_piece_changes_its_key_and_comes_home() -> None:
    played = list(bars(MOODS[Mood.UPBEAT], 2, 900 * RATE))
    assert len({bar.tonic for bar in played}) >= 3
    assert played[-1].tonic == played[0].tonic


@pytest.mark.parametrize("mood", MOST)
def test_the_same_seed_gives_the_same_music_and_another_seed_another(mood: Mood) -> None:
    assert score(mood, 4) == score(mood, 4)
    assert score(mood, 4) != score(mood, 5)
    assert score(mood, 2**32 - 1)
