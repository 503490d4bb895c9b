"""Measures `vidpipe up`: time to serve, idle memory, answer of a POST, time to the first stage, time to stop.

    python bench/stack.py [videos]

Prints JSON. Times are in seconds, memory in MiB (PSS: shared pages counted once). Run it on a quiet machine.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

BRIEF = {
    "script": [{"narration": "Good tea needs water just off the boil.", "picture": "A kettle"}],
    "resolution": "480p",
    "avatar": False,
    "publish": False,
}


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """Start the stack; return it and how long it took to serve."""
    begun = time.monotonic()
    environment = {**os.environ, "VIDPIPE_DATA_DIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "vidpipe.cli", "up", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).is_success:
                return process, time.monotonic() - begun
        except httpx.HTTPError:
            time.sleep(0.02)


def stop(process: subprocess.Popen[bytes]) -> float:
    """Stop the stack; return how long it took."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait()
    return time.monotonic() - begun


def idle_memory(process: subprocess.Popen[bytes]) -> dict[str, float]:
    """Return the memory of each kind of process."""
    names = {"vidpipe.defs.worker": "worker", "api": "code server", "dagster._daemon": "daemon"}
    memory: dict[str, float] = {}
    root = psutil.Process(process.pid)
    for one in [root, *root.children(recursive=True)]:
        words = one.cmdline()
        name = "database" if one.name() == "postgres" else "web app" if "vidpipe.api.server" in words else "supervisor"
        name = next((kind for word, kind in names.items() if word in words), name)
        memory[name] = memory.get(name, 0.0) + one.memory_full_info().pss / 2**20
    return {name: round(size) for name, size in memory.items()} | {"total": round(sum(memory.values()))}


def one_video(http: httpx.Client, seed: int) -> tuple[float, float, dict[str, Any]]:
    """Make a video; return the POST's time, the time from the row to the first stage, and the task."""
    begun = time.monotonic()
    answer = http.post("/api/ai/video/generate", json={**BRIEF, "seed": seed})
    posted = time.monotonic() - begun
    task_id = answer.json()["data"]["taskId"]
    while True:
        task = http.get(f"/api/tasks/{task_id}").json()["data"]
        if task["status"] == "succeeded":
            break
        if task["status"] == "failed":
            raise SystemExit(f"a video failed: {task['error']}")
        time.sleep(0.02)
    moments = [datetime.fromisoformat(moment) for moment in (task["createdAt"], task["stages"][0]["startedAt"])]
    return posted, (moments[1] - moments[0]).total_seconds(), task


def main() -> None:
    """Measure, and print JSON."""
    videos = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name) / "data", free_port()
        process, first_start = start(folder, port)
        stop(process)
        process, next_start = start(folder, port)
        time.sleep(5)
        memory = idle_memory(process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            made = [one_video(http, seed) for seed in range(videos)]
        stopped = stop(process)
    print(
        json.dumps(
            {
                "first_start": round(first_start, 2),
                "next_start": round(next_start, 2),
                "stop": round(stopped, 2),
                "idle_memory_mib": memory,
                "post_median": round(statistics.median(posted for posted, _, _ in made), 4),
                "first_stage_median": round(statistics.median(waited for _, waited, _ in made), 3),
                "cpus": os.cpu_count(),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
