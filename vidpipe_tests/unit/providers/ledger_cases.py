"""What a ledger says of earlier calls: one table for the ledger in memory and the one in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, JobStatus
from vidpipe.providers.ledger import Ledger

WISH = "0" * 64
Play = Callable[[Ledger], Any]
Expected = tuple[int, str | None, JobStatus | None] | None
"""Which call it is, counted from 0, its job, and the job's status; None when there is nothing to go on with."""


def begin(ledger: Ledger, **changes: Any) -> int:
    given = {"provider": "did", "operation": "talks.create", "wish": WISH, "request": {"audio": "s3://a"}}
    return ledger.begin(CallIntent(**{**given, **changes}))


def finish(ledger: Ledger, call: int, status: CallStatus, charged: str = "no") -> None:
    ledger.finish(call, CallOutcome.model_validate({"status": status, "charged": charged}))


def _job(ledger: Ledger, status: JobStatus | None = None, **changes: Any) -> int:
    call = begin(ledger, **changes)
    ledger.began_job(call, "tlk_1")
    finish(ledger, call, CallStatus.SUCCEEDED, "yes")
    if status is not None:
        ledger.ended_job(call, status)
    return call


def _failed(ledger: Ledger, charged: str, **changes: Any) -> int:
    call = begin(ledger, **changes)
    finish(ledger, call, CallStatus.FAILED, charged)
    return call


def _lost(ledger: Ledger) -> int:
    call = begin(ledger)
    finish(ledger, call, CallStatus.LOST, "unknown")
    return call


def _in_turn(*plays: Play) -> Play:
    return lambda ledger: [play(ledger) for play in plays]


def _adopted(ledger: Ledger) -> None:
    lost = _lost(ledger)
    begin(ledger, operation="talks.list", wish="")
    ledger.began_job(lost, "tlk_7")


def _cut_after_the_id(ledger: Ledger) -> None:
    call = begin(ledger)
    ledger.began_job(call, "tlk_1")
    finish(ledger, call, CallStatus.LOST, "unknown")


RUNNING, SUCCEEDED, FAILED = JobStatus.RUNNING, JobStatus.SUCCEEDED, JobStatus.FAILED

CASES: Mapping[str, tuple[Play, Expected]] = {
    "nothing was asked": (lambda _: None, None),
    "the call is still open": (begin, (0, None, None)),
    "the call was lost": (_lost, (0, None, None)),
    "refused, and not charged": (lambda it: _failed(it, "no"), None),
    "failed, and perhaps charged": (lambda it: _failed(it, "unknown"), (0, None, None)),
    "failed, and surely charged": (lambda it: _failed(it, "yes"), None),
    "done at once, without a job": (lambda it: finish(it, begin(it), CallStatus.SUCCEEDED, "yes"), None),
    "the job is running": (_job, (0, "tlk_1", RUNNING)),
    "the job is done": (lambda it: _job(it, SUCCEEDED), (0, "tlk_1", SUCCEEDED)),
    "the job failed": (lambda it: _job(it, FAILED), None),
    "cut off after the id was known": (_cut_after_the_id, (0, "tlk_1", RUNNING)),
    "a lost call whose job was found": (_adopted, (0, "tlk_7", RUNNING)),
    "a job, then a refusal": (_in_turn(_job, lambda it: _failed(it, "no")), None),
    "a failed job, then one that runs": (_in_turn(lambda it: _job(it, FAILED), _job), (1, "tlk_1", RUNNING)),
    "a refusal, then a lost call": (_in_turn(lambda it: _failed(it, "no"), _lost), (1, None, None)),
    "another wish": (lambda it: _job(it, wish="1" * 64), None),
    "another operation": (lambda it: _job(it, operation="clips.create"), None),
    "another provider": (lambda it: _job(it, provider="seedance"), None),
}


def check(ledger: Ledger, play: Play, expected: Expected, first: Callable[[], list[int]]) -> None:
    """Play a case on a ledger, and compare what it says; ``first`` returns the ids of its entries in order."""
    play(ledger)
    earlier = ledger.earlier("did", "talks.create", WISH)
    if expected is None:
        assert earlier is None
        return
    number, job_id, job_status = expected
    assert earlier is not None
    assert (earlier.id, earlier.job_id, earlier.job_status) == (first()[number], job_id, job_status)
    assert earlier.request == {"audio": "s3://a"}
    assert earlier.started_at.tzinfo is not None
