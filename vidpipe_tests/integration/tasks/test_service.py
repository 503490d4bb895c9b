from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg
import pytest

from vidpipe.errors import Conflict, InvalidInput, NotFound, StorageError, VidpipeError
from vidpipe.models import LogLevel, TaskStatus
from vidpipe.tasks import Database, TaskQuery, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import TRACE_ID, new_task, start


def test_a_new_task_is_pending_and_keeps_what_it_was_given(service: TaskService) -> None:
    payload = {"title": "“Quotes” 🎉 中文", "deep": {"n": [1, 2.5, None]}}
    task = service.create(new_task(payload=payload, priority=7, owner_id="ann", max_retries=3))
    again = service.get(task.id)
    assert again == task
    assert (again.status, again.progress, again.payload) == (TaskStatus.PENDING, 0, payload)
    assert (again.priority, again.owner_id, again.max_retries, again.trace_id) == (7, "ann", 3, TRACE_ID)


def test_a_row_that_a_program_inserts_gets_every_default(service: TaskService, database: Database) -> None:
    trace = uuid.uuid4()
    with database.transaction() as connection:
        row = connection.execute(
            "INSERT INTO tasks (payload, trace_id) VALUES ('{}', %s) RETURNING id", [str(trace).upper()]
        ).fetchone()
    assert row is not None
    task = service.get(row["id"])
    assert (task.type, task.status, task.trace_id) == ("video_generation", TaskStatus.PENDING, trace.hex)


def test_the_same_dedupe_key_finds_the_same_task(service: TaskService) -> None:
    first, created = service.find_or_create(new_task(dedupe_key="k"))
    second, created_again = service.find_or_create(new_task(dedupe_key="k", payload={"other": 1}))
    assert (created, created_again) == (True, False)
    assert second == first
    with pytest.raises(Conflict):
        service.create(new_task(dedupe_key="k"))


def test_equal_dedupe_keys_at_the_same_time_create_one_task(service: TaskService) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: service.find_or_create(new_task(dedupe_key="once")), range(32)))
    assert len({task.id for task, _ in results}) == 1
    assert sum(created for _, created in results) == 1


def test_an_unknown_task_is_not_found(service: TaskService) -> None:
    for ask in (service.get, service.cancel, service.logs):
        with pytest.raises(NotFound) as caught:
            ask(uuid.uuid4())
        assert caught.value.code == "TASK_NOT_FOUND"


def test_lists_are_newest_first_and_pages_fit_together(service: TaskService) -> None:
    tasks = [service.create(new_task(owner_id="a" if number % 2 else "b")) for number in range(7)]
    seen = []
    cursor = None
    while True:
        page = service.query(TaskQuery(limit=3, cursor=cursor))
        seen += [task.id for task in page.tasks]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [task.id for task in reversed(tasks)]
    assert len(service.query(TaskQuery(owner_id="a")).tasks) == 3
    assert service.query(TaskQuery(status=TaskStatus.FAILED)).tasks == []
    assert service.query(TaskQuery(type="other")).tasks == []


@pytest.mark.parametrize("query", [TaskQuery(limit=0), TaskQuery(limit=100_000), TaskQuery(cursor="nonsense")])
def test_a_bad_query_is_refused(service: TaskService, query: TaskQuery) -> None:
    with pytest.raises(InvalidInput):
        service.query(query)


def test_a_pending_task_can_be_canceled_twice(service: TaskService, queue: TaskQueue) -> None:
    task = service.create(new_task())
    assert service.cancel(task.id, by="ann").status is TaskStatus.CANCELED
    assert service.cancel(task.id).status is TaskStatus.CANCELED
    assert queue.claim() is None


def test_a_finished_task_cannot_be_canceled(service: TaskService, queue: TaskQueue, work: TaskWork) -> None:
    service.create(new_task())
    task = start(queue, work)
    work.complete(task, {"videoUrl": "x"})
    with pytest.raises(Conflict) as caught:
        service.cancel(task.id)
    assert caught.value.code == "TASK_STATE_CONFLICT"


def test_logs_come_in_order_and_from_where_one_stopped_reading(service: TaskService) -> None:
    task = service.create(new_task())
    for number in range(5):
        service.add_log(task.id, LogLevel.INFO, f"line {number}\nwith\x00 odd \ud800 parts", {"n": number})
    service.add_log(task.id, LogLevel.ERROR, "bad")
    lines = service.logs(task.id)
    assert [line.level for line in lines] == [LogLevel.INFO] * 6 + [LogLevel.ERROR]
    assert lines[1].message == "line 0\nwith\ufffd odd ? parts"
    assert service.logs(task.id, after=lines[3].id) == lines[4:]
    assert [line.message for line in service.logs(task.id, level=LogLevel.ERROR)] == ["bad"]


def test_counts_name_every_status(service: TaskService) -> None:
    service.cancel(service.create(new_task()).id)
    service.create(new_task())
    assert service.counts() == {"pending": 1, "running": 0, "succeeded": 0, "failed": 0, "canceled": 1}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", "'[]'"),
        ("payload", "'null'"),
        ("payload", "'\"twice\"'"),
        ("scheduled_at", "'infinity'"),
        ("created_at", "'20000-01-01'"),
        ("result", "'[1]'"),
        ("error_info", "'\"x\"'"),
        ("lease_until", "'-infinity'"),
        ("status", "'done'"),
        ("progress", "101"),
    ],
)
def test_a_row_that_nobody_could_read_is_refused_at_the_door(database: Database, column: str, value: str) -> None:
    with pytest.raises(StorageError) as caught, database.transaction() as connection:
        connection.execute(f"INSERT INTO tasks ({column}) VALUES ({value})")  # type: ignore[arg-type]  # noqa: S608
    assert isinstance(caught.value.__cause__, psycopg.errors.CheckViolation)
    assert caught.value.code == "DATABASE_REFUSED"
    assert caught.value.details["rule"]
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT 'many'::int", "VALIDATION_ERROR"),
        ("SELECT 1000000 * 1000000", "VALIDATION_ERROR"),
        ("SELECT * FROM nowhere", "DATABASE_REFUSED"),
        ("SELEC 1", "DATABASE_REFUSED"),
        ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)", "DATABASE_ERROR"),
    ],
)
def test_whatever_the_database_says_no_to_has_a_code_of_its_own(
    database: Database, statement: LiteralString, code: str
) -> None:
    with pytest.raises(VidpipeError) as caught, database.transaction() as connection:
        connection.execute(statement)
    assert caught.value.code == code
    database.ping()


def test_a_nul_character_is_told_as_a_value_that_cannot_be_stored(database: Database) -> None:
    with pytest.raises(InvalidInput, match="The database cannot hold a value"), database.transaction() as connection:
        connection.execute("SELECT %s::text", ("a\x00b",))


def test_an_error_in_a_shape_of_its_own_is_kept_as_details(service: TaskService, database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO tasks (error_info, error) VALUES ('{\"why\": \"so\"}', 'It broke.')")
    error = service.query(TaskQuery()).tasks[0].error_info
    assert error is not None
    assert (error.error_code, error.error_message, error.details) == ("INTERNAL_ERROR", "It broke.", {"why": "so"})


def test_no_more_tasks_wait_than_may_but_a_known_one_is_still_found(service: TaskService) -> None:
    first, _ = service.find_or_create(new_task(dedupe_key="a"), most_waiting=2)
    service.find_or_create(new_task(), most_waiting=2)
    with pytest.raises(Conflict) as refused:
        service.find_or_create(new_task(dedupe_key="b"), most_waiting=2)
    assert (refused.value.code, refused.value.retry_after) == ("TOO_MANY_REQUESTS", 60)
    assert service.find_or_create(new_task(dedupe_key="a"), most_waiting=2) == (first, False)
    service.cancel(first.id)
    assert service.find_or_create(new_task(dedupe_key="b"), most_waiting=2)[1]
