from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from vidpipe.tasks import Database, ProviderSlots, TaskQueue, TaskService, TaskWork
from vidpipe_tests.integration.tasks.helpers import failure, new_task, start

HOLDER = """
import sys
from vidpipe.tasks import Database, ProviderSlots

database = Database(sys.argv[1])
slots = ProviderSlots(database)
slot, _ = slots.take("did", sys.argv[2], concurrent=1, per_minute=0, hold_seconds=float(sys.argv[3]))
print(slot, flush=True)
sys.stdin.readline()
slots.give(slot)
database.close()
"""


@pytest.fixture
def account() -> str:
    """An account that no other test uses: places stay for a minute."""
    return uuid4().hex


@contextmanager
def held_elsewhere(database: Database, account: str, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the account's one place until it is told to go."""
    command = [sys.executable, "-c", HOLDER, database.url, account, str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdigit()
        yield process
        if process.poll() is None:
            process.communicate("go\n", timeout=60)


def take(
    slots: ProviderSlots, account: str, *, concurrent: int = 0, per_minute: int = 0, seconds: float = 60
) -> tuple[int | None, float]:
    return slots.take("did", account, concurrent=concurrent, per_minute=per_minute, hold_seconds=seconds)


def test_there_are_as_many_places_as_the_limit_says(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    first, second = (take(slots, account, concurrent=2)[0] for _ in range(2))
    assert first is not None
    assert second is not None
    none, wait = take(slots, account, concurrent=2)
    assert none is None
    assert 0 < wait <= 5
    slots.give(first)
    assert take(slots, account, concurrent=2)[0] is not None


def test_every_account_and_every_provider_has_places_of_its_own(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    assert take(slots, account, concurrent=1)[0] is not None
    assert take(slots, uuid4().hex, concurrent=1)[0] is not None
    assert slots.take("gemini", account, concurrent=1, per_minute=0, hold_seconds=60)[0] is not None


def test_a_limit_of_nothing_is_none(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    assert all(take(slots, account)[0] is not None for _ in range(20))


def test_calls_per_minute_count_also_when_their_place_was_given_back(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    for _ in range(3):
        slot, _wait = take(slots, account, per_minute=3)
        assert slot is not None
        slots.give(slot)
    none, wait = take(slots, account, per_minute=3)
    assert none is None
    assert 0 < wait <= 5
    with database.transaction() as connection:
        connection.execute(
            "UPDATE provider_slots SET taken_at = taken_at - interval '1 minute' WHERE account = %s", [account]
        )
    assert take(slots, account, per_minute=3)[0] is not None


def test_a_place_taken_in_one_process_is_taken_in_all(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    with held_elsewhere(database, account, 60) as holder:
        assert take(slots, account, concurrent=1)[0] is None
        holder.communicate("go\n", timeout=60)
        assert holder.returncode == 0
        assert take(slots, account, concurrent=1)[0] is not None


def test_the_place_of_a_dead_process_comes_back_when_its_time_is_up(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    with held_elsewhere(database, account, 3) as holder:
        holder.kill()
        holder.wait(timeout=60)
        slot, wait = take(slots, account, concurrent=1)
        assert slot is None
        for _ in range(240):
            if slot is not None:
                break
            time.sleep(wait)
            slot, wait = take(slots, account, concurrent=1)
        assert slot is not None


def test_places_that_no_longer_count_are_forgotten(database: Database, account: str) -> None:
    slots = ProviderSlots(database)
    given, _ = take(slots, account)
    held, _ = take(slots, account)
    assert given is not None
    slots.give(given)
    take(slots, account, seconds=0)
    with database.transaction() as connection:
        connection.execute(
            "UPDATE provider_slots SET taken_at = taken_at - interval '2 minutes' WHERE account = %s", [account]
        )
    last, _ = take(slots, account)
    with database.transaction() as connection:
        rows = connection.execute("SELECT id FROM provider_slots WHERE account = %s ORDER BY id", [account]).fetchall()
    assert [row["id"] for row in rows] == [held, last]


def test_a_place_is_free_as_soon_as_its_attempt_is_over(database: Database, queue: TaskQueue, work: TaskWork) -> None:
    TaskService(database).create(new_task())
    task = start(queue, work)
    account = uuid4().hex
    taken, _ = ProviderSlots(database, task).take("did", account, concurrent=1, per_minute=0, hold_seconds=600)
    assert taken is not None
    others = ProviderSlots(database)
    assert others.take("did", account, concurrent=1, per_minute=0, hold_seconds=600)[0] is None
    work.fail(task, failure())
    assert others.take("did", account, concurrent=1, per_minute=0, hold_seconds=600)[0] is not None
