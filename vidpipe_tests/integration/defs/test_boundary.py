"""The boundary: what a stage raises, and what the task, the attempt rows and Dagster then say."""

# Dagster reads the types of `context`, so annotations must not be postponed here.

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dagster import (
    AssetExecutionContext,
    DagsterInstance,
    ExecuteInProcessResult,
    MaterializeResult,
    asset,
    materialize,
)

from vidpipe.defs import tags
from vidpipe.defs.boundary import run_stage
from vidpipe.defs.resources import CurrentTask
from vidpipe.defs.settle import settle
from vidpipe.errors import InvalidInput, ProviderError, RetryPolicy, VidpipeError
from vidpipe.models import Scene, Script, ScriptManifest, Stage, StageStatus, Task, TaskStatus
from vidpipe.stages.context import StageContext
from vidpipe.stages.outputs import Outputs
from vidpipe.tasks import CallHistory, Database, NewTask, TaskQueue, TaskService, TaskWork

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
Body = Callable[[StageContext[Any]], ScriptManifest]


class FakeProvider:
    name = "fake"


class Work:
    """A task and what runs it, in this process."""

    def __init__(self, database: Database, instance: DagsterInstance) -> None:
        self.database = database
        self.instance = instance
        self.service = TaskService(database)
        self.work = TaskWork(database)
        payload = {"script": [{"narration": "Hello."}]}
        self.task = self.service.create(NewTask(type="video_generation", payload=payload, trace_id=TRACE_ID))
        claimed = TaskQueue(database, max_running=5).claim()
        assert claimed is not None
        self.tags = tags.task_tags(claimed)

    def run(self, body: Body) -> ExecuteInProcessResult:
        @asset
        def script(context: AssetExecutionContext, task: CurrentTask) -> MaterializeResult[Any]:
            async def make(stage: StageContext[FakeProvider], _: Outputs) -> ScriptManifest:
                return body(stage)

            return run_stage(context, Stage.SCRIPT, task, lambda _tools, _brief: FakeProvider(), make)

        resources = {"task": CurrentTask(task_id="")}
        return materialize([script], instance=self.instance, resources=resources, tags=self.tags, raise_on_error=False)

    def now(self) -> Task:
        return self.service.get(self.task.id)


@pytest.fixture
def line(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", database.url)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path))
    with DagsterInstance.ephemeral() as instance:
        yield Work(database, instance)


def manifest() -> ScriptManifest:
    scene = Scene(number=1, narration="Hello.", picture="A hand")
    return ScriptManifest(provider="fake", script=Script(title="Hello", scenes=[scene]))


def failure_metadata(result: ExecuteInProcessResult) -> dict[str, Any]:
    failure = result.failure_data_for_node("script")
    assert failure is not None
    assert failure.user_failure_data is not None
    return {name: value.value for name, value in failure.user_failure_data.metadata.items()}


def test_a_stage_that_succeeds_hands_on_its_manifest_and_shows_metadata(line: Work) -> None:
    def body(stage: StageContext[FakeProvider]) -> ScriptManifest:
        assert stage.provider.name == "fake"
        stage.notes["scenes"] = 1
        return manifest()

    result = line.run(body)
    assert result.success
    metadata = result.asset_materializations_for_node("script")[0].metadata
    assert metadata["trace_id"].value == TRACE_ID
    assert metadata["cost_usd"].value == 0
    assert metadata["scenes"].value == 1
    assert "Hello." in str(metadata["preview"].value)
    assert line.service.outputs(line.task.id)["script"]["script"]["title"] == "Hello"
    assert [stage.status for stage in line.service.stages(line.task.id)] == [StageStatus.SUCCEEDED]


def test_a_typed_error_reaches_dagster_the_task_and_the_attempt_alike(line: Work) -> None:
    def body(_: StageContext[FakeProvider]) -> ScriptManifest:
        raise InvalidInput("The title is missing; add one.", details={"field": "title"})

    result = line.run(body)
    assert not result.success
    metadata = failure_metadata(result)
    expected = {
        "code": "VALIDATION_ERROR",
        "stage": "script",
        "provider": "fake",
        "retryable": False,
        "trace_id": TRACE_ID,
        "details": {"field": "title"},
    }
    assert metadata == expected
    attempt = line.service.stages(line.task.id)[0]
    task = line.now()
    assert attempt.status is StageStatus.FAILED
    assert attempt.error_info == task.error_info
    assert task.error_info is not None
    assert task.error_info.error_code == "VALIDATION_ERROR"
    assert task.error == "The title is missing; add one."


def test_a_retryable_error_is_tried_again_and_every_try_is_a_row(line: Work) -> None:
    tries = []

    def body(_: StageContext[FakeProvider]) -> ScriptManifest:
        tries.append(1)
        if len(tries) < 3:
            error = ProviderError("Busy.", code="GEMINI_RATE_LIMIT", retry_after=0.05)
            error.entry = replace(error.entry, retry=RetryPolicy(attempts=3, delay=0.01, jitter=0))
            raise error
        return manifest()

    result = line.run(body)
    assert result.success
    stages = line.service.stages(line.task.id)
    assert [stage.status for stage in stages] == [StageStatus.RETRYING, StageStatus.RETRYING, StageStatus.SUCCEEDED]
    assert [stage.try_number for stage in stages] == [1, 2, 3]
    assert line.now().error_info is None


def test_retries_end_with_the_policy(line: Work) -> None:
    def body(_: StageContext[FakeProvider]) -> ScriptManifest:
        error = ProviderError("Down.", code="GEMINI_SERVER_ERROR")
        error.entry = replace(error.entry, retry=RetryPolicy(attempts=2, delay=0.01))
        raise error

    result = line.run(body)
    assert not result.success
    assert failure_metadata(result)["code"] == "GEMINI_SERVER_ERROR"
    assert failure_metadata(result)["retryable"] is True
    statuses = [stage.status for stage in line.service.stages(line.task.id)]
    assert statuses == [StageStatus.RETRYING, StageStatus.FAILED]


def test_an_unforeseen_error_is_typed_too(line: Work) -> None:
    def body(_: StageContext[FakeProvider]) -> ScriptManifest:
        raise ZeroDivisionError("secret inside")

    result = line.run(body)
    assert failure_metadata(result)["code"] == "INTERNAL_ERROR"
    error = line.now().error_info
    assert error is not None
    assert error.details["exception"] == "ZeroDivisionError"
    assert "secret inside" not in error.model_dump_json()


def test_a_canceled_task_is_not_worked_on(line: Work) -> None:
    line.service.cancel(line.task.id)
    result = line.run(lambda _: pytest.fail("the stage ran"))
    assert not result.success
    assert failure_metadata(result)["code"] == "TASK_STATE_CONFLICT"
    assert line.now().status is TaskStatus.CANCELED


def test_a_task_canceled_meanwhile_stays_canceled(line: Work) -> None:
    def body(_: StageContext[FakeProvider]) -> ScriptManifest:
        line.service.cancel(line.task.id)
        return manifest()

    result = line.run(body)
    assert failure_metadata(result)["code"] == "TASK_CANCELED"
    assert line.service.outputs(line.task.id) == {}
    assert line.now().status is TaskStatus.CANCELED


def test_a_run_without_a_task_says_how_to_name_one(line: Work) -> None:
    line.tags = {}
    result = line.run(lambda _: pytest.fail("the stage ran"))
    failure = result.failure_data_for_node("script")
    assert failure is not None
    assert failure.user_failure_data is not None
    assert "task_id" in str(failure.user_failure_data.description)


def settled(line: Work, result: ExecuteInProcessResult, **options: bool) -> Task:
    run = line.instance.get_run_by_id(result.run_id)
    assert run is not None
    settle(line.now(), run.status, service=line.service, work=line.work, calls=CallHistory(line.database), **options)
    return line.now()


def test_a_failed_run_fails_the_task_with_the_stages_error(line: Work) -> None:
    def body(_: StageContext[FakeProvider]) -> ScriptManifest:
        raise VidpipeError("The disk is full.", code="DISK_SPACE_INSUFFICIENT")

    task = settled(line, line.run(body), shutting_down=True)
    assert task.status is TaskStatus.FAILED
    assert task.error_info is not None
    assert (task.error_info.error_code, task.error_info.stage) == ("DISK_SPACE_INSUFFICIENT", "script")


def test_a_run_of_only_some_stages_says_which_are_missing(line: Work) -> None:
    task = settled(line, line.run(lambda _: manifest()))
    assert task.status is TaskStatus.FAILED
    assert task.error_info is not None
    assert task.error_info.error_code == "RUN_INCOMPLETE"
    assert task.error_info.details["missing"] == ["scene_images", "narration", "avatar", "composite", "upload"]


def test_a_run_that_is_gone_lost_its_worker(line: Work) -> None:
    line.run(lambda _: manifest())
    settle(line.now(), None, service=line.service, work=line.work, calls=CallHistory(line.database))
    task = line.now()
    assert task.error_info is not None
    assert (task.status, task.error_info.error_code) == (TaskStatus.FAILED, "WORKER_LOST")


def test_shutting_down_gives_the_task_back(line: Work) -> None:
    line.run(lambda _: manifest())
    settle(line.now(), None, service=line.service, work=line.work, calls=CallHistory(line.database), shutting_down=True)
    assert line.now().status is TaskStatus.PENDING
