"""The bench: a task is made on it as dispatcher and worker make it, and everything that is told of it is gathered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from dagster import AssetKey, DagsterInstance, DagsterRunStatus, ExecuteInProcessResult

from vidpipe.api import Services
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.defs import tags
from vidpipe.defs.settle import settle
from vidpipe.models import Stage, Task
from vidpipe.observability.trace import new_trace_id
from vidpipe.sandbox.world import World
from vidpipe.tasks import CallHistory, Database, NewTask, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.codes.line import cast_video_job

BRIEF = {"title": "Tea", "article": "Tea.", "resolution": "480p", "fps": 24, "avatar": False, "captions": False}


@dataclass(frozen=True)
class Nap:
    """A wait before the next try: how long, since when, and what people could see of it meanwhile."""

    seconds: float
    at: datetime
    shown: list[dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """Everything that is told of a task whose attempt has ended."""

    task: dict[str, Any]
    calls: list[dict[str, Any]]
    logs: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    naps: list[Nap]
    failures: dict[str, dict[str, Any]]
    """Stage → the metadata of its failure in Dagster."""
    began: datetime

    def text(self) -> str:
        """All of it in one text, to look for what must not be there."""
        return json.dumps([self.task, self.calls, self.logs, self.lines, self.failures], default=str)


@dataclass
class Bench:
    """One database, one API, one sandbox, one Dagster; and the naps that nobody has to sit through."""

    database: Database
    http: httpx.Client
    sandbox_url: str
    world: World
    instance: DagsterInstance
    folder: Path
    services: Services
    naps: list[Nap] = field(default_factory=list)
    task_id: UUID | None = None

    def __post_init__(self) -> None:
        self.service = TaskService(self.database)
        self.work = TaskWork(self.database)
        self.queue = TaskQueue(self.database, max_running=5)
        self.store = LocalArtifactStore(self.folder / "artifacts")
        self.on_nap: list[Callable[[], None]] = []

    def ask_sandbox(self, what: str, body: dict[str, Any]) -> None:
        answer = self.http.post(f"{self.sandbox_url}/__sandbox__/{what}", json=body)
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> Any:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def create(self, brief: dict[str, Any], **options: Any) -> Task:
        wanted = NewTask(type="video_generation", payload={**BRIEF, **brief}, trace_id=new_trace_id(), **options)
        task = self.service.create(wanted)
        self.task_id = task.id
        self.naps.clear()
        return task

    def nap(self, seconds: float) -> None:
        """Note a wait instead of sitting through it."""
        at = datetime.now(UTC)
        shown = self.get(f"/api/tasks/{self.task_id}")["waiting"] if self.task_id else []
        self.naps.append(Nap(seconds, at, shown))
        for look in self.on_nap:
            look()

    def attempt(self, *only: Stage) -> Told:
        """Run the next attempt of the task; ``only`` launches a run of these stages by hand instead."""
        assert self.task_id is not None
        began = datetime.now(UTC)
        self.naps.clear()
        if only:
            told_apart, selection = {tags.TASK_ID: str(self.task_id)}, list(only)
        else:
            claimed = self.queue.claim()
            assert claimed is not None
            assert claimed.id == self.task_id
            told_apart, selection = tags.task_tags(claimed), claimed.selection or []
        result = cast_video_job().execute_in_process(
            instance=self.instance,
            tags=told_apart,
            asset_selection=[AssetKey(stage.value) for stage in selection] or None,
            raise_on_error=False,
        )
        run = self.instance.get_run_by_id(result.run_id)
        assert run is not None
        settle(
            self.service.get(self.task_id),
            run.status,
            service=self.service,
            work=self.work,
            calls=CallHistory(self.database),
        )
        return self.told(began, failures_of(result))

    def settle(self, status: DagsterRunStatus) -> None:
        """Give the task the outcome of its run, as the run's process does."""
        assert self.task_id is not None
        task, calls = self.service.get(self.task_id), CallHistory(self.database)
        settle(task, status, service=self.service, work=self.work, calls=calls)

    def told(self, began: datetime, failures: dict[str, dict[str, Any]]) -> Told:
        """Gather what is told since a moment."""
        task = self.get(f"/api/tasks/{self.task_id}")
        calls = self.get(f"/api/tasks/{self.task_id}/calls")
        logs = self.get(f"/api/tasks/{self.task_id}/logs")
        return Told(
            task=task,
            calls=[call for call in calls if call["attempt"] == task["attempt"]],
            logs=[line for line in logs if datetime.fromisoformat(line["createdAt"]) >= began],
            lines=[line for line in self.lines(task["traceId"]) if datetime.fromisoformat(line["timestamp"]) >= began],
            naps=list(self.naps),
            failures=failures,
            began=began,
        )

    def lines(self, trace_id: str) -> list[dict[str, Any]]:
        """The lines of the log files with this trace id."""
        texts = [path.read_text(encoding="utf-8") for path in sorted((self.folder / "logs").glob("*.jsonl"))]
        lines = [json.loads(line) for text in texts for line in text.splitlines()]
        return [line for line in lines if line.get("trace_id") == trace_id]


def failures_of(result: ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    """Each failed step's metadata, as Dagster's page shows them."""
    found: dict[str, dict[str, Any]] = {}
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data.user_failure_data
            assert data is not None, event
            assert event.step_key is not None
            found[event.step_key] = {name: value.value for name, value in data.metadata.items()}
    return found
