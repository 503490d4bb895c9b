"""What lets one go on with a provider's job is told to the work that goes on with it, and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, JobStatus
from vidpipe.tasks import Database, TaskLedger, TaskQuery, TaskQueue, TaskService, TaskWork
from vidpipe.tasks.calls import CallHistory
from vidpipe_tests.integration.tasks.helpers import new_task, start

ADDRESS = "https://example.com/upload?upload_id=ADPycd-secret"
INTENT = CallIntent(provider="youtube", operation="videos.insert", wish="w", account="a", units=1, request={"bytes": 5})


def ledger_of(database: Database, service: TaskService, queue: TaskQueue, work: TaskWork) -> TaskLedger:
    service.create(new_task())
    return TaskLedger(database, start(queue, work), stage="upload", stage_try=1, max_cost_usd=None)


def test_a_jobs_private_part_is_kept_until_it_is_over_and_never_listed(
    database: Database, service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    ledger = ledger_of(database, service, queue, work)
    call_id = ledger.begin(INTENT)
    ledger.began_job(call_id, "session:1", ADDRESS)
    earlier = ledger.earlier("youtube", "videos.insert", "w")
    assert earlier is not None
    assert (earlier.job_id, earlier.private, earlier.request) == ("session:1", ADDRESS, {"bytes": 5})
    assert ADDRESS not in repr(earlier) + earlier.model_dump_json() + str(earlier.wire())
    (task,) = service.query(TaskQuery()).tasks
    (listed,) = CallHistory(database).calls(task.id)
    assert listed.job_id == "session:1"
    assert "secret" not in listed.model_dump_json()
    ledger.began_job(call_id, "video:1")
    ledger.ended_job(call_id, JobStatus.SUCCEEDED)
    earlier = ledger.earlier("youtube", "videos.insert", "w")
    assert earlier is not None
    assert (earlier.job_id, earlier.private) == ("video:1", None)


def test_a_job_that_failed_leaves_nothing_private_behind(
    database: Database, service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    ledger = ledger_of(database, service, queue, work)
    call_id = ledger.begin(INTENT)
    ledger.began_job(call_id, "session:1", ADDRESS)
    ledger.ended_job(call_id, JobStatus.FAILED)
    assert ledger.earlier("youtube", "videos.insert", "w") is None
    with database.transaction() as connection:
        assert connection.execute("SELECT private FROM provider_calls").fetchall() == [{"private": None}]


def test_units_that_show_at_the_end_take_the_place_of_those_expected(
    database: Database, service: TaskService, queue: TaskQueue, work: TaskWork
) -> None:
    ledger = ledger_of(database, service, queue, work)
    for units in (None, 7.0):
        call_id = ledger.begin(INTENT)
        ledger.finish(call_id, CallOutcome(status=CallStatus.SUCCEEDED, charged="yes", units=units))
    since = datetime.now(UTC) - timedelta(hours=1)
    assert CallHistory(database).units_since("youtube", "a", ["videos.insert"], since) == 1 + 7
