"""Measuring what work takes: time, processor time, memory of a whole tree of processes; and how alike pictures are."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt
import psutil

POLL_SECONDS = 0.1


class Meter:
    """Time and processor time of what runs in this process and its children while the block lasts."""

    def __enter__(self) -> Meter:
        self._began, self._used = time.perf_counter(), _used()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, used = time.perf_counter() - self._began, _used()
        self.python, self.encoder = (after - before for after, before in zip(used, self._used, strict=True))

    def report(self) -> dict[str, Any]:
        """Return what was measured, in seconds."""
        return {
            "wall_seconds": round(self.wall, 2),
            "cpu_seconds": round(self.python + self.encoder, 2),
            "cpu_of_python": round(self.python, 2),
            "cpu_of_ffmpeg": round(self.encoder, 2),
        }


def _used() -> tuple[float, float]:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def run_alone(script: str, *args: str) -> dict[str, Any]:
    """Run a script in a process of its own; return the JSON that it prints, with the peak memory of its tree in MiB."""
    process = subprocess.Popen([sys.executable, script, *args], stdout=subprocess.PIPE, text=True)
    tree, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _memory(tree))
        time.sleep(POLL_SECONDS)
    printed = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{script} {' '.join(args)} failed")
    return {**json.loads(printed), "peak_mib": round(peak / 2**20)}


def _memory(tree: psutil.Process) -> int:
    """Return the bytes a tree of processes holds, pages that several of them share counted once."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        for process in (tree, *tree.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total


def lumas(path: Path) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield the luma of each frame of a film."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            plane = frame.planes[0]
            yield np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]


def likeness(film: Path, originals: Path) -> float:
    """Return the mean SSIM of a film's luma to frames that were kept as ``NUMBER.npy`` in a folder."""
    kept = {int(path.stem): path for path in originals.glob("*.npy")}
    shares = [ssim(luma, np.load(kept[n])) for n, luma in enumerate(lumas(film)) if n in kept]
    return round(float(np.mean(shares)), 4)


def ssim(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    """Return the structural similarity of two planes (Wang et al. 2004: windows of 11 pixels, sigma 1.5)."""
    a, b = one.astype(np.float32), other.astype(np.float32)

    def mean(plane: npt.NDArray[np.float32]) -> Any:
        return cv2.GaussianBlur(plane, (11, 11), 1.5)

    mean_a, mean_b = mean(a), mean(b)
    spread_a, spread_b = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2
    both = mean(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    share = (2 * mean_a * mean_b + c1) * (2 * both + c2) / ((mean_a**2 + mean_b**2 + c1) * (spread_a + spread_b + c2))
    return float(share.mean())
