"""The runs that dispatcher and sensor launch hold the stages of the claimed task's selection, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, DagsterRun, build_sensor_context
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget

from vidpipe.definitions import defs
from vidpipe.defs import tags
from vidpipe.defs.run_starter import LOCATION, RunStarter
from vidpipe.models import Stage, Task
from vidpipe.tasks import Database, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import new_task
from vidpipe_tests.integration.tasks.test_retry import failed_at

SENSOR = "pending_tasks_sensor"
PAYLOAD = {"title": "Tea", "script": {"scenes": [{"narration": "Tea."}]}}
REST = [Stage.NARRATION, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]


@pytest.fixture
def instance(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DagsterInstance]:
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", database.url)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path))
    (tmp_path / "dagster").mkdir()
    with DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        yield instance


def retried(database: Database) -> tuple[TaskService, TaskQueue, Task]:
    """A task that failed at its narration and shall go on."""
    service, queue = TaskService(database), TaskQueue(database, max_running=5)
    failed = failed_at(service, queue, TaskWork(database), Stage.NARRATION, payload=PAYLOAD)
    return service, queue, service.retry(failed.id, by="mia")


def launched(instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch, *tasks: Task) -> list[DagsterRun]:
    """The runs that the web process would launch for these tasks, one after another."""
    monkeypatch.setattr(instance, "launch_run", lambda run_id, _context: instance.get_run_by_id(run_id))
    origin = InProcessCodeLocationOrigin(
        LoadableTargetOrigin(module_name="vidpipe.definitions"), location_name=LOCATION
    )
    with WorkspaceProcessContext(instance, InProcessWorkspaceLoadTarget(origin)) as process_context:
        starter = RunStarter(process_context)
        runs = [instance.get_run_by_id(starter.start(task)) for task in tasks]
    return [run for run in runs if run is not None]


def steps(instance: DagsterInstance, run: DagsterRun) -> set[str]:
    assert run.execution_plan_snapshot_id is not None
    return set(instance.get_execution_plan_snapshot(run.execution_plan_snapshot_id).step_keys_to_execute)


def test_the_dispatcher_launches_the_selection(
    instance: DagsterInstance, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, queue, _ = retried(database)
    service.create(new_task(payload=PAYLOAD))
    partial, whole = queue.claim(), queue.claim()
    assert partial is not None
    assert whole is not None
    runs = launched(instance, monkeypatch, partial, whole, partial)
    names = {stage.value for stage in REST}
    assert [steps(instance, run) for run in runs] == [names, {stage.value for stage in Stage}, names]
    assert runs[0].asset_selection == {AssetKey(name) for name in names}
    assert runs[1].asset_selection is None
    assert (runs[0].tags[tags.TASK_ID], runs[0].tags[tags.ATTEMPT]) == (str(partial.id), "2")


def test_the_sensor_asks_for_the_selection(instance: DagsterInstance, database: Database) -> None:
    service, _, retry = retried(database)
    fresh = service.create(new_task(payload=PAYLOAD))
    repository = defs.get_repository_def()
    with build_sensor_context(
        instance=instance,
        repository_def=repository,
    ) as context:
        # As the daemon evaluates it, which also checks that the job has these assets.
        requests = repository.get_sensor_def(SENSOR).evaluate_tick(context).run_requests
    asked = {request.tags[tags.TASK_ID]: request.asset_selection for request in requests or ()}
    assert asked == {str(retry.id): [AssetKey(stage.value) for stage in REST], str(fresh.id): None}
