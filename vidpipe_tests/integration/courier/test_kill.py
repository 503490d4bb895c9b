from __future__ import annotations

import asyncio
import multiprocessing
import signal
import time
from dataclasses import replace

import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Task
from vidpipe.models.calls import CallStatus, ProviderCall
from vidpipe.providers.service import wish_of
from vidpipe.tasks import CallHistory, Database, TaskLedger
from vidpipe_tests.integration.courier.asking import KEY, Place, ask, call
from vidpipe_tests.integration.courier.conftest import RealCourier, SlowProvider, film

MOMENTS = 20


def entries(database: Database, task: Task, number: int) -> list[ProviderCall]:
    return [one for one in CallHistory(database).calls(task.id) if one.subject == f"scene {number}"]


def test_a_kill_at_any_moment_never_pays_twice(
    place: Place, task: Task, provider: SlowProvider, database: Database
) -> None:
    """From before the entry is written to after the answer was heard, but before it is stored."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["vidpipe_tests.integration.courier.asking"])
    for number in range(MOMENTS):
        ours, theirs = context.Pipe()
        process = context.Process(target=ask, args=(place, task, number, theirs))
        process.start()
        assert ours.recv() == "begins"
        if number == MOMENTS - 1:
            assert ours.recv() == film(number)
        elif number < MOMENTS / 2:
            time.sleep(0.03 * number)
        else:
            assert provider.await_asked(number)
            time.sleep(0.03 * (number - MOMENTS / 2))
        process.kill()
        process.join()
        assert asyncio.run(call(place, task, number)) == film(number)
        assert provider.asked[number] == 1
        paid = [one.cost_usd for one in entries(database, task, number) if one.charged == "yes"]
        assert paid == [0.5]
    assert {one.status for one in CallHistory(database).calls(task.id)} <= {CallStatus.SUCCEEDED, CallStatus.OPEN}


def test_the_death_of_the_courier_is_told_and_nothing_claims_success(
    place: Place, task: Task, provider: SlowProvider, courier: RealCourier, database: Database
) -> None:
    provider.seconds = 30

    async def run() -> None:
        work = asyncio.create_task(call(place, task, 1))
        await asyncio.to_thread(provider.reached.wait, 30)
        await asyncio.to_thread(courier.end, signal.SIGKILL)
        await asyncio.to_thread(courier.start)
        await work

    with pytest.raises(ProviderError) as raised:
        asyncio.run(run())
    assert (raised.value.code, raised.value.retryable) == ("WORKER_LOST", True)
    (entry,) = entries(database, task, 1)
    assert (entry.status, entry.charged, entry.cost_usd) == (CallStatus.FAILED, "unknown", 0)
    ledger = TaskLedger(database, task, stage="script", stage_try=1, max_cost_usd=None)
    assert ledger.earlier("example", "films", wish_of(1)) is not None
    # What is lost for certain is bought anew; the doubt stays in the ledger.
    provider.go_on.set()
    assert asyncio.run(call(place, task, 1)) == film(1)
    assert [one.charged for one in entries(database, task, 1)] == ["unknown", "yes"]


def test_a_courier_that_stays_away_is_told_and_the_entry_stays_doubtful(
    place: Place, task: Task, provider: SlowProvider, courier: RealCourier, database: Database
) -> None:
    provider.seconds = 30

    async def run() -> None:
        work = asyncio.create_task(call(replace(place, patience=0.3), task, 1))
        await asyncio.to_thread(provider.reached.wait, 30)
        await asyncio.to_thread(courier.end, signal.SIGKILL)
        await work

    with pytest.raises(ProviderError) as raised:
        asyncio.run(run())
    assert (raised.value.code, raised.value.details["sent"]) == ("COURIER_UNREACHABLE", True)
    (entry,) = entries(database, task, 1)
    assert (entry.status, entry.charged) == (CallStatus.LOST, "unknown")


def test_a_courier_that_is_asked_to_stop_finishes_and_keeps_the_answer(
    place: Place, task: Task, provider: SlowProvider, courier: RealCourier, database: Database
) -> None:
    provider.seconds = 30

    async def run() -> None:
        work = asyncio.create_task(call(place, task, 1))
        await asyncio.to_thread(provider.reached.wait, 30)
        work.cancel()
        await asyncio.wait([work])
        stopping = asyncio.create_task(asyncio.to_thread(courier.end, signal.SIGTERM))
        await asyncio.sleep(0.2)
        assert not stopping.done()
        provider.go_on.set()
        await stopping

    asyncio.run(run())
    assert entries(database, task, 1)[0].status is CallStatus.LOST
    courier.start()
    assert asyncio.run(call(place, task, 1)) == film(1)
    assert provider.asked[1] == 1
    first, second = entries(database, task, 1)
    assert (first.status, first.charged, second.charged) == (CallStatus.SUCCEEDED, "yes", "no")
    assert second.request["continues"] == first.id


def test_no_key_is_written_to_disk(place: Place, task: Task, courier: RealCourier, provider: SlowProvider) -> None:
    asyncio.run(call(place, task, 1))
    with pytest.raises(ProviderError):
        asyncio.run(call(place, task, 2, "/refused"))
    assert provider.asked.total() == 2
    courier.end(signal.SIGTERM)
    files = [path for path in courier.data_dir.rglob("*") if path.is_file()]
    written = b"".join(path.read_bytes() for path in files)
    assert b"no such key: [redacted]" in written
    assert b"paid call made" in written
    assert KEY.encode() not in written


def test_only_its_owner_reaches_the_courier(courier: RealCourier) -> None:
    assert courier.socket.stat().st_mode & 0o777 == 0o600
    assert (courier.data_dir / "spool").stat().st_mode & 0o777 == 0o700
