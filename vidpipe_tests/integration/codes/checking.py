"""The one check: what a failure of a code must look like everywhere, at the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from vidpipe.errors.retry import RetryPolicy
from vidpipe.sandbox.keys import KEYS
from vidpipe_tests.integration.codes.bench import Bench, Nap, Told
from vidpipe_tests.integration.codes.cases import IN_PARTS, Case

CANARIES = (*(key for key in KEYS.values() if len(key) > len("sandbox")), "hunter2")
"""What must be told nowhere: the keys, and the words of errors that nobody foresaw."""


def check(case: Case, bench: Bench, told: Told, *, failures: int, recovers: bool) -> None:
    """Make sure that after so many failures of the case everybody tells the same story."""
    assert told.task["status"] == ("succeeded" if recovers else case.ends), told.task["errorInfo"]
    _check_waits(case, told, failures - (not recovers))
    _check_rows(case, told, failures, recovers=recovers)
    _check_calls(case, told, failures, recovers=recovers)
    _check_task_log(case, told, failures, recovers=recovers)
    _check_lines(case, told, failures, recovers=recovers)
    _check_catalogue(case, bench)
    if recovers:
        assert told.task["errorInfo"] is None
        assert told.failures == {}
    else:
        _check_error(case, told)
        _check_dagster(case, told)
    for canary in CANARIES:
        assert canary not in told.text()


def _check_error(case: Case, told: Told) -> None:
    info, task = told.task["errorInfo"], told.task
    if case.ends == "canceled":
        assert info is None
        return
    assert info["error_code"] == case.code, info
    assert info["stage"] == case.stage.value
    assert info["is_retryable"] is case.entry.retryable
    assert info["error_message"].strip()
    assert info["trace_id"] == task["traceId"]
    assert told.began <= datetime.fromisoformat(info["timestamp"])
    assert isinstance(info["details"], dict)
    if case.is_service and case.calls_per_try and case.entry.retry.honours_retry_after and case.retry_after:
        assert info["details"]["retry_after"] == case.retry_after
    assert task["error"] == info["error_message"]


def _check_dagster(case: Case, told: Told) -> None:
    info = told.task["errorInfo"] or {"details": {}}
    expected = {
        "code": case.code,
        "stage": case.stage.value,
        "provider": case.provider if case.told_as is None else case.told_as,
        "retryable": case.entry.retryable,
        "trace_id": told.task["traceId"],
        "details": info["details"],
    }
    assert told.failures.pop(case.stage.value) == expected
    # What runs beside the stage finds a canceled task as well; nothing else may fail.
    assert {one["code"] for one in told.failures.values()} <= ({case.code} if case.ends == "canceled" else set())


def _check_waits(case: Case, told: Told, count: int) -> None:
    if case.before:
        assert [nap.shown[0]["code"] for nap in told.naps] == [case.before]
        return
    assert len(told.naps) == count, [nap.seconds for nap in told.naps]
    for failures, nap in enumerate(told.naps, 1):
        shortest, longest = wait_bounds(case.entry.retry, failures, case.retry_after)
        assert shortest <= nap.seconds <= longest, (failures, nap.seconds)
        _check_shown(case, told, nap, attempt=failures + 1)


def wait_bounds(policy: RetryPolicy, failures: int, retry_after: float | None) -> tuple[float, float]:
    """The least and the most seconds that the policy lets pass after so many failures."""
    least = min(policy.delay * policy.backoff ** (failures - 1), policy.max_delay)
    if policy.honours_retry_after and retry_after is not None:
        least = max(least, retry_after)
    return least - 1e-6, least * (1 + policy.jitter) + 1e-6


def _check_shown(case: Case, told: Told, nap: Nap, *, attempt: int) -> None:
    """People see the wait while it lasts: attempt n of m, and when."""
    if not nap.seconds:
        return  # what is tried again at once is not waited for
    (shown,) = nap.shown
    assert (shown["stage"], shown["code"]) == (case.stage.value, case.code)
    assert (shown["attempt"], shown["attempts"]) == (attempt, case.entry.retry.attempts)
    assert shown["message"].strip()
    assert bool(shown["subject"]) is (case.stage in IN_PARTS)
    since = datetime.fromisoformat(shown["nextTryAt"]) - timedelta(seconds=nap.seconds)
    assert told.began <= since + timedelta(milliseconds=1)
    assert since <= nap.at + timedelta(milliseconds=1)


def _check_rows(case: Case, told: Told, failures: int, *, recovers: bool) -> None:
    """One row for each try of the stage; those that tried again say what of."""
    rows = [row for row in told.task["stages"] if row["stage"] == case.stage.value]
    rows = [row for row in rows if row["attempt"] == told.task["attempt"]]
    tries = 1 if case.stage in IN_PARTS else failures + recovers
    last = "succeeded" if recovers else case.ends
    assert [row["status"] for row in rows] == ["retrying"] * (tries - 1) + [last], (rows, told.task["errorInfo"])
    assert [row["tryNumber"] for row in rows] == list(range(1, tries + 1))
    if case.ends == "canceled":
        return  # closed by the person, who needs no reason
    failed = rows[:-1] if recovers else rows
    for row in failed:
        assert row["errorInfo"]["error_code"] == case.code
        assert row["errorInfo"]["trace_id"] == told.task["traceId"]
    if not recovers:
        assert rows[-1]["errorInfo"] == told.task["errorInfo"]


def _check_calls(case: Case, told: Told, failures: int, *, recovers: bool) -> None:
    """The ledger has every call: how it ended, what was answered, and whether it is billed."""
    calls = [call for call in told.calls if call["stage"] == case.stage.value]
    failed = [call for call in calls if call["errorCode"] == case.code]
    assert len(failed) == failures * case.calls_per_try, [(call["operation"], call["errorCode"]) for call in calls]
    statuses = case.http_status if isinstance(case.http_status, tuple) else (case.http_status,)
    for number, call in enumerate(failed, 1):
        is_settled = case.settles and (recovers or number < len(failed))
        expected = "no" if is_settled else case.charged or case.entry.charged
        assert call["charged"] == expected, call
        assert call["httpStatus"] in statuses, call
        assert call["status"] == "failed"
        assert call["errorMessage"].strip()
        assert call["costUsd"] == 0 or call["charged"] == "yes"
    assert {call["traceId"] for call in told.calls} <= {told.task["traceId"]}
    assert not [call for call in calls if call["status"] == "open"]
    if recovers and case.is_service and calls:
        assert calls[-1]["status"] == "succeeded"


def _check_task_log(case: Case, told: Told, failures: int, *, recovers: bool) -> None:
    """The task's own log tells people of every failure, and when it goes on."""
    told_of = [line for line in told.logs if (line["data"] or {}).get("code") == case.code]
    waits = [line for line in told_of if line["level"] == "warning"]
    assert len(waits) == failures - (not recovers), told_of
    for number, line in enumerate(waits, 2):
        assert f"Attempt {number} of {case.entry.retry.attempts} in " in line["message"]
    errors = [line["message"] for line in told_of if line["level"] == "error"]
    if case.ends == "canceled":
        assert [line.startswith(f"Stage {case.stage} failed: ") for line in errors] == [True]
        return
    message = (told.task["errorInfo"] or {}).get("error_message")
    assert errors == ([] if recovers else [f"Stage {case.stage} failed: {message}", f"Task failed: {message}"])


def _check_lines(case: Case, told: Told, failures: int, *, recovers: bool) -> None:
    """The log files tell the same under the trace id, with the code in its own field."""
    coded = [line for line in told.lines if line.get("error_code") == case.code]
    assert all(line["project_id"] == told.task["id"] for line in coded)
    in_parts = case.stage in IN_PARTS
    failed = [line for line in coded if line["message"] == f"{case.stage} failed"]
    again = [line for line in coded if line["message"].endswith("is tried again")]
    expected = int(not recovers) if in_parts else failures
    assert [line["retry_attempt"] for line in failed] == list(range(1, expected + 1))
    assert all(line["level"] == "error" and line["stage"] == case.stage.value for line in failed)
    assert len(again) == (failures - (not recovers) if in_parts else 0)
    calls = [line for line in coded if line["message"] == "provider call failed"]
    assert len(calls) == failures * case.calls_per_try
    ended = [line for line in coded if line["message"] == "task failed"]
    assert len(ended) == (not recovers and case.ends == "failed")
    assert [line["message"] for line in told.lines].count("task completed") == recovers


def _check_catalogue(case: Case, bench: Bench) -> None:
    """What the API tells of the code is what happened."""
    entry: dict[str, Any] = bench.get(f"/api/errors/{case.code}")
    assert (entry["httpStatus"], entry["retryable"]) == (case.entry.http_status, case.entry.retryable)
    assert (entry["retry"] or {"attempts": 1})["attempts"] == case.entry.retry.attempts
    assert entry["recovery"]
