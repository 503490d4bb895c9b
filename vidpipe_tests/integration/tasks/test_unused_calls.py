"""Which earlier paid call a new one goes on with: the same table for the database's ledger and the one in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from vidpipe.models import Task
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, JobStatus
from vidpipe.providers.ledger import Ledger, MemoryLedger
from vidpipe.tasks import CallHistory, Database, FreeLedger, TaskLedger, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import new_task, start

INTENT = CallIntent(
    provider="stability", operation="generate", wish="w", subject="scene 1", account="a", estimated_usd=0.1
)
SUCCEEDED = CallOutcome(status=CallStatus.SUCCEEDED, charged="yes", cost_usd=0.1)
LOST = CallOutcome(status=CallStatus.LOST, charged="unknown", error_code="TASK_CANCELED")
REFUSED = CallOutcome(status=CallStatus.FAILED, charged="yes", cost_usd=0.1, error_code="STABILITY_CONTENT_POLICY")
DOUBTFUL = CallOutcome(status=CallStatus.FAILED, charged="unknown", error_code="STABILITY_SERVER_ERROR")


def start_task(database: Database) -> Task:
    TaskService(database).create(new_task())
    return start(TaskQueue(database, max_running=100), TaskWork(database))


@pytest.fixture(params=["database", "memory"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    if request.param == "memory":
        return MemoryLedger()
    database: Database = request.getfixturevalue("database")
    return TaskLedger(database, start_task(database), stage="scene_images", stage_try=1, max_cost_usd=None)


def begin(ledger: Ledger, outcome: CallOutcome | None = None, **changes: Any) -> int:
    call_id = ledger.begin(INTENT.model_copy(update=changes))
    if outcome is not None:
        ledger.finish(call_id, outcome)
    return call_id


def job(status: JobStatus) -> Callable[[Ledger], int]:
    def had(ledger: Ledger) -> int:
        call_id = begin(ledger, SUCCEEDED)
        ledger.began_job(call_id, "j-1")
        ledger.ended_job(call_id, status)
        return call_id

    return had


def then(*others: dict[str, Any]) -> Callable[[Ledger], int]:
    def had(ledger: Ledger) -> int:
        call_id = begin(ledger)
        for changes in others:
            begin(ledger, SUCCEEDED, **changes)
        return call_id

    return had


def continued(times: int, outcome: CallOutcome | None) -> Callable[[Ledger], int]:
    def had(ledger: Ledger) -> int:
        call_id = begin(ledger, SUCCEEDED)
        for _ in range(times):
            begin(ledger, outcome, request={"continues": call_id}, estimated_usd=0.0)
        return call_id

    return had


@pytest.mark.parametrize(
    ("had", "goes_on"),
    [
        pytest.param(begin, True, id="open"),
        pytest.param(lambda ledger: begin(ledger, LOST), True, id="lost"),
        pytest.param(lambda ledger: begin(ledger, SUCCEEDED), True, id="heard, not put to use"),
        pytest.param(lambda ledger: begin(ledger, REFUSED), False, id="refused for what it held"),
        pytest.param(lambda ledger: begin(ledger, DOUBTFUL), False, id="failed, and heard to fail"),
        pytest.param(job(JobStatus.SUCCEEDED), True, id="began a job"),
        pytest.param(job(JobStatus.FAILED), False, id="its job failed"),
        pytest.param(then({"subject": "scene 2"}), True, id="another scene came after"),
        pytest.param(then({"wish": "x"}), True, id="another wish came after"),
        pytest.param(continued(2, SUCCEEDED), True, id="gone on with twice"),
        pytest.param(continued(2, None), True, id="gone on with twice, and killed"),
        pytest.param(continued(3, SUCCEEDED), False, id="gone on with three times"),
    ],
)
def test_what_a_call_goes_on_with(ledger: Ledger, had: Callable[[Ledger], int], goes_on: bool) -> None:
    call_id = had(ledger)
    assert ledger.unused(INTENT) == (call_id if goes_on else None)


@pytest.mark.parametrize("name", ["provider", "operation", "wish", "subject", "account"])
def test_only_the_same_thing_counts(ledger: Ledger, name: str) -> None:
    begin(ledger, None, **{name: "other"})
    assert ledger.unused(INTENT) is None


def test_the_last_purchase_counts(ledger: Ledger) -> None:
    begin(ledger, SUCCEEDED)
    begin(ledger, REFUSED)
    assert ledger.unused(INTENT) is None
    last = begin(ledger)
    assert ledger.unused(INTENT) == last


@pytest.mark.parametrize("known", [None, LOST])
def test_an_entry_of_unknown_outcome_is_completed(ledger: Ledger, known: CallOutcome | None) -> None:
    call_id = begin(ledger, known)
    ledger.finish(call_id, REFUSED)
    assert ledger.unused(INTENT) is None


def test_completing_notes_what_it_took_from_the_quota(database: Database) -> None:
    ledger = TaskLedger(database, start_task(database), stage="scene_images", stage_try=1, max_cost_usd=None)
    call_id = begin(ledger, units=3)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    for units, counted in ((None, 3.0), (5.0, 5.0)):
        with database.transaction() as connection:
            connection.execute("UPDATE provider_calls SET status = 'open'")
        ledger.finish(call_id, SUCCEEDED.model_copy(update={"units": units}))
        assert CallHistory(database).units_since("stability", "a", ["generate"], long_ago) == counted


def test_an_entry_of_known_outcome_stays(ledger: Ledger) -> None:
    call_id = begin(ledger, SUCCEEDED)
    ledger.finish(call_id, REFUSED)
    assert ledger.unused(INTENT) == call_id


def test_what_a_later_call_has_told_is_not_given_up_for_lost(database: Database) -> None:
    """The worker that made the call was frozen: another went on with it and paid, and then the first one woke."""
    task = start_task(database)
    ledger = TaskLedger(database, task, stage="scene_images", stage_try=1, max_cost_usd=None)
    call_id = begin(ledger)
    begin(ledger, SUCCEEDED.model_copy(update={"charged": "no", "cost_usd": 0.0}), request={"continues": call_id})
    ledger.finish(call_id, SUCCEEDED)
    ledger.finish(call_id, LOST)
    assert CallHistory(database).cost(task.id).spent == 0.1


def test_a_call_that_goes_on_with_another_hides_no_doubt(ledger: Ledger) -> None:
    call_id = begin(ledger)
    begin(ledger, REFUSED, request={"continues": call_id})
    earlier = ledger.earlier("stability", "generate", "w")
    assert earlier is not None
    assert earlier.id == call_id


def test_an_answer_is_gone_on_with_for_two_days(database: Database, database_url: str) -> None:
    ledger = TaskLedger(database, start_task(database), stage="scene_images", stage_try=1, max_cost_usd=None)
    call_id = begin(ledger)
    for age, found in ((timedelta(hours=47), call_id), (timedelta(hours=49), None)):
        with psycopg.connect(database_url) as connection:
            connection.execute("UPDATE provider_calls SET started_at = now() - %s", (age,))
        assert ledger.unused(INTENT) == found


def test_another_task_and_calls_outside_of_tasks_go_on_with_nothing(database: Database) -> None:
    begin(TaskLedger(database, start_task(database), stage="scene_images", stage_try=1, max_cost_usd=None))
    other = TaskLedger(database, start_task(database), stage="scene_images", stage_try=1, max_cost_usd=None)
    assert other.unused(INTENT) is None
    assert FreeLedger(database, trace_id="b" * 32).unused(INTENT) is None


def test_going_on_needs_no_budget_and_is_counted_once(database: Database) -> None:
    task = start_task(database)
    ledger = TaskLedger(database, task, stage="scene_images", stage_try=1, max_cost_usd=0.15)
    call_id = begin(ledger)
    again = begin(ledger, request={"continues": call_id}, estimated_usd=0.0)
    ledger.finish(call_id, SUCCEEDED)
    ledger.finish(again, SUCCEEDED.model_copy(update={"charged": "no", "cost_usd": 0.0}))
    cost = CallHistory(database).cost(task.id)
    assert (cost.spent, cost.uncertain) == (0.1, 0)
