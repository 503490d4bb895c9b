from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from vidpipe.api.shapes import checks_of
from vidpipe.models import Check, ErrorInfo, Stage, StageAttempt, StageStatus, Task, TaskStatus
from vidpipe.web import failures, views

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
START = NOW - timedelta(seconds=100)


def task(**changes: Any) -> Task:
    known = {"status": TaskStatus.RUNNING, "payload": {}, "attempt": 1, "started_at": START, **changes}
    return Task(id=uuid4(), type="video_generation", trace_id="0" * 32, created_at=START, **known)


def tried(stage: Stage, begin: float, end: float | None, **changes: Any) -> StageAttempt:
    return StageAttempt(
        **{
            "id": 1,
            "task_id": uuid4(),
            "attempt": 1,
            "stage": stage,
            "try_number": 1,
            "status": StageStatus.SUCCEEDED if end is not None else StageStatus.RUNNING,
            "started_at": START + timedelta(seconds=begin),
            "finished_at": None if end is None else START + timedelta(seconds=end),
            **changes,
        }
    )


def test_every_stage_has_its_place_on_the_time_line() -> None:
    rows = views.stage_rows(task(), [tried(Stage.SCRIPT, 0, 25), tried(Stage.NARRATION, 25, None)], NOW)
    assert [row.title for row in rows] == ["Script", "Pictures", "Narration", "Presenter", "Film", "Publishing"]
    script, pictures, narration, *_ = rows
    assert script.bar == views.Bar(start=0.0, width=25.0)
    assert narration.bar == views.Bar(start=25.0, width=75.0)
    assert (pictures.status, pictures.bar) == ("waiting", None)
    assert (script.took, narration.took) == ("25 s", "1:15 min")


def test_bars_stay_on_the_line_whatever_the_clocks_say() -> None:
    tries = [tried(Stage.SCRIPT, 0, 0), tried(Stage.NARRATION, 500, 400), tried(Stage.AVATAR, 100, 100)]
    for row in views.stage_rows(task(), tries, NOW):
        if row.bar:
            assert 0 <= row.bar.start <= 100
            assert row.bar.width > 0
            assert row.bar.start + row.bar.width <= 100.001


def test_what_an_earlier_attempt_made_is_said_to_be_its() -> None:
    tries = [tried(Stage.SCRIPT, 0, 1), tried(Stage.NARRATION, 90, 95, attempt=2)]
    script, _, narration, *_ = views.stage_rows(task(attempt=2), tries, NOW)
    assert (script.note, script.bar) == ("from attempt 1", None)
    assert narration.bar == views.Bar(start=0.0, width=100.0)


def test_tries_are_listed_where_there_were_several() -> None:
    info = ErrorInfo(
        stage="script",
        error_code="GEMINI_TIMEOUT",
        error_message="Late.",
        is_retryable=True,
        timestamp=NOW,
        trace_id="x",
    )
    tries = [
        tried(Stage.SCRIPT, 0, 10, status=StageStatus.RETRYING, error_info=info),
        tried(Stage.SCRIPT, 15, None, try_number=2, progress=0.5),
    ]
    row = views.stage_rows(task(), tries, NOW)[0]
    assert [one.label for one in row.tries] == ["Attempt 1, try 1", "Attempt 1, try 2"]
    assert (row.status, row.note) == ("running", "try 2, 50%")


def at(begin: float, end: float | None) -> views.Span:
    return START + timedelta(seconds=begin), None if end is None else START + timedelta(seconds=end)


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ([], ""),
        ([at(0, 5)], "5.0 s"),
        ([at(0, 5), at(2, 9), at(3, 4)], "9.0 s"),
        ([at(50, 55), at(0, 5)], "10 s"),
        ([at(0, 5), at(95, None)], "10 s"),
        ([at(5, 3)], "< 0.1 s"),
    ],
)
def test_a_video_took_as_long_as_stages_were_at_work(times: list[views.Span], told: str) -> None:
    assert views.took(times, NOW) == told


def test_waiting_for_another_try_is_told_beside_the_work() -> None:
    row = views.stage_rows(task(), [tried(Stage.SCENE_IMAGES, 0, 42, metrics={"waited_ms": 30_000})], NOW)[1]
    assert (row.took, row.note) == ("12 s", "and 30 s of waiting")


def test_a_code_that_only_another_version_knows_is_shown_all_the_same() -> None:
    info = ErrorInfo(
        stage="magic", error_code="FROM_THE_FUTURE", error_message="?", is_retryable=False, timestamp=NOW, trace_id="x"
    )
    shown = failures.failure(task(status=TaskStatus.FAILED, error_info=info))
    assert shown is not None
    assert (shown.code, shown.stage) == ("FROM_THE_FUTURE", "magic")
    assert shown.recovery


def seen(name: str, *, passed: bool, severity: str = "warning") -> Check:
    return Check(name=name, passed=passed, severity=severity, seen="none")  # type: ignore[arg-type]


def test_what_is_wrong_with_a_film_comes_first() -> None:
    checks = [seen("streams", passed=True, severity="error"), seen("frozen", passed=False)]
    rows = views.check_rows([*checks, seen("black", passed=False, severity="error"), seen("later", passed=True)])
    assert [(row.name, row.verdict) for row in rows] == [
        ("black", "failed"), ("frozen", "beware"), ("streams", "passed"), ("later", "passed"),
    ]  # fmt: skip
    assert [row.title for row in rows][-2:] == ["Codec, size, frame rate and sound are what was asked for", "later"]


def test_the_latest_look_over_is_told_also_when_the_film_failed_it() -> None:
    first = {"checks": [seen("black", passed=False).wire()]}
    second = {"checks": [seen("frozen", passed=False).wire()]}
    stages = [tried(Stage.COMPOSITE, 0, 9, metrics=first), tried(Stage.COMPOSITE, 9, 19, metrics=second)]
    assert [check.name for check in checks_of(stages)] == ["frozen"]
    # While it is made again, what was seen last is still told.
    assert checks_of([*stages, tried(Stage.COMPOSITE, 19, None)]) == checks_of(stages)
    # Earlier versions counted the checks, and other stages have none.
    assert checks_of([tried(Stage.COMPOSITE, 0, 9, metrics={"checks": 12})]) == []
    assert checks_of([tried(Stage.SCRIPT, 0, 9)]) == []
