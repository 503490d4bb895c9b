"""Going on with a video that failed, on a whole running vidpipe: by the API, the command line, and Dagster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from vidpipe.media import probe
from vidpipe_tests.acceptance.stacks import Stack, vidpipe, wait_until

BRIEF = {
    "title": "Two words",
    "script": [{"narration": "First.", "picture": "One"}, {"narration": "Second.", "picture": "Two"}],
    "resolution": "480p",
    "avatar": False,
}


def failed(stack: Stack, http: httpx.Client) -> dict[str, Any]:
    """A task whose pictures are not there."""
    task_id = http.post("/api/ai/video/generate", json=BRIEF).json()["data"]["taskId"]
    task: dict[str, Any] = stack.wait_for(task_id)
    assert (task["status"], task["errorInfo"]["stage"]) == ("failed", "scene_images"), task
    return task


def test_a_person_decides_and_the_task_goes_on(stack: Stack) -> None:
    with stack.http as http:
        task = failed(stack, http)
        path = f"/api/tasks/{task['id']}"
        assert [scene["status"] for scene in http.get(f"{path}/scenes").json()["data"]] == ["failed", "failed"]
        http.post(f"{path}/scenes/1", json={"action": "drop"}).raise_for_status()
        http.post(f"{path}/scenes/2", json={"action": "placeholder", "retry": True}).raise_for_status()
        done: dict[str, Any] = stack.wait_for(task["id"])
        assert done["status"] == "succeeded", done
        assert (done["attempt"], done["traceId"]) == (2, task["traceId"])
        again = [stage["stage"] for stage in done["stages"] if stage["attempt"] == 2]
        assert sorted(again) == ["avatar", "composite", "narration", "scene_images", "script", "upload"]
        scenes = http.get(f"{path}/scenes").json()["data"]
        assert [(scene["status"], scene["source"]) for scene in scenes] == [
            ("dropped", None),
            ("placeholder", "placeholder"),
        ]
        assert "First" not in http.get(f"{path}/artifacts/captions.vtt").text


def test_the_command_line_goes_on_with_a_task(stack: Stack, tmp_path: Path) -> None:
    with stack.http as http:
        task = failed(stack, http)
    out = tmp_path / "film.mp4"
    refused = vidpipe("retry", task["id"], "--placeholder", "7", data_dir=stack.data_dir)
    assert (refused.returncode, "scenes 1 to 2" in refused.stderr) == (2, True), refused.stderr
    options = ("--placeholder", "1", "--placeholder", "2", "--narration", "2=Zweitens.", "--out", str(out))
    done = vidpipe("retry", task["id"], *options, data_dir=stack.data_dir)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[-1]) == out
    assert probe(out).duration > 1
    # What failed before is told of no more.
    assert "failed" not in done.stderr
    with stack.http as http:
        decisions = http.get(f"/api/tasks/{task['id']}/decisions").json()["data"]
    assert [(one["action"], one["scene"]) for one in decisions] == [
        ("edit", 2), ("placeholder", 1), ("placeholder", 2), ("retry", None),
    ]  # fmt: skip


def test_a_partial_attempt_runs_only_its_stages_and_dagster_can_reexecute_it(stack: Stack) -> None:
    with stack.http as http:
        task = failed(stack, http)
        path = f"/api/tasks/{task['id']}"
        http.post(f"{path}/retry").raise_for_status()
        again: dict[str, Any] = stack.wait_for(task["id"])
        assert again["status"] == "failed"
        assert again["selection"] == ["scene_images", "composite", "upload"]
        for number in (1, 2):
            http.post(f"{path}/scenes/{number}", json={"action": "placeholder"}).raise_for_status()
        mutation = """mutation($run: String!) { launchRunReexecution(
            reexecutionParams: {parentRunId: $run, strategy: FROM_FAILURE}) { __typename } }"""
        answer = http.post("/dagster/graphql", json={"query": mutation, "variables": {"run": again["runId"]}}).json()
        assert answer["data"]["launchRunReexecution"]["__typename"] == "LaunchRunSuccess", answer
        wait_until(lambda: http.get(path).json()["data"]["attempt"] > 2, seconds=120)
        done: dict[str, Any] = stack.wait_for(task["id"])
        assert (done["status"], done["attempt"], done["traceId"]) == ("succeeded", 3, task["traceId"]), done
        assert {stage["stage"] for stage in done["stages"] if stage["attempt"] == 3} == {
            "scene_images", "composite", "upload",
        }  # fmt: skip
