"""Times the film's sound and measures what came out: ``python bench/sound.py [seconds [mood]]``.

Joins made-up speech into a narration, composes music, mixes both and encodes the mix, as the line does. Prints JSON.
The longer the film, the same share of its length it must take, and no more memory.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
import wave
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

import numpy as np

from vidpipe.media import MusicPlan, Recording, join_scenes, make_soundtrack, measure_loudness
from vidpipe.models import Mood

SCENE_SECONDS = 7.0
RATE = 22_050
FPS = 30

T = TypeVar("T")


def speech(path: Path, seconds: float, pitch: float) -> Recording:
    """Write a buzz in syllables, with a pause now and then."""
    time_axis = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * pitch * k * time_axis) / k for k in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 2.3 * time_axis), 0, 1) ** 0.5 * (np.sin(2 * np.pi * 0.2 * time_axis) > -0.9)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((np.clip(0.15 * buzz * syllables, -1, 1) * 32_767).astype("<i2").tobytes())
    return Recording(path=path, seconds=len(time_axis) / RATE)


def processor_seconds() -> float:
    """Return the processor time used so far, children included."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


async def timed(report: dict[str, object], name: str, work: Awaitable[T]) -> T:
    """Await something, and note what it took."""
    wall, cpu = time.perf_counter(), processor_seconds()
    result = await work
    report[f"{name}_wall_seconds"] = round(time.perf_counter() - wall, 2)
    report[f"{name}_cpu_seconds"] = round(processor_seconds() - cpu, 2)
    return result


async def main() -> None:
    """Make one film's sound and print what it took."""
    seconds, mood = [*sys.argv[1:], *("60", "upbeat")[len(sys.argv) - 1 :]]
    report: dict[str, object] = {"seconds": float(seconds), "mood": mood}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = max(round(float(seconds) / SCENE_SECONDS), 1)
        scenes = [speech(folder / f"{n}.wav", SCENE_SECONDS - 0.5, 110 + 10 * (n % 7)) for n in range(count)]
        narration = folder / "narration.wav"
        joined = await timed(report, "narration", join_scenes(scenes, narration, folder, fps=FPS))
        for label, music in (("plain", None), ("music", MusicPlan(level=-20, mood=Mood(mood)))):
            out = folder / f"{label}.m4a"
            made = make_soundtrack(narration, out, folder, duration=joined.duration, music=music)
            await timed(report, label, made)
            heard = await measure_loudness(out)
            report[f"{label}_lufs"], report[f"{label}_dbtp"] = heard.integrated, heard.true_peak
            report[f"{label}_bytes"] = out.stat().st_size
    report["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    report["ffmpeg_peak_mib"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    asyncio.run(main())
