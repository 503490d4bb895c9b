"""What happens when processes die, people change their minds, and runs are launched by hand."""

from __future__ import annotations

import json
import signal

import psutil
import psycopg
import pytest

from vidpipe_tests.acceptance.stacks import Stack, start_up, stop, wait_until, words_of

SCRIPT = [{"narration": f"This is sentence number {number}.", "picture": "A tree"} for number in range(1, 4)]


def submit(stack: Stack, seed: int, **changes: object) -> str:
    """Ask for a video that takes a few seconds to make; return the task's id."""
    brief = {"script": SCRIPT, "resolution": "480p", "fps": 24, "seed": seed, "publish": False, **changes}
    with stack.http as http:
        answer = http.post("/api/ai/video/generate", json=brief)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["taskId"])


def insert_row(stack: Stack, payload: dict[str, object]) -> str:
    """Insert a task as another program does, with SQL and nothing but a payload."""
    with psycopg.connect(f"postgresql://postgres@/postgres?host={stack.data_dir / 'postgres'}") as connection:
        row = connection.execute(
            "INSERT INTO tasks (payload) VALUES (%s) RETURNING id", [json.dumps(payload)]
        ).fetchone()
    assert row is not None
    return str(row[0])


def task_of(stack: Stack, task_id: str) -> dict[str, object]:
    with stack.http as http:
        task: dict[str, object] = http.get(f"/api/tasks/{task_id}").json()["data"]
        return task


def is_making(stack: Stack, task_id: str, stage: str) -> bool:
    stages = task_of(stack, task_id)["stages"]
    assert isinstance(stages, list)
    return any(one["stage"] == stage and one["status"] == "running" for one in stages)


def test_a_killed_run_fails_its_task_with_a_code(stack: Stack) -> None:
    task_id = submit(stack, seed=101)
    wait_until(lambda: is_making(stack, task_id, "composite"))
    for process in stack.run_processes():
        process.kill()
    task = stack.wait_for(task_id, seconds=30)
    assert task["status"] == "failed"
    error = task["errorInfo"]
    assert isinstance(error, dict)
    assert (error["error_code"], error["is_retryable"], error["trace_id"]) == ("WORKER_LOST", True, task["traceId"])
    wait_until(lambda: not [one for one in stack.descendants() if "ffmpeg" in " ".join(words_of(one))])


def test_a_canceled_task_stops_its_processes(stack: Stack) -> None:
    task_id = submit(stack, seed=102)
    wait_until(lambda: is_making(stack, task_id, "composite"))
    with stack.http as http:
        answer = http.post(f"/api/tasks/{task_id}/cancel")
    assert answer.status_code == 200
    wait_until(lambda: not stack.run_processes(), seconds=20)
    assert task_of(stack, task_id)["status"] == "canceled"
    with stack.http as http:
        assert http.post(f"/api/tasks/{task_id}/cancel").status_code == 200
        assert http.get(f"/api/tasks/{task_id}/video").status_code == 404


def test_a_row_inserted_with_sql_becomes_a_video(stack: Stack) -> None:
    task_id = insert_row(stack, {"script": SCRIPT[:1], "resolution": "480p", "avatar": False, "userId": "sql"})
    task = stack.wait_for(task_id)
    assert task["status"] == "succeeded", task["errorInfo"]


def test_a_row_that_can_never_become_a_video_fails_with_the_reason(stack: Stack) -> None:
    task = stack.wait_for(insert_row(stack, {"resolution": "480p", "scenes": 3}), seconds=30)
    error = task["errorInfo"]
    assert isinstance(error, dict)
    assert (task["status"], error["error_code"]) == ("failed", "VALIDATION_ERROR")
    assert "scenes" in error["error_message"]


LAUNCH = """
mutation Launch($params: ExecutionParams!) { launchRun(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
} }
"""


def launch(stack: Stack, job: str, config: dict[str, object]) -> str:
    """Launch a run as Dagster's own launchpad does; return its id."""
    selector = {
        "repositoryName": "__repository__",
        "repositoryLocationName": "vidpipe",
        "pipelineName": job,
    }
    params = {"selector": selector, "runConfigData": config, "mode": "default"}
    with stack.http as http:
        answer = http.post("/dagster/graphql", json={"query": LAUNCH, "variables": {"params": params}}).json()
    assert answer["data"]["launchRun"]["__typename"] == "LaunchRunSuccess", answer
    return str(answer["data"]["launchRun"]["run"]["runId"])


def test_a_row_must_hold_an_object_and_may_not_name_files(stack: Stack) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        insert_row(stack, "twice encoded")  # type: ignore[arg-type]  # what is wrong on purpose
    task = stack.wait_for(insert_row(stack, {"script": "Hello.", "avatar": {"image": "/etc/passwd"}}), seconds=30)
    error = task["errorInfo"]
    assert isinstance(error, dict)
    assert (error["error_code"], "avatar: image" in error["error_message"]) == ("VALIDATION_ERROR", True)


def test_a_run_launched_by_hand_joins_the_task_and_its_trace(stack: Stack) -> None:
    portrait = {"image": "artifact:" + "0" * 64}
    task_id = insert_row(stack, {"script": SCRIPT[:1], "resolution": "480p", "avatar": portrait, "publish": False})
    failed = stack.wait_for(task_id)
    error = failed["errorInfo"]
    assert isinstance(error, dict)
    assert (error["error_code"], error["stage"]) == ("ARTIFACT_NOT_FOUND", "avatar")
    with stack.http as http:
        film = http.get(f"/api/tasks/{task_id}/artifacts/scene-001.png")
    assert film.status_code == 200, "what succeeded is kept"

    with psycopg.connect(f"postgresql://postgres@/postgres?host={stack.data_dir / 'postgres'}") as connection:
        connection.execute("UPDATE tasks SET payload = payload || '{\"avatar\": false}' WHERE id = %s", [task_id])
    run_id = launch(stack, "video_job", {"resources": {"task": {"config": {"task_id": task_id}}}})
    wait_until(lambda: task_of(stack, task_id)["runId"] == run_id)
    mended = stack.wait_for(task_id)
    assert mended["status"] == "succeeded", mended["errorInfo"]
    assert (mended["traceId"], mended["attempt"]) == (failed["traceId"], 2)


def test_an_operator_creates_a_task_from_the_launchpad(stack: Stack) -> None:
    brief = {"script": SCRIPT[:1], "resolution": "480p", "avatar": False, "publish": False, "title": "By hand"}
    config = {"ops": {"create_task": {"config": {"brief": brief, "owner_id": "operator-1"}}}}
    launch(stack, "submit_video_job", config)

    def tasks() -> list[dict[str, object]]:
        with stack.http as http:
            found: list[dict[str, object]] = http.get("/api/tasks", params={"ownerId": "operator-1"}).json()["data"]
            return found

    wait_until(tasks)
    assert stack.wait_for(str(tasks()[0]["id"]))["status"] == "succeeded"


def stop_while_making(stack: Stack, task_id: str, signal_number: int) -> None:
    """Stop a stack that is making the task's film, and see that nothing is left of it."""
    wait_until(lambda: is_making(stack, task_id, "composite"))
    processes = stack.descendants()
    stop(stack, signal_number)
    assert stack.process.returncode == 0
    _, alive = psutil.wait_procs(processes, timeout=5)
    assert alive == []


def test_stopping_leaves_no_process_and_loses_no_task(mortal: Stack) -> None:
    task_ids = []
    for seed, signal_number in ((103, signal.SIGTERM), (104, signal.SIGINT)):
        # A film of its own each time: of the first one, too little may be left to be stopped in it once more.
        task_ids.append(submit(mortal, seed=seed))
        stop_while_making(mortal, task_ids[-1], signal_number)
        mortal.start_again()

    for task_id in task_ids:
        task = mortal.wait_for(task_id)
        assert task["status"] == "succeeded", task["errorInfo"]
        assert task["retryCount"] == 0


def test_killing_the_supervisor_takes_everything_down(mortal: Stack) -> None:
    processes = [process for process in mortal.descendants() if process.name() != "postgres"]
    mortal.process.kill()
    mortal.process.communicate()
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert alive == []
    mortal.start_again()


def test_a_second_vidpipe_on_the_same_folder_is_refused(stack: Stack) -> None:
    with pytest.raises(AssertionError, match="Another vidpipe is running"):
        start_up(stack.data_dir)


def process_named(stack: Stack, word: str) -> psutil.Process | None:
    """The supervised process with this word in its command line; None while it is being started again."""
    children = psutil.Process(stack.process.pid).children()
    return next((one for one in children if word in words_of(one)), None)


def is_another(process: psutil.Process | None, victim: psutil.Process) -> bool:
    return process is not None and process.pid != victim.pid


@pytest.mark.parametrize("word", ["vidpipe.defs.worker", "vidpipe.api.server", "api", "dagster._daemon"])
def test_any_process_may_die_while_a_video_is_made(stack: Stack, word: str) -> None:
    task_id = submit(stack, seed=sum(word.encode()))
    wait_until(lambda: is_making(stack, task_id, "composite"))
    victim = process_named(stack, word)
    assert victim is not None
    victim.kill()
    wait_until(lambda: is_another(process_named(stack, word), victim), seconds=30)
    wait_until(stack.answers, seconds=60)
    task = stack.wait_for(task_id)
    assert task["status"] == "succeeded", task["errorInfo"]
    # And the next one is made as if nothing had happened.
    again = stack.wait_for(submit(stack, seed=sum(word.encode()) + 1, script=SCRIPT[:1], avatar=False))
    assert again["status"] == "succeeded", again["errorInfo"]


def test_the_database_may_die(stack: Stack) -> None:
    postmaster = int((stack.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    psutil.Process(postmaster).kill()
    wait_until(stack.answers, seconds=60)
    task = stack.wait_for(submit(stack, seed=300, script=SCRIPT[:1], avatar=False))
    assert task["status"] == "succeeded", task["errorInfo"]
