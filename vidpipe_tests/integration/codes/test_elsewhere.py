"""Codes that do not arise in a stage: in answers of the API, in tasks as a whole, where programs start."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from vidpipe.errors import CATALOGUE, steps
from vidpipe.models import Stage
from vidpipe.observability.timing import timed
from vidpipe.observability.trace import new_trace_id
from vidpipe.providers.registry import build
from vidpipe_tests.integration.codes.answers import ANSWERS, Answer
from vidpipe_tests.integration.codes.bench import Bench
from vidpipe_tests.integration.codes.checking import CANARIES, wait_bounds
from vidpipe_tests.integration.codes.line import CAST, forget
from vidpipe_tests.integration.codes.runs import ENDINGS, Ending
from vidpipe_tests.integration.codes.table_youtube import QUICK


def told_of_request(bench: Bench, trace_id: str) -> list[dict[str, Any]]:
    """The lines of a request to the last, which is written when the answer is out already."""
    end = time.monotonic() + 30
    while not (lines := bench.lines(trace_id)) or lines[-1]["message"] != "request completed":
        assert time.monotonic() < end, lines
        time.sleep(0.005)
    return lines


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_an_answer_says_what_the_catalogue_says(answer: Answer, bench: Bench) -> None:
    entry = CATALOGUE[answer.code]
    got = answer.ask(bench)
    body = got.json()
    assert (got.status_code, body["code"]) == (entry.http_status, answer.code), body
    assert body["success"] is False
    assert body["error"].strip()
    assert body["retryable"] is entry.retryable
    assert body["recovery"] == list(steps(entry, trace_id=body["traceId"]))
    assert body["traceId"] == got.headers["x-trace-id"]
    lines = told_of_request(bench, body["traceId"])
    assert (lines[-1]["error_code"], lines[-1]["details"]["status"]) == (answer.code, got.status_code)
    for canary in CANARIES:
        assert canary not in got.text + json.dumps(lines)


def test_an_answer_to_too_many_says_when_to_come_again(bench: Bench) -> None:
    answer = next(answer for answer in ANSWERS if answer.code == "TOO_MANY_REQUESTS")
    assert int(answer.ask(bench).headers["retry-after"]) >= CATALOGUE[answer.code].retry.delay


@pytest.mark.parametrize("ending", ENDINGS, ids=str)
def test_a_task_ends_with_its_code(ending: Ending, bench: Bench) -> None:
    entry = CATALOGUE[ending.code]
    told = ending.bring_about(bench, 0)
    info = told.task["errorInfo"]
    assert (told.task["status"], info["error_code"]) == ("failed", ending.code), info
    assert (info["stage"], info["is_retryable"]) == (ending.stage, entry.retryable)
    assert info["trace_id"] == told.task["traceId"]
    assert info["error_message"].strip()
    assert isinstance(info["details"], dict)
    (line,) = [line for line in told.logs if (line["data"] or {}).get("code") == ending.code]
    assert (line["level"], line["message"]) == ("error", f"Task failed: {info['error_message']}")
    (failed,) = [line for line in told.lines if line["message"] == "task failed"]
    assert (failed["error_code"], failed["level"], failed["project_id"]) == (ending.code, "error", told.task["id"])
    assert bench.get(f"/api/errors/{ending.code}")["retryable"] is entry.retryable
    assert {row["status"] for row in told.task["stages"]} <= {"failed", "succeeded"}
    for canary in CANARIES:
        assert canary not in told.text()


def test_a_launch_that_fails_is_tried_by_the_policy(bench: Bench) -> None:
    policy = CATALOGUE["DISPATCH_FAILED"].retry
    told = next(ending for ending in ENDINGS if ending.code == "DISPATCH_FAILED").bring_about(bench, 0)
    assert len(told.naps) == policy.attempts - 1
    for failures, nap in enumerate(told.naps, 1):
        # A moment of the wait has passed when it is looked at.
        shortest, longest = wait_bounds(policy, failures, None)
        assert shortest - 1 < nap.seconds <= longest
    launches = [line for line in told.lines if line["message"] == "launch failed"]
    assert [line["error_code"] for line in launches] == ["DISPATCH_FAILED"] * policy.attempts
    waits = [line["message"] for line in told.logs if "Next try in" in line["message"]]
    assert [message.rpartition(" in ")[2] for message in waits] == ["2 s.", "4 s.", "8 s.", "16 s."]


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending.runs_again], ids=str)
def test_a_task_is_run_again_by_itself_where_it_was_asked_for(ending: Ending, bench: Bench) -> None:
    told = ending.bring_about(bench, 2)
    assert (told.task["status"], told.task["retryCount"]) == ("pending", 1)
    assert told.task["errorInfo"]["error_code"] == ending.code
    (wait,) = told.task["waiting"]
    assert (wait["code"], wait["attempt"], wait["attempts"]) == (ending.code, 2, 3)
    shortest, longest = wait_bounds(CATALOGUE[ending.code].retry, 1, None)
    due, (failed,) = (
        datetime.fromisoformat(told.task["scheduledAt"]),
        [line for line in told.logs if (line["data"] or {}).get("code") == ending.code],
    )
    asked = (due - datetime.fromisoformat(failed["createdAt"])).total_seconds()
    assert shortest - 1 < asked <= longest
    assert "Automatic retry 1 of 2 in " in failed["message"]


def _started(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", "from vidpipe.cli import app; app()", "up"]
    settings = {"VIDPIPE_DATA_DIR": str(tmp_path), "COLUMNS": "300", **environment}
    return subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, **settings}, check=False, timeout=60
    )


def _assert_given_up(done: subprocess.CompletedProcess[str], code: str) -> None:
    assert done.returncode == 2, done.stderr
    assert f"{code}: " in done.stderr
    for step in CATALOGUE[code].recovery["en"]:
        assert step in done.stderr


def test_a_data_folder_in_use_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with (tmp_path / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _assert_given_up(_started(tmp_path), "DATA_FOLDER_IN_USE")


def test_a_port_in_use_is_told_at_the_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        _assert_given_up(_started(tmp_path, VIDPIPE_PORT=str(taken.getsockname()[1])), "PORT_IN_USE")


def test_work_that_the_end_of_the_program_breaks_off_says_so_in_the_log(bench: Bench) -> None:
    trace_id = new_trace_id()
    log = structlog.get_logger("vidpipe.defs.worker")
    with (
        structlog.contextvars.bound_contextvars(trace_id=trace_id),
        pytest.raises(KeyboardInterrupt),
        timed(log, "run launch"),
    ):
        raise KeyboardInterrupt
    (line,) = [line for line in bench.lines(trace_id) if "error_code" in line]
    assert (line["error_code"], line["level"]) == ("SHUTTING_DOWN", "warning")


def test_an_ended_access_token_is_exchanged_unseen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """YOUTUBE_TOKEN_EXPIRED never ends a try: the client gets a new token with the consent, and goes on."""
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    CAST["upload"] = lambda tools: build("upload", "youtube", tools)
    forget(bench.store.root, Stage.UPLOAD)
    (bench.folder / "secrets" / "youtube-access.json").unlink(missing_ok=True)
    bench.create({})
    # Half of the film is kept, then the token is refused.
    body = {"provider": "youtube", "fault": "interrupted_3", "endpoint": "send_bytes"}
    bench.ask_sandbox("faults", body)
    told = bench.attempt()
    assert told.task["status"] == "succeeded", told.task["errorInfo"]
    assert told.naps == []
    assert [call["errorCode"] for call in told.calls] == [None] * len(told.calls)
    assert [call["operation"] for call in told.calls].count("oauth2.refresh") == 2
    coded = [line for line in told.lines if line.get("error_code")]
    assert [(line["error_code"], line["level"]) for line in coded] == [("YOUTUBE_TOKEN_EXPIRED", "warning")]
    for canary in CANARIES:
        assert canary not in told.text()
