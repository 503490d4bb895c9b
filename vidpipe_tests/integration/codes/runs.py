"""Codes of a task as a whole: refused before a run is spent on it, not to be launched, lost, ended too early."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dagster import DagsterRunStatus
from dagster._core.launcher import LaunchRunContext

from vidpipe.defs.launcher import WarmRunLauncher
from vidpipe.models import Stage, Task
from vidpipe.stages.admission import check_task
from vidpipe.tasks import Dispatcher
from vidpipe.tasks.dispatch import MAX_LAUNCHES
from vidpipe_tests.integration.codes.bench import Bench, Told
from vidpipe_tests.integration.codes.line import cast_video_job


@dataclass(frozen=True)
class Ending:
    """How a task as a whole comes to a code; ``max_retries`` automatic attempts may follow."""

    code: str
    bring_about: Callable[[Bench, int], Told]
    runs_again: bool = False
    """Whether the task is run again by itself where it was asked for so."""
    stage: str | None = None
    """The stage that was at work."""
    also_answered: bool = False
    """Whether the code stands in the table of answers."""

    def __str__(self) -> str:
        return self.code


DIES = """
import os, signal, sys
from uuid import UUID
from vidpipe.models import Stage
from vidpipe.tasks import Claim, Database, TaskWork
work = TaskWork(Database(sys.argv[1]))
claim = Claim(run_id="a-run", worker_name="host:1", dispatched_attempt=int(sys.argv[3]))
work.open_stage(work.join(UUID(sys.argv[2]), claim), Stage.SCRIPT)
os.kill(os.getpid(), signal.SIGKILL)
"""


def _killed(bench: Bench, max_retries: int) -> Told:
    """The process that makes the video is killed in the middle of a stage."""
    began = datetime.now(UTC)
    created = bench.create({}, max_retries=max_retries)
    claimed = bench.queue.claim()
    assert claimed is not None
    words = [sys.executable, "-c", DIES, bench.database.url, str(created.id), str(claimed.attempt)]
    assert subprocess.run(words, check=False).returncode == -9
    bench.settle(DagsterRunStatus.FAILURE)
    return bench.told(began, {})


def _too_little(bench: Bench, max_retries: int) -> Told:
    """A person launches a run of only one stage."""
    bench.create({}, max_retries=max_retries)
    return bench.attempt(Stage.SCRIPT)


def _no_worker(bench: Bench, _max_retries: int) -> Told:
    """Nobody listens on the socket of the worker that runs videos."""
    began = datetime.now(UTC)
    bench.create({})
    launcher = WarmRunLauncher(str(bench.folder / "nowhere.sock"))
    launcher.register_instance(bench.instance)

    def launch(_task: Task) -> str:
        run = bench.instance.create_run_for_job(cast_video_job())
        launcher.launch_run(LaunchRunContext(run, workspace=None))
        return run.run_id

    dispatcher = Dispatcher(bench.queue, bench.work, check=lambda _: None, launch=launch)
    for failures in range(1, MAX_LAUNCHES + 1):
        assert dispatcher.dispatch_due() == 0
        if failures < MAX_LAUNCHES:
            _let_the_wait_pass(bench)
    return bench.told(began, {})


def _let_the_wait_pass(bench: Bench) -> None:
    """Note how long the task is to wait for its next launch, and make it due."""
    due = datetime.fromisoformat(bench.get(f"/api/tasks/{bench.task_id}")["scheduledAt"])
    bench.nap((due - datetime.now(UTC)).total_seconds())
    with bench.database.transaction() as connection:
        connection.execute("UPDATE tasks SET scheduled_at = now()")


def _refused(bench: Bench, brief: dict[str, object], kind: str) -> Told:
    """A row that was written with SQL is refused by the dispatcher."""
    began = datetime.now(UTC) - timedelta(milliseconds=1)
    bench.create(brief)
    with bench.database.transaction() as connection:
        connection.execute("UPDATE tasks SET type = %s", [kind])
    refusing = Dispatcher(bench.queue, bench.work, check=lambda task: check_task(task, {}), launch=lambda _: None)
    assert refusing.dispatch_due() == 0
    return bench.told(began, {})


ENDINGS = [
    Ending("WORKER_LOST", _killed, runs_again=True, stage="script"),
    Ending("RUN_INCOMPLETE", _too_little, runs_again=True),
    Ending("DISPATCH_FAILED", _no_worker),
    Ending("UNSUPPORTED_TASK_TYPE", lambda bench, _: _refused(bench, {}, "review_collection")),
    Ending(
        "VIDEO_SERVICE_REQUIRED",
        lambda bench, _: _refused(bench, {"visuals": "clips"}, "video_generation"),
        also_answered=True,
    ),
]
