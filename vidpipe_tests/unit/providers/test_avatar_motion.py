from __future__ import annotations

import numpy as np
import pytest

from vidpipe.providers.local.presenter.motion import BLINK_SECONDS, blinks, emphases, poses
from vidpipe.providers.local.presenter.mouth import MouthTrack, Track


def mouth(level: Track) -> MouthTrack:
    return MouthTrack(openness=level, width=np.zeros(len(level)), teeth=np.zeros(len(level)), level=level)


def talk(seconds: int, fps: int = 30) -> Track:
    """Four syllables a second, every sixth of them strong."""
    time = np.arange(seconds * fps) / fps
    return np.asarray((0.5 + 0.5 * np.sin(2 * np.pi * 4 * time)) * np.where((time * 4).astype(int) % 6 == 0, 1.0, 0.45))


@pytest.mark.parametrize("seed", range(5))
def test_blinks_come_every_few_seconds_and_now_and_then_twice(seed: int) -> None:
    times = blinks(600, np.random.default_rng(seed))
    gaps = np.diff(times)
    doubles = gaps[gaps < 1]

    assert 0 < len(doubles) < 0.3 * len(gaps)
    assert doubles.min() > BLINK_SECONDS
    assert gaps[gaps >= 1].min() >= 2.5
    assert gaps.max() <= 5.0
    assert times[-1] + BLINK_SECONDS <= 600


def test_the_same_seed_blinks_alike_and_another_seed_differently() -> None:
    first, again, other = (blinks(60, np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_a_film_too_short_for_a_blink_has_none() -> None:
    assert blinks(0.1, np.random.default_rng(0)) == []


@pytest.mark.parametrize("fps", [24, 30, 60])
def test_a_blink_shuts_the_eyes_fully_for_about_150_milliseconds(fps: int) -> None:
    lids = np.array([pose.lid for pose in poses(mouth(np.zeros(20 * fps)), fps, 3)])
    shut = np.flatnonzero(np.diff(np.concatenate([[0], lids > 0.02, [0]]).astype(int)))
    lengths = (shut[1::2] - shut[::2]) / fps

    assert lids.max() > 0.9
    assert 0.08 <= lengths.min() <= lengths.max() <= 0.21


def test_stresses_fall_on_the_strong_syllables() -> None:
    times = np.array(emphases(talk(20), 30))
    strong = np.arange(0, 20, 1.5) + 0.0625

    assert len(times) >= 10
    assert np.abs(times[:, None] - strong).min(axis=1).max() < 0.1


def test_silence_has_no_stress_and_a_resting_brow() -> None:
    still = np.zeros(300)

    assert emphases(still, 30) == []
    assert not any(pose.brow for pose in poses(mouth(still), 30, 0))


@pytest.mark.parametrize("seed", range(4))
def test_the_head_moves_little_and_never_jerks(seed: int) -> None:
    directed = poses(mouth(talk(30)), 30, seed)
    heads = np.array([(*pose.shift, pose.tilt / 180) for pose in directed])
    steps = np.diff(heads, axis=0)

    assert np.abs(heads[:, :2]).max() < 0.02
    assert 0.001 < np.abs(steps[:, :2]).max() < 0.0035
    assert np.abs(np.diff(steps, axis=0)).max() < 0.0015


def test_the_same_seed_directs_alike_and_another_differently() -> None:
    voice = mouth(talk(5))

    assert poses(voice, 30, 7) == poses(voice, 30, 7)
    assert poses(voice, 30, 7) != poses(voice, 30, 8)


def test_a_film_of_one_frame_can_be_directed() -> None:
    assert len(poses(mouth(np.zeros(1)), 30, 0)) == 1
