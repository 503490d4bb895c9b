from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media.sound.ducking import AHEAD, Ducking, Span, joined, spoken_spans

RATE = 48_000


def decibels(ducking: Ducking, seconds: float) -> float:
    return float(20 * np.log10(ducking.gains(round(seconds * RATE), 1)[0]))


def curve(ducking: Ducking, duration: float) -> npt.NDArray[np.float64]:
    return 20 * np.log10(ducking.gains(0, round(duration * RATE)).astype(np.float64))


def test_music_is_down_before_a_word_and_until_after_it() -> None:
    ducking = Ducking([(5.0, 9.0)], 20.0, -20.0)
    for moment in (5.0 - AHEAD, 5.0, 7.0, 9.0, 9.1):
        assert decibels(ducking, moment) == pytest.approx(-20, abs=0.01)
    assert decibels(ducking, 2.0) == pytest.approx(-10, abs=0.01)
    assert decibels(ducking, 15.0) == pytest.approx(-10, abs=0.01)


def test_music_goes_down_faster_than_it_comes_back_and_never_jumps() -> None:
    ducking = Ducking([(5.0, 9.0)], 20.0, -20.0)
    levels = curve(ducking, 20.0)
    falling = np.flatnonzero((levels[: 6 * RATE] < -10.05) & (levels[: 6 * RATE] > -19.95))
    rising = np.flatnonzero((levels[8 * RATE :] < -10.05) & (levels[8 * RATE :] > -19.95))
    assert 0.1 < len(falling) / RATE < 0.2
    assert 0.5 < len(rising) / RATE < 0.7
    assert np.abs(np.diff(levels)).max() < 0.01


@pytest.mark.parametrize(("pause", "lifted"), [(0.45, 0.0), (1.0, 2.0), (2.0, 6.0), (6.0, 10.0)])
def test_the_longer_a_pause_the_more_music_comes_back(pause: float, lifted: float) -> None:
    ducking = Ducking([(1.0, 3.0), (3.0 + pause, 8.0 + pause)], 12.0 + pause, -20.0)
    highest = curve(ducking, 12.0 + pause)[3 * RATE : round((3.0 + pause) * RATE)].max()
    assert highest == pytest.approx(-20 + lifted, abs=1.0 if lifted else 0.01)


def test_loud_music_is_not_lifted_above_its_limit() -> None:
    assert curve(Ducking([(1.0, 2.0)], 20.0, -8.0), 20.0).max() == pytest.approx(-6.0, abs=0.01)


@pytest.mark.parametrize("speech", [[], [(0.0, 4.0)], [(0.35, 3.2)]])
def test_there_is_a_level_at_every_moment(speech: list[Span]) -> None:
    levels = curve(Ducking(speech, 4.0, -20.0), 4.0)
    assert len(levels) == 4 * RATE
    assert np.isfinite(levels).all()


def test_words_close_to_each_other_are_one_span() -> None:
    assert joined([(2.0, 2.4), (0.5, 1.0), (1.2, 1.9), (4.0, 4.0), (5.0, 6.0)]) == [(0.5, 2.4), (5.0, 6.0)]


def test_what_is_heard_is_found_across_blocks() -> None:
    sound = np.zeros((1, 3 * RATE), np.float32)
    sound[:, RATE : 2 * RATE] = 0.2 * np.sin(np.arange(RATE) / 20)
    blocks = [sound[:, first : first + 10_007] for first in range(0, sound.shape[1], 10_007)]
    [(begin, end)] = joined(spoken_spans(blocks, -14))
    assert (begin, end) == (pytest.approx(1.0, abs=0.011), pytest.approx(2.0, abs=0.011))
