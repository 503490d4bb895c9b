"""From sound to mouth: how far it is open, how wide, and whether the teeth show, for every frame.

No words are needed. The level of the voice opens the jaw, the balance of its formants tells a wide "ee" from a round
"oo", and hiss above 4 kHz shows the teeth. Everything is measured against the speaker's own loudness and timbre, so a
quiet recording moves the mouth as much as a loud one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidpipe.providers.local.presenter.speech_audio import SpeechAudio

Track = NDArray[np.float64]
"""One number per frame."""

WINDOW = 0.04
"""Seconds of sound weighed per frame: two to four periods of a deep voice."""
LEAD = 0.02
"""Seconds by which the mouth runs ahead, as real lips do; it makes up for the smoothing."""
SILENCE_DBFS = -58.0
"""A recording whose loudest moment is below this is taken for silence."""
RANGE_DB = 27.0
"""The mouth closes fully this far below the speaker's loud syllables."""
_FRAMES_AT_ONCE = 2_048


@dataclass(frozen=True, kw_only=True)
class MouthTrack:
    """The mouth over time, one value per frame."""

    openness: Track
    """0 closed to 1 wide open."""
    width: Track
    """-1 rounded as in "oo", 0 at rest, 1 spread as in "ee"."""
    teeth: Track
    """0 to 1: how much the teeth meet and show, as in "s"."""
    level: Track
    """0 to 1: the voice's strength before any lip shape, for gestures."""


def analyse(audio: SpeechAudio, fps: int) -> MouthTrack:
    """Hear what the mouth does in each frame of a film of ``fps`` frames per second."""
    bands = _band_energies(audio, fps)
    loudness = _decibels(bands.voice + bands.hiss)
    if loudness.max() < SILENCE_DBFS:
        still = np.zeros(len(loudness))
        return MouthTrack(openness=still, width=still, teeth=still, level=still)
    top, floor = _speaker_range(loudness)
    level = np.clip((_decibels(bands.voice) - floor) / (top - floor), 0, 1)
    heard = np.clip((loudness - floor) / 6, 0, 1)
    hiss = _ramp(bands.hiss / (bands.voice + bands.hiss + 1e-12), 0.35, 0.75) * heard
    jaw = _within_speaker(_log_ratio(bands.throat, bands.voicing), level > 0.3)
    openness = level**1.25 * (0.72 + 0.28 * jaw) * (1 - 0.7 * hiss)
    # Syllables ride on each other; without this the mouth hangs half open through a whole sentence.
    openness = np.clip(openness + 0.8 * (openness - _blur(openness, 0.13 * fps)), 0, 1)
    width = _within_speaker(_log_ratio(bands.front, bands.back), level > 0.3) * _ramp(level, 0.05, 0.4)
    teeth = _blur(hiss, 0.018 * fps)
    return MouthTrack(
        openness=0.92 * _follow(_blur(openness, 0.016 * fps), fps, attack=0.012, release=0.04),
        width=np.clip(_follow(_blur(width, 0.03 * fps), fps, attack=0.04, release=0.05), -1, 1),
        teeth=np.clip(teeth, 0, 1),
        level=_blur(level, 0.03 * fps),
    )


@dataclass(frozen=True, kw_only=True)
class _Bands:
    """Mean power per frame in bands of speech; full scale is 1."""

    voice: Track
    voicing: Track
    throat: Track
    back: Track
    front: Track
    hiss: Track


def _band_energies(audio: SpeechAudio, fps: int) -> _Bands:
    size = int(WINDOW * audio.rate)
    points = 1 << (size - 1).bit_length()
    window = np.hanning(size)
    window /= np.sqrt(np.sum(window**2) * points)
    frequency = np.fft.rfftfreq(points, 1 / audio.rate)
    split = min(3_800.0, 0.36 * audio.rate)
    edges = {
        "voice": (90.0, split),
        "voicing": (90.0, 450.0),
        "throat": (500.0, 1_150.0),
        "back": (450.0, 1_350.0),
        "front": (1_700.0, 3_100.0),
        "hiss": (split, 11_000.0),
    }
    weights = np.stack([(frequency >= low) & (frequency < high) for low, high in edges.values()], axis=1)
    centres = (((np.arange(audio.frame_count(fps)) + 0.5) / fps + LEAD) * audio.rate).astype(np.int64)
    padded = np.pad(audio.samples, size + int(LEAD * audio.rate))
    starts = centres + size + int(LEAD * audio.rate) - size // 2
    pieces = []
    for first in range(0, len(starts), _FRAMES_AT_ONCE):
        batch = np.minimum(starts[first : first + _FRAMES_AT_ONCE], len(padded) - size)
        sound = padded[batch[:, None] + np.arange(size)] / 32_768.0
        power = 2 * np.abs(np.fft.rfft(sound * window, points)) ** 2
        pieces.append(power @ weights)
    energies = np.concatenate(pieces)
    return _Bands(**{name: energies[:, index] for index, name in enumerate(edges)})


def _speaker_range(loudness: Track) -> tuple[float, float]:
    """Return the level of the speaker's loud syllables and the level at which the mouth is shut, in dBFS."""
    spoken = loudness[loudness > loudness.max() - 35]
    top = float(np.percentile(spoken, 92))
    noise = float(np.percentile(loudness, 8)) + 4
    return top, max(top - RANGE_DB, min(noise, top - 15))


def _within_speaker(values: Track, spoken: NDArray[np.bool_]) -> Track:
    """Scale a timbre to -1..1 by what is usual for this speaker."""
    if not spoken.any():
        return np.zeros(len(values))
    low, middle, high = np.percentile(values[spoken], (10, 50, 90))
    return np.asarray(np.tanh((values - middle) / max((high - low) / 2, 0.3)))


def _decibels(power: Track) -> Track:
    return np.asarray(10 * np.log10(power + 1e-12))


def _log_ratio(over: Track, under: Track) -> Track:
    return np.asarray(np.log((over + 1e-9) / (under + 1e-9)))


def _ramp(values: Track, low: float, high: float) -> Track:
    """Rise smoothly from 0 at ``low`` to 1 at ``high``."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _blur(values: Track, sigma: float) -> Track:
    """Smooth without delay; ``sigma`` in frames."""
    reach = max(1, int(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-3)) ** 2)
    return np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid")


def _follow(values: Track, fps: int, *, attack: float, release: float) -> Track:
    """Move towards the values as flesh does: ``attack`` seconds away from rest, ``release`` seconds back to it."""
    fast, slow = 1 - np.exp(-1 / (attack * fps)), 1 - np.exp(-1 / (release * fps))
    followed = np.empty(len(values))
    state = 0.0
    for index, value in enumerate(values.tolist()):
        state += (value - state) * (fast if abs(value) > abs(state) else slow)
        followed[index] = state
    return followed
