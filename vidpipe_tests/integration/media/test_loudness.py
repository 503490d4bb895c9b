"""Our meter and limiter against FFmpeg's meter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media import Loudness, measure_loudness, run_ffmpeg
from vidpipe.media.sound.levelling import measure
from vidpipe.media.sound.limiter import limited
from vidpipe.media.sound.peaks import peak_envelope
from vidpipe.media.sound.reading import read_blocks
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples

Sound = npt.NDArray[np.float64]


def noise(seconds: float, level: float, seed: int = 1) -> Sound:
    return np.random.default_rng(seed).normal(0, level, (2, round(seconds * SAMPLE_RATE)))


def sine(seconds: float, hertz: float, level: float) -> Sound:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    # With hard edges it would have peaks of other frequencies, of which every meter sees more or less.
    soft = np.clip(np.minimum(time, seconds - time) / 0.05, 0, 1)
    return np.stack([level * soft * np.sin(2 * np.pi * hertz * time + phase) for phase in (0.0, 0.9)])


def gated() -> Sound:
    """Speech-like: loud, silent, and soft stretches, which the gates treat differently."""
    return np.concatenate([noise(3, 0.2), noise(2, 0.0), noise(3, 0.012), noise(2.34, 0.1)], axis=1)


def clicks() -> Sound:
    sound = noise(4, 0.02)
    sound[0, ::9_001] = 0.8
    return sound


SOUNDS: dict[str, Callable[[], Sound]] = {
    "noise": lambda: noise(5, 0.1),
    "bass": lambda: sine(4, 50, 0.5),
    "treble": lambda: sine(4, 11_025, 0.5),
    "between samples": lambda: sine(3, 12_000, 0.7),
    "gated": gated,
    "clicks": clicks,
    "short": lambda: noise(0.45, 0.1),
}


def write(path: Path, sound: Sound | Samples) -> Path:
    args = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "pipe:0", "-c:a", "pcm_f32le", str(path)]
    asyncio.run(run_ffmpeg(args, feed=[np.ascontiguousarray(sound.T, np.float32).tobytes()]))
    return path


@pytest.mark.parametrize("name", SOUNDS)
def test_the_meter_reads_what_ffmpegs_does(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "sound.wav", SOUNDS[name]())
    theirs = asyncio.run(measure_loudness(path))
    ours = measure(read_blocks(path, 2), 2)
    assert ours.integrated == pytest.approx(theirs.integrated, abs=0.1)
    assert ours.true_peak == pytest.approx(theirs.true_peak, abs=0.2)


@pytest.mark.parametrize("size", [1_000, 4_801, 50_000])
def test_it_does_not_matter_in_which_blocks_sound_comes(size: int) -> None:
    sound = clicks().astype(np.float32)
    whole = measure([sound], 2)
    pieces = measure([sound[:, first : first + size] for first in range(0, sound.shape[1], size)], 2)
    assert pieces.integrated == pytest.approx(whole.integrated, abs=1e-3)
    assert pieces.true_peak == pytest.approx(whole.true_peak, abs=1e-3)


@pytest.mark.parametrize("seconds", [0.0, 0.3, 2.0])
def test_silence_and_what_is_too_short_have_no_loudness(seconds: float) -> None:
    silent = np.zeros((2, round(seconds * SAMPLE_RATE)), np.float32)
    assert measure([silent], 2) == Loudness(integrated=-np.inf, true_peak=-np.inf)


@pytest.mark.parametrize("name", ["noise", "bass", "between samples", "clicks", "gated"])
@pytest.mark.parametrize("size", [5_000, 131_072])
def test_the_limiter_keeps_true_peaks_down_and_everything_in_its_place(name: str, size: int) -> None:
    sound = SOUNDS[name]().astype(np.float32)
    blocks = [sound[:, first : first + size] for first in range(0, sound.shape[1], size)]
    ceiling = 0.3
    out = np.concatenate(list(limited(blocks, 1.5, ceiling)), axis=1)
    assert out.shape == sound.shape
    assert peak_envelope(out).max() <= ceiling * 1.005
    # Where it has nothing to do it changes nothing, and it never turns up or over.
    loud = np.abs(sound) > 1e-3
    gain = out[loud] / sound[loud]
    assert gain.min() > 0
    assert gain.max() <= 1.5 * (1 + 1e-5)


def test_the_limiter_leaves_alone_what_is_far_from_a_peak() -> None:
    sound = np.full((1, SAMPLE_RATE), 0.1, np.float32)
    sound[:, SAMPLE_RATE // 2] = 0.9
    out = np.concatenate(list(limited([sound], 1.0, 0.5)), axis=1)
    far = np.abs(np.arange(SAMPLE_RATE) - SAMPLE_RATE // 2) > 0.05 * SAMPLE_RATE
    assert np.array_equal(out[:, far], sound[:, far])
    assert np.abs(np.diff(out[0, : SAMPLE_RATE // 2])).max() < 1e-3
