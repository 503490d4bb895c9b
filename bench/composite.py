"""Compares ways to a finished film: python bench/composite.py [--seconds 60] [--resolution 1080p] ...

``ours`` is the whole composite: movement, captions, music, with and without a presenter. ``encoder`` is libx264 alone
on the very same finished frames, at the same preset and a quality factor of 20, as somebody would call it; ``tuned``
the same with all of our own options for it. ``overlay`` is the least that a presenter costs: FFmpeg decodes a finished
film, lays the presenter's over it as a square, and encodes. ``moviepy`` is what the most used tools do, written in
``moviepy_like.py``; it may run on a shorter film and is then scaled. Every way runs in a process of its own, one after
the other. Prints JSON. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from material import Film, film_of
from measure import Meter, likeness, run_alone
from moviepy_like import MoviepyLike

from vidpipe.media import ffmpeg_path, make_film
from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import pieces

KEEP_EVERY = 30
"""Frames from one to the next that is compared."""
AHEAD = 60
"""Frames painted before the encoder gets them: it then never waits for the painter."""


def options() -> argparse.Namespace:
    """Read what the bench is asked to do."""
    parser = argparse.ArgumentParser(description="Compare ways to a finished film.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--resolution", default="1080p")
    parser.add_argument("--aspect", default="16:9")
    parser.add_argument("--scenes", type=int, default=8)
    parser.add_argument("--presenter", choices=("both", "with", "without"), default="both")
    parser.add_argument("--baseline-seconds", type=float, default=10, help="Length of moviepy's film; 0 for none")
    parser.add_argument("--way", choices=tuple(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def ours(film: Film, folder: Path) -> dict[str, Any]:
    """Make the whole film as the program does."""
    with Meter() as meter:
        asyncio.run(
            make_film(
                film.look, film.shots, lambda: film.soundtrack(folder), folder / "ours.mp4", folder, title="Bench"
            )
        )
    return meter.report()


def encoder(film: Film, folder: Path) -> dict[str, Any]:
    """Encode by the preset and the quality factor alone."""
    options: dict[str, object] = {"c:v": "libx264", "preset": "veryfast", "crf": 20, "pix_fmt": "yuv420p"}
    return encoded(film, folder, options, "encoder")


def tuned(film: Film, folder: Path) -> dict[str, Any]:
    """Encode with all options that our own films are encoded with, threads left to the encoder."""
    look = film.look
    options = look.encoding.options(fps=look.fps, width=look.width, height=look.height)
    return encoded(film, folder, {name: value for name, value in options.items() if name != "threads:v"}, "tuned")


def encoded(film: Film, folder: Path, given: dict[str, object], name: str) -> dict[str, Any]:
    """Encode the same frames in one go, painting apart: only the encoder's time counts."""
    look, wall = film.look, 0.0
    coded = [text for option, value in given.items() for text in (f"-{option}", str(value))]
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{look.width}x{look.height}", "-r", str(look.fps)]
    command = [ffmpeg_path(), "-y", "-loglevel", "error", *raw, "-i", "-", *coded, str(folder / f"{name}.mp4")]
    frames = painted(film, folder / "originals")
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None  # noqa: S101 (asked for)
        while batch := list(islice(frames, AHEAD)):
            began = time.perf_counter()
            for frame in batch:
                process.stdin.write(frame)
            wall += time.perf_counter() - began
        began = time.perf_counter()
        process.stdin.close()
        process.wait()
        wall += time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "encoder_peak_mib": round(used.ru_maxrss / 1024),
    }


def painted(film: Film, originals: Path) -> Iterator[bytes]:
    """Yield the film's finished frames, and keep some of them."""
    originals.mkdir(exist_ok=True)
    size, number = (film.look.height, film.look.width), 0
    for piece in pieces(film.look, film.shots):
        for frame in paint(piece):
            if number % KEEP_EVERY == 0:
                luma = np.frombuffer(frame, np.uint8)[: size[0] * size[1]]
                np.save(originals / f"{number}.npy", luma.reshape(size))
            number += 1
            yield bytes(frame)


def overlay(film: Film, folder: Path) -> dict[str, Any]:
    """Lay the presenter over the film that ``encoder`` has made."""
    place, presenter = film.look.layout.presenter, film.look.presenter
    if place is None or presenter is None:
        raise SystemExit("there is no presenter to lay over the film")
    size = f"scale={place.width}:{place.height},fps={film.look.fps}"
    graph = f"[1:v]{size}[who];[0:v][who]overlay={place.left}:{place.top}"
    films = ["-i", str(folder / "encoder.mp4"), "-i", str(presenter.path)]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", str(folder / "overlay.mp4")]
    with Meter() as meter:
        subprocess.run([ffmpeg_path(), "-y", "-loglevel", "error", *films, "-lavfi", graph, *coded], check=True)
    return meter.report()


def moviepy(film: Film, folder: Path) -> dict[str, Any]:
    """Make a film as moviepy does."""
    originals = folder / "originals"
    originals.mkdir()
    sound = asyncio.run(film.soundtrack(folder))
    with Meter() as meter:
        MoviepyLike(film, folder, originals, KEEP_EVERY).make(sound, folder / "moviepy.mp4")
    return meter.report()


WAYS = {"ours": ours, "encoder": encoder, "tuned": tuned, "overlay": overlay, "moviepy": moviepy}


def one_way(asked: argparse.Namespace) -> None:
    """Go one of the ways, and print what it took."""
    presenter = asked.presenter == "with"
    film = film_of(
        asked.folder,
        seconds=asked.seconds,
        resolution=asked.resolution,
        aspect=asked.aspect,
        scenes=asked.scenes,
        presenter=presenter,
    )
    print(json.dumps(WAYS[asked.way](film, asked.folder)))


def run_way(asked: argparse.Namespace, way: str, seconds: float, presenter: str, folder: Path) -> dict[str, Any]:
    """Go one of the ways in a process of its own, and look at its film."""
    scenes = max(1, round(asked.scenes * seconds / asked.seconds))
    report = run_alone(
        __file__,
        *("--way", way, "--seconds", str(seconds), "--resolution", asked.resolution, "--aspect", asked.aspect),
        *("--scenes", str(scenes), "--presenter", presenter, "--folder", str(folder)),
    )
    report["megabytes"] = round((folder / f"{way}.mp4").stat().st_size / 1e6, 2)
    return report


def compare(asked: argparse.Namespace, presenter: str) -> dict[str, Any]:
    """Go all ways to one kind of film."""
    report: dict[str, Any] = {}
    alone = ["encoder", "tuned", "overlay"] if presenter == "with" else ["encoder", "tuned"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way in ("ours", *alone):
            report[way] = run_way(asked, way, asked.seconds, presenter, folder)
        for way in ("ours", "encoder", "tuned"):
            report[way]["ssim"] = likeness(folder / f"{way}.mp4", folder / "originals")
    # Its memory is mostly that of the painter, which is not asked about.
    for way in ("encoder", "tuned"):
        report[way].pop("peak_mib")
    ways = [(way, 1.0) for way in alone]
    if asked.baseline_seconds:
        seconds = min(asked.baseline_seconds, asked.seconds)
        with tempfile.TemporaryDirectory() as name:
            report["moviepy"] = run_way(asked, "moviepy", seconds, presenter, Path(name))
            report["moviepy"] |= {"film_seconds": seconds, "ssim": likeness(*moviepy_files(Path(name)))}
        ways.append(("moviepy", asked.seconds / seconds))
    for way, scale in ways:
        for what in ("cpu", "wall"):
            ratio = report["ours"][f"{what}_seconds"] / (report[way][f"{what}_seconds"] * scale)
            report[f"{what}_against_{way}"] = round(ratio, 3)
    return report


def moviepy_files(folder: Path) -> tuple[Path, Path]:
    """Return moviepy's film and the frames it encoded."""
    return folder / "moviepy.mp4", folder / "originals"


def main() -> None:
    """Compare, and print."""
    asked = options()
    if asked.way:
        one_way(asked)
        return
    kinds = ("without", "with") if asked.presenter == "both" else (asked.presenter,)
    report: dict[str, Any] = {
        "film": f"{asked.seconds:g} s, {asked.resolution}, {asked.aspect}, {asked.scenes} scenes",
        "cores": len(os.sched_getaffinity(0)),
    }
    report |= {f"{kind}_presenter": compare(asked, kind) for kind in kinds}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
