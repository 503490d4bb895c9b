from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from vidpipe.models import Task, TaskStatus
from vidpipe.web import wording

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (-0.5, "just now"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (3_599, "59 min ago"),
        (3_600, "1 h ago"),
        (47 * 3_600, "47 h ago"),
        (48 * 3_600, "2 days ago"),
        (89 * 86_400, "89 days ago"),
        (400 * 86_400, "13 months ago"),
        (-30, "in 30 s"),
        (-7_200, "in 2 h"),
    ],
)
def test_a_time_is_told_from_now(seconds: float, words: str) -> None:
    assert wording.ago(NOW - timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "< 0.1 s"),
        (0.04, "< 0.1 s"),
        (0.44, "0.4 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1:00 min"),
        (187, "3:07 min"),
        (3_723, "1:02:03 h"),
    ],
)
def test_a_length_is_told_as_people_do(seconds: float, words: str) -> None:
    assert wording.length(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (41_200, "41 kB"), (8_300_000, "8.3 MB")]
)
def test_a_size_is_told_in_the_unit_that_fits(count: int, words: str) -> None:
    assert wording.size(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(-1, "0 s"), (7.2, "8 s"), (59.5, "1:00 min"), (65, "1:05 min"), (7_262, "2:01:02 h")]
)
def test_the_time_left_is_told_to_the_second(seconds: float, words: str) -> None:
    assert wording.left(seconds) == words


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (0, "$0"),
        (0.00001, "< $0.0001"),
        (0.0042, "$0.0042"),
        (0.04, "$0.04"),
        (0.5, "$0.50"),
        (0.99999, "$1.00"),
        (12.5, "$12.50"),
    ],
)
def test_small_amounts_of_money_have_more_digits(usd: float, words: str) -> None:
    assert wording.money(usd) == words


def test_a_noun_agrees_with_its_count() -> None:
    assert [wording.plural(count, "scene") for count in (0, 1, 2)] == ["0 scenes", "1 scene", "2 scenes"]


def test_an_exact_time_is_in_utc() -> None:
    east = datetime.fromisoformat("2026-11-21T20:00:05+08:00")
    assert wording.exact(east) == "2026-11-21 12:00:05 UTC"


@pytest.mark.parametrize(
    ("payload", "result", "title"),
    [
        ({"title": "Asked"}, {"title": "Made"}, "Made"),
        ({"title": " Asked\n for "}, None, "Asked for"),
        ({"prompt": "a cat"}, None, "a cat"),
        ({"article": "First words"}, None, "First words"),
        ({"script": {"scenes": [{"narration": "Spoken", "heading": "Shown"}]}}, None, "Shown"),
        ({"script": [{"narration": "Spoken"}]}, None, "Spoken"),
        ({"title": "", "script": "Text"}, None, "Text"),
        ({}, None, "Untitled"),
        ({"title": 7, "script": {"scenes": [[]]}}, {"title": None}, "Untitled"),
    ],
)
def test_every_task_has_a_title(payload: dict[str, Any], result: dict[str, Any] | None, title: str) -> None:
    task = Task(
        id=uuid4(),
        type="video_generation",
        status=TaskStatus.PENDING,
        payload=payload,
        result=result,
        trace_id="0" * 32,
        created_at=NOW,
    )
    assert wording.title_of(task) == title


def test_a_long_text_is_cut_for_the_list() -> None:
    task = Task(
        id=uuid4(),
        type="video_generation",
        status=TaskStatus.PENDING,
        payload={"article": "tea " * 50_000},
        trace_id="0" * 32,
        created_at=NOW,
    )
    title = wording.title_of(task)
    assert len(title) <= wording.EXCERPT
    assert title.endswith("…")
