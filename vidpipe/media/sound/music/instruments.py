"""The instruments: each makes the sound of one note from sines and noise.

Held tones are made as P. Nasca's PADsynth does it: the spectrum of many slightly mistuned players, turned into a loop
by one inverse Fourier transform. Struck ones are sums of partials that die away, the higher ones sooner. Everything is
made of what :func:`numpy.random.default_rng` gives for fixed seeds, so a note is always the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vidpipe.media.sound.music.harmony import frequency
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples, samples_of

LOOP = 1 << 17
"""Samples after which a held tone repeats."""
_HIGHEST = 9_000.0
"""Hertz above which nothing is played: music under words must not hiss."""
_LONGEST = 4.5
"""Seconds after which every struck note is over."""
_KNOCK = samples_of(0.1)

Row = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """How one instrument sounds. ``make`` gives a note's stereo samples; times are seconds, ``gain`` is in dB."""

    make: Callable[[int], Samples]
    gain: float
    attack: float = 0.0
    """Held tones only: how long the note takes to swell."""
    release: float = 0.08
    held: bool = False
    """Whether the samples are a loop that goes on while the note is held, instead of dying away by itself."""
    wet: float = 0.3
    """Share that goes into the room's echo."""


def _dice(note: int, salt: int) -> np.random.Generator:
    return np.random.default_rng([note, salt])


def _held(steepness: float, dark: float, cents: float, salt: int) -> Callable[[int], Samples]:
    """Return the maker of a held tone.

    Its partials fall by their number to the power of ``steepness``, and faster above ``dark`` hertz; each is spread
    over ``cents``.
    """

    def make(note: int) -> Samples:
        dice, pitch = _dice(note, salt), frequency(note)
        bins = np.arange(LOOP // 2 + 1) * (SAMPLE_RATE / LOOP)
        shape = np.zeros(len(bins))
        for number in range(1, int(_HIGHEST / pitch) + 1):
            center = number * pitch
            strength = number**-steepness / np.sqrt(1 + (center / dark) ** 4)
            width = max((2 ** (cents / 1200) - 1) * pitch * number**0.8, 0.3)
            near = slice(int((center - 4 * width) / bins[1]), int((center + 4 * width) / bins[1]) + 2)
            shape[near] += strength * np.exp(-(((bins[near] - center) / width) ** 2)) / np.sqrt(width)
        sides = []
        for _ in range(2):
            phases = np.exp(2j * np.pi * dice.random(len(bins)))
            side = np.fft.irfft((shape * phases).astype(np.complex64), LOOP)
            sides.append(side / np.sqrt(np.mean(side**2)))
        return 0.12 * np.asarray(sides, np.float32)

    return make


def _struck(
    partials: list[tuple[float, float, float]], *, stiffness: float = 0.0, attack: float = 0.004, knock: float = 0.0
) -> Callable[[int], Samples]:
    """Return the maker of a struck tone.

    ``partials`` are multiples of the pitch, strengths, and seconds to a third at middle C; low notes last longer.
    ``knock`` is how much of the hammer is heard.
    """

    def make(note: int) -> Samples:
        pitch = frequency(note)
        last = (261.6 / pitch) ** 0.4
        tone = np.zeros(_heard(max(ring for _, _, ring in partials) * last), np.float32)
        for number, strength, ring in partials:
            hertz = pitch * number * np.sqrt(1 + stiffness * number**2)
            if hertz < _HIGHEST:
                sound = _sine(hertz, ring * last, 0.13 * number)
                tone[: len(sound)] += np.float32(strength) * sound
        if knock:
            tone[:_KNOCK] += knock * _noise_band(_KNOCK, 80, 900, 3) * _fall(_KNOCK, 0.018)
        return _placed(_soft_edges(tone, attack), 0.5 + 0.016 * (note - 66))

    return make


def _heard(ring: float) -> int:
    """Return after how many samples a partial that takes ``ring`` seconds to a third has died away."""
    return samples_of(min(6 * ring, _LONGEST))


def _fall(count: int, ring: float) -> Row:
    return np.asarray(np.exp(np.arange(count) / (-ring * SAMPLE_RATE)), np.float32)


def _sine(hertz: float, ring: float, phase: float) -> Row:
    """Return a partial that dies away."""
    count = _heard(ring)
    turns = np.arange(count) * (hertz / SAMPLE_RATE) + phase
    turns -= np.floor(turns)
    return np.asarray(np.sin(turns.astype(np.float32) * np.float32(2 * np.pi)) * _fall(count, ring))


def _soft_edges(tone: Row, attack: float) -> Row:
    """Let a tone begin softly and end at nothing."""
    rise, fall = samples_of(attack), min(samples_of(0.05), len(tone) // 2)
    tone[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    tone[len(tone) - fall :] *= np.linspace(1, 0, fall, dtype=np.float32)
    return tone


def _placed(tone: Row, place: float) -> Samples:
    """Put a tone between left (0) and right (1), never quite to one side."""
    angle = np.pi / 2 * np.clip(place, 0.3, 0.7)
    return np.stack([tone * np.float32(np.cos(angle)), tone * np.float32(np.sin(angle))])


def _noise_band(count: int, low: float, high: float, salt: int) -> Row:
    """Return noise between two frequencies, with soft flanks, of RMS 1."""
    bins = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shape = np.exp(-((np.log2(np.maximum(bins, 1) / np.sqrt(low * high)) / np.log2(high / low) * 2) ** 2))
    noise = np.fft.irfft(shape * np.exp(2j * np.pi * _dice(salt, 99).random(len(bins))), count)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), np.float32)


def _drum(high: float, low: float, bend: float, ring: float) -> Callable[[int], Samples]:
    """Return the maker of a drum whose pitch falls from ``high`` to ``low`` hertz in about ``bend`` seconds."""

    def make(_note: int) -> Samples:
        time = np.arange(samples_of(5 * ring)) / SAMPLE_RATE
        turns = low * time + (high - low) * bend * (1 - np.exp(-time / bend))
        tone = np.sin(2 * np.pi * turns) * np.exp(-time / ring)
        tone += 0.06 * _noise_band(len(time), 150, 1_200, 5) * np.exp(-time / 0.02)
        return _placed(_soft_edges(tone.astype(np.float32), 0.003), 0.5)

    return make


def _rattle(low: float, high: float, rise: float, ring: float, place: float) -> Callable[[int], Samples]:
    """Return the maker of a short noise: a shaker, snapping fingers, a brush."""

    def make(note: int) -> Samples:
        time = np.arange(samples_of(6 * ring + rise)) / SAMPLE_RATE
        swell = np.minimum(time / rise, 1.0) * np.exp(-np.maximum(time - rise, 0) / ring)
        noise = 0.3 * _noise_band(len(time), low, high, note) * swell
        return _placed(_soft_edges(noise.astype(np.float32), 0.002), place)

    return make


INSTRUMENTS = {
    "pad": Instrument(make=_held(1.25, 1_500, 22, 1), gain=-6, attack=0.5, release=1.3, held=True, wet=0.4),
    "strings": Instrument(make=_held(1.05, 2_400, 28, 2), gain=-7, attack=0.35, release=0.9, held=True, wet=0.45),
    "horn": Instrument(make=_held(1.1, 1_200, 9, 3), gain=-5, attack=0.14, release=0.5, held=True, wet=0.5),
    "spiccato": Instrument(make=_held(1.0, 2_600, 20, 4), gain=0, attack=0.012, release=0.13, held=True, wet=0.35),
    "felt": Instrument(
        make=_struck(
            [(n, n**-1.45, 1.5 / (1 + 0.4 * (n - 1))) for n in range(1, 12)], stiffness=3e-4, attack=0.006, knock=0.02
        ),
        gain=-10,
        release=0.25,
        wet=0.4,
    ),
    "pluck": Instrument(
        make=_struck([(n, n**-1.15, 0.55 / n**0.75) for n in range(1, 12)]), gain=-7, release=0.15, wet=0.3
    ),
    "marimba": Instrument(
        make=_struck([(1, 1, 0.32), (3.93, 0.34, 0.1), (9.2, 0.12, 0.035)], knock=0.05), gain=-4, wet=0.25
    ),
    "bell": Instrument(
        make=_struck([(1, 1, 0.9), (2.0, 0.35, 0.5), (4.0, 0.18, 0.3), (6.3, 0.07, 0.12)]),
        gain=-9,
        release=0.4,
        wet=0.5,
    ),
    "pizzicato": Instrument(
        make=_struck([(n, n**-1.15, 0.26 / n**0.6) for n in range(1, 14)], attack=0.003, knock=0.04), gain=-3, wet=0.25
    ),
    "bass": Instrument(
        make=_struck([(1, 1, 0.9), (2, 0.5, 0.6), (3, 0.22, 0.3), (4, 0.1, 0.2), (5, 0.05, 0.15)], attack=0.012),
        gain=-3,
        release=0.09,
        wet=0.05,
    ),
    "kick": Instrument(make=_drum(110, 50, 0.03, 0.13), gain=0, wet=0.03),
    "boom": Instrument(make=_drum(80, 44, 0.06, 0.5), gain=-2, wet=0.35),
    "shaker": Instrument(make=_rattle(4_500, 9_500, 0.012, 0.03, 0.62), gain=-5, wet=0.15),
    "snap": Instrument(make=_rattle(1_200, 3_200, 0.003, 0.035, 0.44), gain=2, wet=0.35),
    "brush": Instrument(make=_rattle(2_200, 6_500, 0.02, 0.07, 0.4), gain=-6, wet=0.3),
    "tick": Instrument(
        make=_struck([(8, 1, 0.03), (11.6, 0.7, 0.02), (20.1, 0.3, 0.015)], attack=0.002), gain=-9, wet=0.2
    ),
}
