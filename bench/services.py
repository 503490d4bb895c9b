"""Measures a video made through the sandbox's services at their real latencies.

    python bench/services.py [--seconds 60] [--resolution 1080p] [--without-presenter] [--late 20]

Prints JSON; times are in seconds. The critical path is script → narration → avatar → composite → upload: pictures are
made beside them. What the wall time is longer, vidpipe itself costs. ``afterLastAnswer`` is from the last answer of a
service that the film is made of to the finished, checked film; ``encoderAlone`` is what libx264 needs to encode the
pictures of that film again, decoding included. ``--late`` lets the eighth picture come so many seconds later, when all
else has long been encoded. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from stack import free_port, stop

from vidpipe.media import ffmpeg_path

CRITICAL = ("script", "narration", "avatar", "composite", "upload")
BEFORE_FILM = ("scene_images", "narration", "avatar")
"""The stages whose answers a film is made of, each from a service here."""
PROMPT = "How the tides work, and why the moon pulls the sea"


def options() -> argparse.Namespace:
    """Read what the bench is asked to do."""
    parser = argparse.ArgumentParser(description="Measure a video through all services.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--resolution", default="1080p")
    parser.add_argument("--without-presenter", action="store_true")
    parser.add_argument("--late", type=float, default=0)
    return parser.parse_args()


def start(folder: Path, port: int, sandbox: int) -> subprocess.Popen[bytes]:
    """Start a stack with the sandbox, and wait until it serves."""
    served = ["--port", str(port), "--sandbox", "--sandbox-port", str(sandbox), "--profile", "real"]
    process = subprocess.Popen(
        [sys.executable, "-m", "vidpipe.cli", "up", *served],
        env={"VIDPIPE_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).is_success:
                return process
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("vidpipe up did not start")


def let_a_picture_be_late(sandbox: int, seconds: float) -> None:
    """Have the picture service take so much longer over the eighth picture, which is then the last to come."""
    fault = {"provider": "stability", "fault": "slow", "seconds": seconds, "after": 7}
    httpx.post(f"http://127.0.0.1:{sandbox}/__sandbox__/faults", json=fault).raise_for_status()


def make(http: httpx.Client, brief: dict[str, Any]) -> dict[str, Any]:
    """Have a video made; return its finished task."""
    task_id = http.post("/api/ai/video/generate", json=brief).raise_for_status().json()["data"]["taskId"]
    while True:
        task: dict[str, Any] = http.get(f"/api/tasks/{task_id}").json()["data"]
        if task["completedAt"]:
            return task
        time.sleep(0.5)


def last_answer(http: httpx.Client, task: dict[str, Any]) -> str:
    """Return when the last service answered whose answer the film needs."""
    calls = http.get(f"/api/tasks/{task['id']}/calls").json()["data"]
    ends: list[str] = [call["finishedAt"] for call in calls if call["stage"] in BEFORE_FILM]
    return max(ends, key=datetime.fromisoformat)


def took(first: str, last: str) -> float:
    """Return the seconds between two times of the API."""
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def encoder_alone(http: httpx.Client, task: dict[str, Any], folder: Path) -> float:
    """Return the seconds that libx264 takes for the pictures of the film."""
    film = folder / "film.mp4"
    film.write_bytes(http.get(f"/api/tasks/{task['id']}/artifacts/video.mp4").raise_for_status().content)
    coded = ["-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", str(folder / "again.mp4")]
    begun = time.perf_counter()
    subprocess.run([ffmpeg_path(), "-loglevel", "error", "-i", str(film), *coded], check=True)
    return time.perf_counter() - begun


def report(http: httpx.Client, task: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what a finished task took."""
    ends = {stage["stage"]: stage["finishedAt"] for stage in task["stages"]}
    stages = {stage["stage"]: round(took(stage["startedAt"], stage["finishedAt"]), 1) for stage in task["stages"]}
    critical, wall = sum(stages[name] for name in CRITICAL), took(task["createdAt"], task["completedAt"])
    return {
        "status": task["status"],
        "film": task["result"] and task["result"]["duration"],
        "stages": stages,
        "criticalPath": round(critical, 1),
        "wall": round(wall, 1),
        "beyondCriticalPath": round(wall - critical, 1),
        "afterLastAnswer": round(took(last_answer(http, task), ends["composite"]), 1),
        "encoderAlone": round(encoder_alone(http, task, folder), 1),
        "calls": task["cost"]["calls"],
        "costUsd": task["cost"]["spentUsd"],
    }


def main() -> None:
    """Measure one video."""
    asked = options()
    brief: dict[str, Any] = {"prompt": PROMPT, "duration": asked.seconds, "resolution": asked.resolution}
    brief["avatar"] = not asked.without_presenter
    with tempfile.TemporaryDirectory() as name:
        folder, port, sandbox = Path(name), free_port(), free_port()
        process = start(folder / "data", port, sandbox)
        try:
            if asked.late:
                let_a_picture_be_late(sandbox, asked.late)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
                print(json.dumps(report(http, make(http, brief), folder), indent=2))
        finally:
            stop(process)


if __name__ == "__main__":
    main()
