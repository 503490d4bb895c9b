from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vidpipe.errors import VidpipeError, WorkLost
from vidpipe.models import Task
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, JobStatus
from vidpipe.tasks import CallHistory, Claim, Database, FreeLedger, TaskLedger, TaskQueue, TaskService, TaskWork
from vidpipe.tasks.database import Connection, queries
from vidpipe_tests.integration.tasks.helpers import TRACE_ID, failure, new_task, start
from vidpipe_tests.unit.providers.ledger_cases import CASES, WISH, check

ODD = 'Ä "quoted" 🎬 \x00 \ud800 end'
"""A text with two characters that PostgreSQL refuses."""


@pytest.fixture
def task(service: TaskService, queue: TaskQueue, work: TaskWork) -> Task:
    service.create(new_task(max_retries=0))
    return start(queue, work)


@pytest.fixture
def history(database: Database) -> CallHistory:
    return CallHistory(database)


def ledger_of(database: Database, task: Task, limit: float | None = None, **changes: Any) -> TaskLedger:
    return TaskLedger(database, task, **{"stage": "avatar", "stage_try": 1, "max_cost_usd": limit, **changes})


def intent(**changes: Any) -> CallIntent:
    return CallIntent(**{"provider": "did", "operation": "talks.create", "wish": WISH, "account": "a1", **changes})


def outcome(**changes: Any) -> CallOutcome:
    return CallOutcome.model_validate({"status": "succeeded", **changes})


@pytest.mark.parametrize("case", CASES)
def test_the_database_tells_what_an_earlier_call_left(
    case: str, database: Database, task: Task, history: CallHistory
) -> None:
    check(ledger_of(database, task), *CASES[case], lambda: [call.id for call in history.calls(task.id)])


def test_what_an_earlier_call_left_is_known_to_later_tries_and_attempts_of_the_task_only(
    database: Database, task: Task, service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    first = ledger_of(database, task).begin(intent())
    service.create(new_task(max_retries=0))
    other = start(queue, work, "run-other")
    assert ledger_of(database, other).earlier("did", "talks.create", WISH) is None
    work.fail(task, failure())
    again = work.join(task.id, Claim(run_id="again", worker_name="host:2", dispatched_attempt=None))
    earlier = ledger_of(database, again, stage_try=3).earlier("did", "talks.create", WISH)
    assert earlier is not None
    assert (earlier.id, again.attempt) == (first, task.attempt + 1)


def test_a_call_is_kept_whole_whatever_its_texts_hold(database: Database, task: Task, history: CallHistory) -> None:
    ledger = ledger_of(database, task, stage_try=2)
    call_id = ledger.begin(
        intent(subject=ODD, model=ODD, request={"size": [1, 2], ODD: ODD}, estimated_usd=0.25, units=3)
    )
    (opened,) = history.calls(task.id)
    assert (opened.status, opened.charged, opened.cost_usd, opened.finished_at) == (CallStatus.OPEN, "unknown", 0, None)
    ledger.began_job(call_id, ODD)
    ledger.finish(
        call_id,
        outcome(charged="yes", cost_usd=0.2, http_status=201, request_id="r", error_message=ODD, response={ODD: [ODD]}),
    )
    ledger.ended_job(call_id, JobStatus.SUCCEEDED)
    (call,) = history.calls(task.id)
    told = 'Ä "quoted" 🎬 \ufffd ? end'
    assert (call.task_id, call.attempt, call.stage, call.stage_try) == (task.id, 1, "avatar", 2)
    assert (call.trace_id, call.subject, call.model, call.job_id) == (TRACE_ID, told, told, told)
    assert call.request == {"size": [1, 2], told: told}
    assert (call.response, call.error_message) == ({told: [told]}, told)
    assert (call.status, call.job_status) == (CallStatus.SUCCEEDED, JobStatus.SUCCEEDED)
    assert (call.charged, call.cost_usd, call.estimated_usd, call.http_status) == ("yes", 0.2, 0.25, 201)
    assert call.finished_at is not None
    assert call.finished_at >= call.started_at
    assert history.calls(task.id, after=call.id) == []


LOSSES: dict[str, Callable[[Task, TaskWork, TaskService], Any]] = {
    "canceled by a person": lambda task, _, service: service.cancel(task.id),
    "its run was stopped": lambda task, work, _: work.cancel(task, by="operator"),
    "failed": lambda task, work, _: work.fail(task, failure()),
    "given back": lambda task, work, _: work.give_back(task, "closing down"),
    "completed": lambda task, work, _: work.complete(task, {}),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_may_be_sent_for_an_attempt_that_is_over(
    loss: str, database: Database, task: Task, work: TaskWork, service: TaskService, history: CallHistory
) -> None:
    LOSSES[loss](task, work, service)
    for limit in (None, 5.0):
        with pytest.raises(WorkLost):
            ledger_of(database, task, limit).begin(intent(estimated_usd=0.1))
    assert history.calls(task.id) == []


def test_nothing_may_be_sent_for_an_attempt_that_another_replaced(
    database: Database, task: Task, work: TaskWork, history: CallHistory
) -> None:
    work.fail(task, failure())
    again = work.join(task.id, Claim(run_id="again", worker_name="host:2", dispatched_attempt=None))
    with pytest.raises(WorkLost):
        ledger_of(database, task).begin(intent())
    ledger_of(database, again).begin(intent())
    assert [call.attempt for call in history.calls(task.id)] == [again.attempt]


@pytest.mark.parametrize("loss", ["its run was stopped", "failed", "given back", "canceled by a person"])
def test_calls_left_open_by_an_attempt_are_lost_and_may_have_been_charged(
    loss: str, database: Database, task: Task, work: TaskWork, service: TaskService, history: CallHistory
) -> None:
    ledger = ledger_of(database, task)
    done = ledger.begin(intent(wish="done"))
    ledger.finish(done, outcome(charged="yes", cost_usd=0.1))
    ledger.begin(intent(estimated_usd=0.3))
    LOSSES[loss](task, work, service)
    finished, lost = history.calls(task.id)
    assert finished.status is CallStatus.SUCCEEDED
    assert (lost.status, lost.charged) == (CallStatus.LOST, "unknown")
    assert lost.finished_at is not None
    cost = history.cost(task.id)
    assert (cost.estimated, cost.spent, cost.uncertain, cost.calls) == (
        pytest.approx(0.3),
        pytest.approx(0.1),
        pytest.approx(0.3),
        2,
    )
    earlier = ledger.earlier("did", "talks.create", WISH)
    assert earlier is not None
    assert earlier.id == lost.id


def test_a_worker_that_still_learns_the_outcome_of_a_lost_call_may_tell_it(
    database: Database, task: Task, work: TaskWork, history: CallHistory
) -> None:
    ledger = ledger_of(database, task)
    call_id = ledger.begin(intent(estimated_usd=0.3))
    work.fail(task, failure())
    ledger.began_job(call_id, "tlk_1")
    ledger.finish(call_id, outcome(charged="yes", cost_usd=0.3))
    (call,) = history.calls(task.id)
    assert (call.status, call.job_id, call.cost_usd) == (CallStatus.SUCCEEDED, "tlk_1", 0.3)


def test_what_a_task_may_cost_counts_what_it_spent_and_what_it_may_have_spent(database: Database, task: Task) -> None:
    ledger = ledger_of(database, task, limit=1.0)
    spent = ledger.begin(intent(estimated_usd=0.5))
    ledger.finish(spent, outcome(charged="yes", cost_usd=0.4))
    refused = ledger.begin(intent(estimated_usd=0.5))
    ledger.finish(refused, outcome(status="failed", charged="no"))
    unknown = ledger.begin(intent(estimated_usd=0.3))
    ledger.finish(unknown, outcome(status="failed", charged="unknown"))
    with pytest.raises(VidpipeError) as raised:
        ledger.begin(intent(estimated_usd=0.31, subject="presenter"))
    assert raised.value.code == "COST_LIMIT_REACHED"
    assert raised.value.details == {
        "provider": "did",
        "operation": "talks.create",
        "subject": "presenter",
        "nextUsd": 0.31,
        "spentUsd": 0.7,
        "maxCost": 1.0,
    }
    assert "$0.310" in raised.value.message
    ledger.begin(intent(estimated_usd=0.3))
    ledger.begin(intent(operation="talks.get", wish="", estimated_usd=0))


def test_a_limit_of_nothing_lets_only_free_calls_pass(database: Database, task: Task) -> None:
    ledger = ledger_of(database, task, limit=0.0)
    ledger.begin(intent(estimated_usd=0))
    with pytest.raises(VidpipeError):
        ledger.begin(intent(estimated_usd=0.001))


def test_calls_begun_at_the_same_time_do_not_pass_the_limit_together(
    database: Database, task: Task, history: CallHistory
) -> None:
    ledger = ledger_of(database, task, limit=1.0)
    with ThreadPoolExecutor(1) as pool, database.transaction() as connection:
        # What a first call does until just before its end, while the second one begins.
        queries().lock_ledger(connection, task_id=task.id)
        dear = intent(estimated_usd=0.8).model_dump()
        place = {"task_id": task.id, "attempt": task.attempt, "stage": "avatar", "stage_try": 1, "trace_id": TRACE_ID}
        queries().begin_call(connection, **place, **dear)
        second = pool.submit(ledger.begin, intent(estimated_usd=0.4))
        while not second.done() and not waiting_for_a_lock(connection):
            time.sleep(0.05)
        connection.commit()
        with pytest.raises(VidpipeError, match="limit"):
            second.result(timeout=30)
    assert len(history.calls(task.id)) == 1


def waiting_for_a_lock(connection: Connection) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) AS is_so"
    ).fetchone()
    return bool(row and row["is_so"])


def test_calls_outside_of_tasks_are_kept_without_one(database: Database, task: Task, history: CallHistory) -> None:
    ledger = FreeLedger(database, trace_id=TRACE_ID)
    call_id = ledger.begin(intent(operation="credits.get", subject=ODD, units=2))
    ledger.finish(call_id, outcome(charged="yes"))
    assert ledger.earlier("did", "credits.get", WISH) is None
    assert history.calls(task.id) == []
    since = datetime.now(UTC) - timedelta(minutes=5)
    assert history.units_since("did", "a1", ["credits.get"], since) == 2


def test_what_an_account_used_is_counted_since_a_moment(database: Database, task: Task, history: CallHistory) -> None:
    ledger = ledger_of(database, task)
    for units, charged, account in ((1, "yes", "a2"), (2, "unknown", "a2"), (4, "no", "a2"), (8, "yes", "a3")):
        call_id = ledger.begin(intent(units=units, account=account))
        ledger.finish(call_id, outcome(charged=charged))
    now = datetime.now(UTC)
    assert history.units_since("did", "a2", ["talks.create"], now - timedelta(minutes=5)) == 3
    assert history.units_since("did", "a2", ["clips.create"], now - timedelta(minutes=5)) == 0
    assert history.units_since("did", "a2", ["talks.create"], now + timedelta(minutes=5)) == 0


def test_numbers_without_an_end_do_not_keep_a_call_from_being_written_down(
    database: Database, task: Task, history: CallHistory
) -> None:
    """Python reads NaN, Infinity and 1e999 out of a provider's JSON; jsonb takes none of them."""
    ledger = ledger_of(database, task)
    call_id = ledger.begin(intent(estimated_usd=0.3))
    odd = {"seconds": float("inf"), "of": [float("nan"), 1.5]}
    ledger.finish(call_id, outcome(charged="yes", cost_usd=0.3, response=odd))
    (call,) = history.calls(task.id)
    assert (call.cost_usd, call.response) == (0.3, {"seconds": None, "of": [None, 1.5]})
