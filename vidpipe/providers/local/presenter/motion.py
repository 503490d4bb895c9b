"""How the presenter moves besides the mouth: blinks, glances, brows, head and breath.

All of it follows from the seed and the voice, so that the same narration gives the same film. Lengths are shares of
the picture's side, so that a small film moves like a large one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vidpipe.providers.local.presenter.mouth import MouthTrack, Track

BLINK_SECONDS = 0.17
_CLOSING, _SHUT = 0.35, 0.5
"""Shares of a blink after which the lid is down, and begins to rise: lids fall faster than they rise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pose:
    """One frame of the presenter."""

    openness: float
    width: float
    teeth: float
    lid: float
    """0 open to 1 shut."""
    gaze: tuple[float, float]
    """Right and down, -1 to 1 of how far an iris goes."""
    brow: float
    """0 at rest to 1 raised."""
    shift: tuple[float, float]
    """Where the head has moved, right and down, as shares of the picture's side."""
    tilt: float
    """The head's angle in degrees, clockwise."""
    breath: float
    """How far the shoulders have risen, as a share of the picture's side."""


def poses(mouth: MouthTrack, fps: int, seed: int) -> list[Pose]:
    """Direct the presenter through the whole film, frame by frame."""
    count = len(mouth.openness)
    random = np.random.default_rng([seed, 0x70])
    seconds = np.arange(count) / fps
    stresses = emphases(mouth.level, fps)
    active = 0.4 + 0.6 * _ease(mouth.level, 0.5 * fps)
    lids = _lids(blinks(count / fps, np.random.default_rng([seed, 0xB1])), seconds)
    gaze = _glances(random, seconds)
    nods = _bumps(seconds, [time + 0.02 for time in stresses], rise=0.16, fall=0.34)
    brows = _bumps(seconds, stresses[:: 1 + int(random.integers(2))], rise=0.14, fall=0.45)
    across = 0.0075 * active * _drift(random, seconds, 6.1)
    down = 0.0035 * active * _drift(random, seconds, 4.7) + 0.0055 * nods
    tilts = 1.5 * active * _drift(random, seconds, 7.9) + 0.35 * nods
    breath = 0.0016 * (1 - np.cos(2 * np.pi * seconds / 3.9))
    return [
        Pose(
            openness=float(mouth.openness[i]),
            width=float(mouth.width[i]),
            teeth=float(mouth.teeth[i]),
            lid=float(lids[i]),
            gaze=(float(gaze[0][i]), float(gaze[1][i])),
            brow=float(brows[i]),
            shift=(float(across[i]), float(down[i])),
            tilt=float(tilts[i]),
            breath=float(breath[i]),
        )
        for i in range(count)
    ]


def blinks(duration: float, random: np.random.Generator) -> list[float]:
    """Return the times in seconds at which a blink begins: every 2.5 to 5 s, now and then twice in a row."""
    times: list[float] = []
    time = float(random.uniform(1.2, 3.2))
    while time < duration - BLINK_SECONDS:
        times.append(time)
        second = time + BLINK_SECONDS + 0.12
        if random.random() < 0.12 and second < duration - BLINK_SECONDS:
            times.append(second)
        time = times[-1] + float(random.uniform(2.5, 5.0))
    return times


def emphases(level: Track, fps: int) -> list[float]:
    """Return the times in seconds of the stressed syllables: peaks that stand out, at least 0.9 s apart."""
    near, far = _ease(level, 0.07 * fps), _ease(level, 0.8 * fps)
    prominence = near - far
    inner = prominence[1:-1]
    peaks = np.flatnonzero((inner > prominence[:-2]) & (inner >= prominence[2:]) & (inner > 0.12)) + 1
    chosen: list[int] = []
    apart, free = round(0.9 * fps), np.ones(len(level), dtype=bool)
    for peak in peaks[np.argsort(-prominence[peaks], kind="stable")].tolist():
        if free[peak]:
            chosen.append(peak)
            free[max(0, peak - apart + 1) : peak + apart] = False
    return [peak / fps for peak in sorted(chosen)]


def _lids(starts: list[float], seconds: Track) -> Track:
    lids = np.zeros(len(seconds))
    for start in starts:
        share = (seconds - start) / BLINK_SECONDS
        falling = np.clip(share / _CLOSING, 0, 1)
        rising = np.clip((1 - share) / (1 - _SHUT), 0, 1)
        lids = np.maximum(lids, np.minimum(falling, rising))
    return lids * lids * (3 - 2 * lids)


def _glances(random: np.random.Generator, seconds: Track) -> tuple[Track, Track]:
    """Let the eyes rest on the viewer and wander a little now and then, in quick small jumps as real eyes do."""
    times, across, down = [0.0], [0.0], [0.0]
    while times[-1] < seconds[-1]:
        start = times[-1] + float(random.uniform(1.1, 3.4))
        away = random.random() < 0.45
        target = (random.uniform(-0.5, 0.5), random.uniform(-0.2, 0.3)) if away else (0.0, 0.0)
        times += [start, start + 0.07]
        across += [across[-1], float(target[0])]
        down += [down[-1], float(target[1])]
    return np.interp(seconds, times, across), np.interp(seconds, times, down)


def _drift(random: np.random.Generator, seconds: Track, period: float) -> Track:
    """Wander smoothly between -1 and 1, about once per ``period`` seconds, without repeating."""
    phases = random.uniform(0, 2 * np.pi, 3)
    # Incommensurable periods: the sum does not visibly repeat.
    slow, middle, fast = (
        np.sin(2 * np.pi * seconds / (period * k) + p) for k, p in zip((1.9, 1, 0.57), phases, strict=True)
    )
    return np.asarray(0.5 * slow + 0.35 * middle + 0.15 * fast)


def _bumps(seconds: Track, times: list[float], *, rise: float, fall: float) -> Track:
    """Draw one eased hill per time, ``rise`` seconds up to it and ``fall`` seconds down."""
    hills = np.zeros(len(seconds))
    for time in times:
        first, last = np.searchsorted(seconds, (time - rise, time + fall))
        part = seconds[first:last] - time
        share = np.where(part < 0, 1 + part / rise, 1 - part / fall)
        hills[first:last] = np.maximum(hills[first:last], share * share * (3 - 2 * share))
    return hills


def _ease(values: Track, sigma: float) -> Track:
    """Smooth without delay; ``sigma`` in frames."""
    reach = max(1, int(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid")
