"""Measures how long a 60 s film takes to compose: python bench/composite.py [seconds] [resolution] [aspect].

Prints wall time, processor time and peak memory of this process and of FFmpeg as JSON. Run it on a quiet machine.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
import wave
from pathlib import Path

import cv2
import numpy as np

from vidpipe.media import CompositePlan, Cue, Recording, compose, join_scenes, run_ffmpeg
from vidpipe.media.film.motion import Shot
from vidpipe.models import Brief

SCENE_SECONDS = 7.0
WORDS = ("Electronics push a current through the coil,", "and turn it around every second.")


def picture(path: Path, width: int, height: int, seed: int) -> Path:
    """Draw a picture with gradients, edges and fine lines, as designed cards have them."""
    dice = np.random.default_rng(seed)
    image = np.ascontiguousarray(
        (np.linspace(30, 200, height)[:, None, None] * dice.uniform(0.4, 1, 3)).repeat(width, axis=1).astype(np.uint8)
    )
    for _ in range(25):
        place = (int(dice.integers(0, width)), int(dice.integers(0, height)))
        color = tuple(int(value) for value in dice.integers(0, 255, 3))
        cv2.circle(image, place, int(dice.integers(10, height // 7)), color, -1, cv2.LINE_AA)
        cv2.putText(image, "vidpipe", place, cv2.FONT_HERSHEY_DUPLEX, 2, (255, 255, 255), 2, cv2.LINE_AA)
    cv2.imwrite(str(path), image)
    return path


def sound(path: Path, seconds: float) -> Path:
    """Write a tone that swells like speech."""
    at = np.arange(int(seconds * 24_000)) / 24_000
    samples = np.sin(2 * np.pi * 150 * at) * np.abs(np.sin(2 * np.pi * 2 * at)) * 9_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


async def plan_of(folder: Path, seconds: float, brief: Brief) -> CompositePlan:
    """Make the parts of the film."""
    width, height = brief.frame_size
    count = max(1, round(seconds / SCENE_SECONDS))
    narration = await join_scenes(
        [Recording(path=sound(folder / f"{n}.wav", seconds / count - 0.55)) for n in range(count)],
        folder / "narration.wav",
        folder,
        fps=brief.fps,
    )
    clip = folder / "presenter.mp4"
    await run_ffmpeg(["-f", "lavfi", "-i", f"testsrc2=s=512x512:r=25:d={narration.duration}", str(clip)])
    return CompositePlan(
        shots=[
            Shot(picture=picture(folder / f"{n}.png", width, height, n), start=scene.start, end=scene.end)
            for n, scene in enumerate(narration.scenes)
        ],
        narration=narration.path,
        duration=narration.duration,
        width=width,
        height=height,
        fps=30,
        title="Benchmark",
        language="en",
        presenter=clip,
        cues=[Cue(start=float(n), end=n + 2.9, lines=WORDS) for n in range(0, int(narration.duration) - 3, 3)],
    )


def processor_seconds() -> dict[str, float]:
    """Return the processor time used so far, by this process and by its children."""
    used = {"python": resource.RUSAGE_SELF, "ffmpeg": resource.RUSAGE_CHILDREN}
    return {name: sum(resource.getrusage(who)[:2]) for name, who in used.items()}


async def main() -> None:
    """Compose one film and print what it took."""
    options = [*sys.argv[1:], *("60", "1080p", "16:9")[len(sys.argv) - 1 :]]
    brief = Brief.model_validate({"prompt": "x", "resolution": options[1], "aspect": options[2]})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = await plan_of(folder, float(options[0]), brief)
        before, began = processor_seconds(), time.perf_counter()
        await compose(plan, folder / "film.mp4", folder)
        wall, after = time.perf_counter() - began, processor_seconds()
        size = (folder / "film.mp4").stat().st_size / 1e6
    peaks = {"python": resource.RUSAGE_SELF, "ffmpeg": resource.RUSAGE_CHILDREN}
    report: dict[str, object] = {
        "film": f"{plan.duration:.1f} s, {options[1]}{plan.fps}, {options[2]}",
        "wall_seconds": round(wall, 1),
        "megabytes": round(size, 1),
    }
    for process, who in peaks.items():
        report[f"{process}_cpu_seconds"] = round(after[process] - before[process], 1)
        report[f"{process}_peak_mib"] = round(resource.getrusage(who).ru_maxrss / 1024)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    asyncio.run(main())
