"""The film's checks: what Dagster, the task and the manifest say of them, whether the film may go out or not."""

from __future__ import annotations

import pytest
from dagster import AssetCheckEvaluation, AssetCheckSeverity, DagsterEventType

from vidpipe.api.shapes import checks_of
from vidpipe.models import Check, CompositeManifest, TaskStatus
from vidpipe.models.checks import CHECKS, GATES
from vidpipe.stages import quality
from vidpipe_tests.integration.defs.fake_line import CALLS, FakeLine

pytestmark = pytest.mark.usefixtures("small_frames")


def evaluations(line: FakeLine) -> dict[str, AssetCheckEvaluation]:
    logs = line.instance.all_logs(line.run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION)
    found = [entry.get_dagster_event().asset_check_evaluation_data for entry in logs]
    return {evaluation.check_name: evaluation for evaluation in found}


def finding(name: str, *, passed: bool = False) -> Check:
    return Check(name=name, passed=passed, severity="error", seen="0.0-4.0 s", measured={"seconds": 4.0})


def test_what_was_seen_is_in_dagster_in_the_task_and_in_the_manifest(line: FakeLine) -> None:
    line.create()
    assert line.attempt().status is TaskStatus.SUCCEEDED
    told = evaluations(line)
    assert told.keys() == GATES.keys()
    assert told["timing"].passed
    assert told["timing"].metadata["timestamps/frames"].value > 24
    assert "each at its time" in told["timing"].metadata["timestamps"].value
    assert {name.partition("/")[0] for one in told.values() for name in one.metadata} == CHECKS.keys()
    manifest = line.outputs().get(CompositeManifest)
    assert {check.name for check in manifest.checks} == CHECKS.keys()
    assert checks_of(line.service.stages(line.task_id)) == manifest.checks


def test_a_recalled_film_shows_what_was_seen_when_it_was_made(line: FakeLine, monkeypatch: pytest.MonkeyPatch) -> None:
    line.create()
    line.attempt()
    made = line.outputs().get(CompositeManifest)
    monkeypatch.setattr(quality, "inspect", lambda *_: pytest.fail("looked over again"))
    line.by_hand("composite")
    stage = line.service.stages(line.task_id)[-1]
    assert stage.metrics["recalled"] is True
    assert checks_of([stage]) == made.checks
    assert evaluations(line).keys() == GATES.keys()


def test_a_film_that_is_not_fit_fails_typed_and_tells_what_was_seen(
    line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(*_: object) -> list[Check]:
        return [finding("black"), finding("streams", passed=True)]

    monkeypatch.setattr(quality, "inspect", faulty)
    line.create()
    task = line.attempt()
    assert task.status is TaskStatus.FAILED
    assert task.error_info is not None
    assert (task.error_info.error_code, task.error_info.stage) == ("MEDIA_QUALITY_FAILED", "composite")
    assert task.error == "The film is not fit to go out: black: 0.0-4.0 s."
    assert task.error_info.details["black"] == "0.0-4.0 s"
    assert [check.name for check in checks_of(line.service.stages(line.task_id))] == ["black", "streams"]
    told = evaluations(line)
    assert (told["pictures"].passed, told["pictures"].severity) == (False, AssetCheckSeverity.ERROR)
    assert told["pictures"].description == "black: 0.0-4.0 s"
    assert told["pictures"].blocking
    assert told["file"].passed
    assert told["sound"].description == "not looked at"
    failures = line.instance.all_logs(line.run_id, of_type=DagsterEventType.STEP_FAILURE)
    failed = failures[0].get_dagster_event().step_failure_data
    assert failed.user_failure_data is not None
    assert failed.user_failure_data.metadata["code"].value == "MEDIA_QUALITY_FAILED"


def test_a_failure_before_the_look_over_tells_dagster_of_no_check(line: FakeLine) -> None:
    line.create()
    CALLS.failing.add(("image", 2))
    line.attempt()
    task = line.by_hand("composite")
    assert task.error_info is not None
    assert task.error_info.error_code == "RUN_INCOMPLETE"
    assert evaluations(line) == {}
