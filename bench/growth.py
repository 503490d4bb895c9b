"""Shows that long films take as much time per second and as much memory as short ones.

python bench/growth.py [--minutes 1 10] [--resolution 480p] [--scene-seconds 3]. Prints JSON: for every length the time,
the processor time per second of film and the peak memory of all processes. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from material import film_of
from measure import Meter, run_alone

from vidpipe.media import make_film


def options() -> argparse.Namespace:
    """Read what the bench is asked to do."""
    parser = argparse.ArgumentParser(description="Make films of growing length.")
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 10])
    parser.add_argument("--resolution", default="480p")
    parser.add_argument("--scene-seconds", type=float, default=3, help="Length of a scene: 10 minutes have 200 of 3 s")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def one(asked: argparse.Namespace) -> dict[str, Any]:
    """Make one film in this process."""
    seconds = asked.minutes[0] * 60
    scenes = max(1, round(seconds / asked.scene_seconds))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = film_of(folder, seconds=seconds, resolution=asked.resolution, scenes=scenes)
        with Meter() as meter:
            asyncio.run(make_film(film.look, film.shots, lambda: film.soundtrack(folder), folder / "film.mp4", folder))
        size = (folder / "film.mp4").stat().st_size
    return {
        "minutes": asked.minutes[0],
        "scenes": scenes,
        **meter.report(),
        "wall_per_second": round(meter.wall / seconds, 4),
        "cpu_per_second": round((meter.python + meter.encoder) / seconds, 4),
        "megabytes": round(size / 1e6, 2),
    }


def main() -> None:
    """Make the films one after the other, each in a process of its own, and compare them with the first."""
    asked = options()
    if asked.one:
        print(json.dumps(one(asked)))
        return
    common = ("--one", "--resolution", asked.resolution, "--scene-seconds", str(asked.scene_seconds))
    films = [run_alone(__file__, *common, "--minutes", str(minutes)) for minutes in asked.minutes]
    for film in films[1:]:
        film["cpu_growth"] = round(film["cpu_per_second"] / films[0]["cpu_per_second"], 3)
        film["memory_growth"] = round(film["peak_mib"] / films[0]["peak_mib"], 3)
    print(json.dumps({"resolution": asked.resolution, "films": films}, indent=2))


if __name__ == "__main__":
    main()
