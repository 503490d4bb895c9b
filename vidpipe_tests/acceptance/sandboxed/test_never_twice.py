"""Nothing is paid twice: stages that fail and are retried, and runs that are killed at any moment.

The sandbox keeps a journal of every call and of what it would have cost; it is the judge here. More kills than by
default: ``VIDPIPE_TEST_KILLS=50 python -m pytest vidpipe_tests/acceptance/sandboxed/test_never_twice.py -k killed``.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg

from vidpipe_tests.acceptance.stacks import Stack

KILLS = int(os.environ.get("VIDPIPE_TEST_KILLS", "4"))

FAILURES = {
    "script": ("gemini", "generate_content", "quota_exceeded"),
    "scene_images": ("stability", None, "quota_exceeded"),
    "narration": ("elevenlabs", None, "quota_exceeded"),
    "avatar": ("did", "create_talk", "quota_exceeded"),
    "upload": ("youtube", "start_upload", "quota_exceeded"),
}
"""Stage → the provider, endpoint and fault that make it fail for good. The film is composed on this machine."""


def submit(stack: Stack, prompt: str, **changes: object) -> str:
    brief = {"prompt": prompt, "duration": 10, "resolution": "480p", "fps": 24, "userId": "tester", **changes}
    brief["publish"] = {"madeForKids": False, "syntheticMedia": True}
    with stack.http as http:
        answer = http.post("/api/ai/video/generate", json=brief)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["taskId"])


def wait_for_progress(stack: Stack, task_id: str, share: int) -> None:
    """Wait until a run has made this many percent of a video."""
    with stack.http as http:
        while True:
            task = http.get(f"/api/tasks/{task_id}").json()["data"]
            if task["completedAt"] or (task["status"] == "running" and task["progress"] >= share):
                return
            time.sleep(0.1)


def retry(stack: Stack, task_id: str) -> dict[str, Any]:
    with stack.http as http:
        answer = http.post(f"/api/tasks/{task_id}/retry")
    assert answer.status_code == 200, answer.text
    return stack.wait_for(task_id)


def journal(stack: Stack) -> list[dict[str, Any]]:
    with stack.sandbox as sandbox:
        calls: list[dict[str, Any]] = sandbox.get("/calls").json()
        return calls


def paid(calls: list[dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    """The calls that were charged, by what was asked."""
    return Counter((call["provider"], call["endpoint"], call["bodyHash"]) for call in calls if call["chargeUsd"] > 0)


def streams(stack: Stack, task_id: str, folder: Path) -> str:
    """The hash of the film's streams, whatever its container says."""
    film = folder / f"{task_id}.mp4"
    with stack.http as http:
        film.write_bytes(http.get(f"/api/tasks/{task_id}/video").content)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(film), "-c", "copy", "-f", "hash", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def whole_files(stack: Stack, task_id: str) -> None:
    """Every file that is served is what its hash says."""
    with stack.http as http:
        for file in http.get(f"/api/tasks/{task_id}/artifacts").json()["data"]:
            content = http.get(file["url"]).content
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"]), file["name"]


def fill_accounts(stack: Stack) -> None:
    """Give the accounts more than many videos use up: a day's quota of YouTube is enough for about 20."""
    plenty = {
        "youtube": {"unitsPerDay": 10_000_000, "uploadsPerDay": 100_000},
        "stability": {"credits": 1_000_000},
        "did": {"credits": 1_000_000, "total": 1_000_000},
    }
    with stack.sandbox as sandbox:
        for provider, balances in plenty.items():
            answer = sandbox.post("/accounts", json={"provider": provider, **balances})
            assert answer.is_success, answer.text


def forget_everything(stack: Stack) -> None:
    """Let the stages remember nothing that was ever made."""
    shutil.rmtree(stack.data_dir / "artifacts" / "refs")


def test_stages_that_failed_are_made_without_paying_twice_and_the_film_is_the_same(
    sandboxed: Stack, tmp_path: Path
) -> None:
    prompt = "How a kettle boils water"
    with sandboxed.sandbox as sandbox:
        for provider, endpoint, fault in FAILURES.values():
            wanted = {"provider": provider, "fault": fault, "times": 1}
            armed = sandbox.post("/faults", json=wanted | ({"endpoint": endpoint} if endpoint else {}))
            assert armed.is_success, armed.text
    before = len(journal(sandboxed))
    task_id = submit(sandboxed, prompt)
    task = sandboxed.wait_for(task_id)
    tries = 1
    while task["status"] == "failed":
        tries += 1
        assert tries <= 1 + len(FAILURES), task["errorInfo"]
        task = retry(sandboxed, task_id)
    assert task["status"] == "succeeded"
    # Two stages may fail in one attempt: those that run beside each other.
    assert {stage["stage"] for stage in task["stages"] if stage["status"] == "failed"} == set(FAILURES)
    calls = paid(journal(sandboxed)[before:])
    assert calls
    assert {asked: count for asked, count in calls.items() if count > 1} == {}
    whole_files(sandboxed, task_id)
    forget_everything(sandboxed)
    before = len(journal(sandboxed))
    never_failed = submit(sandboxed, prompt)
    assert sandboxed.wait_for(never_failed)["status"] == "succeeded"
    assert streams(sandboxed, task_id, tmp_path) == streams(sandboxed, never_failed, tmp_path)
    # A presenter is asked for in the name of the task, which is another one here.
    assert Counter(key[:2] for key in paid(journal(sandboxed)[before:])) == Counter(key[:2] for key in calls)


def test_runs_killed_at_any_moment_end_succeeded_after_a_retry_and_nothing_is_paid_twice(sandboxed: Stack) -> None:
    fill_accounts(sandboxed)
    before = len(journal(sandboxed))
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    outcomes: Counter[str] = Counter()
    for number in range(1, KILLS + 1):
        task_id = submit(sandboxed, f"Why the sky is blue, number {number}")
        wait_for_progress(sandboxed, task_id, chance.randrange(0, 95))
        time.sleep(chance.uniform(0.0, 1.5))
        for process in sandboxed.run_processes():
            for one in [*process.children(recursive=True), process]:
                one.kill()
        task = sandboxed.wait_for(task_id)
        outcomes[str(task["status"])] += 1
        if task["status"] == "failed":
            assert task["errorInfo"]["error_code"] == "WORKER_LOST", task["errorInfo"]
            task = retry(sandboxed, task_id)
        assert task["status"] == "succeeded", task["errorInfo"]
        whole_files(sandboxed, task_id)
    twice = {asked: count for asked, count in paid(journal(sandboxed)[before:]).items() if count > 1}
    assert twice == {}, outcomes
    assert outcomes["failed"] > KILLS / 2, outcomes


def test_a_limit_of_cost_stops_before_the_call_that_would_pass_it(sandboxed: Stack) -> None:
    before = len(journal(sandboxed))
    task_id = submit(sandboxed, "What a limit is for", maxCost=0.02)
    task = sandboxed.wait_for(task_id)
    error = task["errorInfo"]
    assert (task["status"], error["error_code"], error["is_retryable"]) == ("failed", "COST_LIMIT_REACHED", False)
    assert sum(call["chargeUsd"] for call in journal(sandboxed)[before:]) <= 0.02
    with sandboxed.http as http:
        cost = http.get(f"/api/tasks/{task_id}").json()["data"]["cost"]
        assert 0 < cost["spentUsd"] + cost["uncertainUsd"] <= 0.02


def test_one_trace_leads_from_the_request_to_the_providers_answer(sandboxed: Stack) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    before = len(journal(sandboxed))
    with sandboxed.http as http:
        answer = http.post(
            "/api/ai/video/generate",
            json={
                "prompt": "Where a trace leads",
                "duration": 5,
                "resolution": "480p",
                "avatar": False,
                "publish": False,
            },
            headers={"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"},
        )
    assert answer.json()["data"]["traceId"] == trace_id
    task_id = answer.json()["data"]["taskId"]
    assert sandboxed.wait_for(task_id)["status"] == "succeeded"
    seen = [call["traceparent"] for call in journal(sandboxed)[before:]]
    assert seen
    assert all(trace_id in (told or "") for told in seen)
    with sandboxed.http as http:
        calls = http.get(f"/api/tasks/{task_id}/calls").json()["data"]
    assert calls
    assert {call["traceId"] for call in calls} == {trace_id}


def test_no_key_is_ever_shown(sandboxed: Stack) -> None:
    from vidpipe.sandbox.keys import KEYS

    told = b"".join(path.read_bytes() for path in sandboxed.data_dir.rglob("*") if _is_text(path))
    with sandboxed.http as http:
        told += http.get("/api/tasks", params={"limit": 100}).content
        told += http.get("/api/system/info").content + http.get("/api/system/providers").content
    for name, key in KEYS.items():
        if len(key) > 12:  # "sandbox" alone is a key too, of the server that needs none
            assert key.encode() not in told, name


def _is_text(path: Path) -> bool:
    return path.is_file() and path.suffix in (".log", ".out", ".json", ".jsonl", ".txt", "")


def test_the_seeds_own_request_is_published_through_every_service(sandboxed: Stack) -> None:
    wanted = {
        "prompt": "A product demo video for an induction cooker",
        "duration": 10,
        "resolution": "720p",
        "userId": "test-user",
    }
    before = len(journal(sandboxed))
    with sandboxed.http as http:
        answer: httpx.Response = http.post("/api/ai/video/generate", json=wanted)
    assert answer.status_code == 200, answer.text
    task = sandboxed.wait_for(answer.json()["data"]["taskId"])
    assert task["status"] == "succeeded", task["errorInfo"]
    assert task["result"]["publishedUrl"].startswith("http")
    assert {call["provider"] for call in journal(sandboxed)[before:]} >= {
        "gemini", "stability", "elevenlabs", "did", "youtube",
    }  # fmt: skip
