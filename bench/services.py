"""Measures a video made through the sandbox's services at their real latencies, against its critical path.

    python bench/services.py [seconds of film]

Prints JSON; times are in seconds. The critical path is script → narration → avatar → composite → upload: pictures are
made beside them. What the wall time is longer, vidpipe itself costs.
"""

from __future__ import annotations

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

CRITICAL = ("script", "narration", "avatar", "composite", "upload")
BRIEF = {"prompt": "How the tides work, and why the moon pulls the sea", "resolution": "720p"}


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a stack with the sandbox, and wait until it serves."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vidpipe.cli", "up", "--port", str(port), "--sandbox", "--profile", "real"],
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


def make(http: httpx.Client, seconds: float) -> dict[str, Any]:
    """Have a video made; return its finished task."""
    answer = http.post("/api/ai/video/generate", json=BRIEF | {"duration": seconds}).raise_for_status()
    task_id = answer.json()["data"]["taskId"]
    while True:
        task: dict[str, Any] = http.get(f"/api/tasks/{task_id}").json()["data"]
        if task["completedAt"]:
            return task
        time.sleep(0.5)


def took(first: str, last: str) -> float:
    """Return the seconds between two times of the API."""
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def main() -> None:
    """Measure one video."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        process = start(Path(folder) / "data", port)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
                task = make(http, seconds)
        finally:
            stop(process)
    stages = {stage["stage"]: round(took(stage["startedAt"], stage["finishedAt"]), 1) for stage in task["stages"]}
    critical = sum(stages[name] for name in CRITICAL)
    wall = took(task["createdAt"], task["completedAt"])
    print(
        json.dumps(
            {
                "status": task["status"],
                "film": task["result"] and task["result"]["duration"],
                "stages": stages,
                "criticalPath": round(critical, 1),
                "wall": round(wall, 1),
                "beyondCriticalPath": round(wall - critical, 1),
                "calls": task["cost"]["calls"],
                "costUsd": task["cost"]["spentUsd"],
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
