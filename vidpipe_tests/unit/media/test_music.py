"""What the composed music sounds like, by measure."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media.sound.levelling import measure
from vidpipe.media.sound.music.harmony import frequency
from vidpipe.media.sound.music.instruments import INSTRUMENTS
from vidpipe.media.sound.music.playing import compose
from vidpipe.media.sound.samples import BLOCK, SAMPLE_RATE, Samples
from vidpipe.models import Mood

MOST = [mood for mood in Mood if mood is not Mood.NONE]
SECONDS = 24


@pytest.fixture(scope="module", params=MOST)
def music(request: pytest.FixtureRequest) -> Samples:
    return np.concatenate(list(compose(request.param, 7, SECONDS * SAMPLE_RATE)), axis=1)


def spectrum(sound: Samples) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    power = np.abs(np.fft.rfft(sound.mean(axis=0).astype(np.float64))) ** 2
    return np.fft.rfftfreq(sound.shape[1], 1 / SAMPLE_RATE), power


def test_it_is_as_long_as_was_asked_for_in_stereo(music: Samples) -> None:
    assert music.shape == (2, SECONDS * SAMPLE_RATE)
    assert np.corrcoef(music)[0, 1] < 0.95


def test_it_neither_clips_nor_carries_a_direct_current(music: Samples) -> None:
    assert np.abs(music).max() < 1
    assert np.abs(music.mean(axis=1)).max() < 1e-3


def test_it_does_not_click(music: Samples) -> None:
    # A click has energy where nothing is played; 12 kHz is above every instrument.
    bins = np.fft.rfftfreq(1024, 1 / SAMPLE_RATE)
    frames = music[0][: music.shape[1] // 1024 * 1024].reshape(-1, 1024) * np.hanning(1024)
    high = np.sqrt((np.abs(np.fft.rfft(frames, axis=1)[:, bins > 14_000]) ** 2).mean(axis=1))
    assert 20 * np.log10(high.max() / np.abs(music).max()) < -25


def test_it_is_balanced_between_bass_and_treble(music: Samples) -> None:
    hertz, power = spectrum(music)
    share = {
        band: power[(hertz >= band[0]) & (hertz < band[1])].sum() / power.sum()
        for band in ((0, 30), (30, 250), (250, 2_000), (2_000, 10_000), (10_000, 24_000))
    }
    assert share[0, 30] < 0.02
    assert 0.2 < share[30, 250] < 0.9
    assert share[250, 2_000] > 0.08
    assert 0.0005 < share[2_000, 10_000] < 0.1
    assert share[10_000, 24_000] < 0.005


def test_it_begins_softly_and_dies_away(music: Samples) -> None:
    level = np.sqrt(np.mean(music.reshape(2, -1, 4_800) ** 2, axis=(0, 2)))
    assert np.abs(music[:, :48]).max() < 0.1 * np.abs(music).max()
    assert level[-3:].max() < 0.12 * np.percentile(level, 90)


def test_it_breathes_and_is_never_silent(music: Samples) -> None:
    level = np.sqrt(np.mean(music.reshape(2, -1, SAMPLE_RATE // 2) ** 2, axis=(0, 2)))[1:-9]
    decibels = 20 * np.log10(level / np.median(level))
    assert decibels.min() > -15
    assert decibels.max() < 8


@pytest.mark.parametrize("mood", MOST)
def test_the_same_seed_gives_the_same_samples(mood: Mood) -> None:
    def digest(seed: int) -> str:
        return hashlib.sha256(b"".join(block.tobytes() for block in compose(mood, seed, 3 * SAMPLE_RATE))).hexdigest()

    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


@pytest.mark.parametrize("count", [1, 100, SAMPLE_RATE, BLOCK, BLOCK + 1])
def test_any_length_can_be_played(count: int) -> None:
    blocks = list(compose(Mood.UPBEAT, 0, count))
    assert sum(block.shape[1] for block in blocks) == count
    assert all(block.shape[1] <= BLOCK and np.isfinite(block).all() for block in blocks)


def test_all_moods_are_about_equally_loud() -> None:
    heard = [measure(compose(mood, 0, 20 * SAMPLE_RATE), 2).integrated for mood in MOST]
    assert max(heard) - min(heard) < 6


@pytest.mark.parametrize("name", [name for name, instrument in INSTRUMENTS.items()])
@pytest.mark.parametrize("note", [38, 57, 74])
def test_an_instrument_plays_the_note_it_is_asked_for(name: str, note: int) -> None:
    sound = INSTRUMENTS[name].make(note)
    assert sound.shape[0] == 2
    assert np.isfinite(sound).all()
    if name in ("kick", "boom", "shaker", "snap", "brush", "tick"):
        return
    hertz, power = spectrum(sound)
    near = np.abs(1200 * np.log2(np.maximum(hertz, 1) / frequency(note))) < 60
    low = hertz < 1.5 * frequency(note)
    assert power[near].sum() > 0.8 * power[low].sum()
    if not INSTRUMENTS[name].held:
        assert np.abs(sound[:, :8]).max() < 0.1 * np.abs(sound).max()
        assert np.abs(sound[:, -8:]).max() < 0.01 * np.abs(sound).max()
