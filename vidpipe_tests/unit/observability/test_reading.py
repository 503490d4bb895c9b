"""One search by trace id gives the whole story, in order, whatever else lies in the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.observability import bind_trace, configure_logging, new_trace_id, read_trace, render_line

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
OTHER = "1" * 32


def line(at: str, message: str, trace: str = TRACE, **more: Any) -> bytes:
    return json.dumps({"timestamp": at, "message": message, "trace_id": trace, **more}).encode() + b"\n"


def test_the_lines_of_a_trace_come_in_time_order_across_days_and_processes(tmp_path: Path) -> None:
    (tmp_path / "vidpipe-2026-11-22.jsonl").write_bytes(line("2026-11-22T00:00:00.000001Z", "third"))
    (tmp_path / "vidpipe-2026-11-21.jsonl").write_bytes(
        line("2026-11-21T23:59:59.999999Z", "second")
        + line("2026-11-21T23:59:59.000000Z", "other", OTHER)
        + line("2026-11-21T23:59:58.000000Z", "first")
    )
    (tmp_path / "vidpipe-notes.jsonl").write_bytes(line("2026-11-21T00:00:00.000000Z", "not a log"))
    assert [found["message"] for found in read_trace(tmp_path, TRACE)] == ["first", "second", "third"]
    assert [found["message"] for found in read_trace(tmp_path, OTHER)] == ["other"]
    assert list(read_trace(tmp_path, "2" * 32)) == []
    assert list(read_trace(tmp_path / "nowhere", TRACE)) == []


def test_torn_and_foreign_lines_are_skipped(tmp_path: Path) -> None:
    whole = line("2026-11-21T12:00:00.000000Z", "whole")
    (tmp_path / "vidpipe-2026-11-21.jsonl").write_bytes(
        whole[:40]
        + b"\n\n"
        + f"traceback mentions {TRACE}\n".encode()
        + f'["{TRACE}"]\n"{TRACE}"\n'.encode()
        + b"\xff\xfe"
        + TRACE.encode()
        + b"\n"
        + line("2026-11-21T12:00:00.000000Z", f"mentions {TRACE}", OTHER)
        + whole
        + line("2026-11-21T12:00:01.000000Z", "no end")[:-1]
    )
    assert [found["message"] for found in read_trace(tmp_path, TRACE)] == ["whole", "no end"]


def test_a_trace_id_is_accepted_in_every_form_people_paste(tmp_path: Path) -> None:
    (tmp_path / "vidpipe-2026-11-21.jsonl").write_bytes(line("2026-11-21T12:00:00.000000Z", "x"))
    assert len(list(read_trace(tmp_path, " 4BF92F35-77B3-4DA6-A3CE-929D0E0E4736 "))) == 1


@pytest.mark.parametrize("wrong", ["", "abc", "0" * 32])
def test_what_is_no_trace_id_is_refused_at_once(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(InvalidInput, match="no trace id") as caught:
        read_trace(tmp_path, wrong)
    assert caught.value.code == "VALIDATION_ERROR"


def test_what_is_logged_is_read_back(tmp_path: Path) -> None:
    configure_logging(log_dir=tmp_path, service="api", console=False)
    ours, theirs = new_trace_id(), new_trace_id()
    for trace in (ours, theirs, ours):
        with bind_trace(trace_id=trace):
            structlog.get_logger("a").info("「好」\n🍳", number=1)
    assert [found["message"] for found in read_trace(tmp_path, ours)] == ["「好」\n🍳"] * 2


def test_a_line_is_rendered_for_people() -> None:
    text = render_line(
        {
            "timestamp": "2026-11-21T12:34:56.789012Z",
            "level": "warning",
            "message": "attempt 2 of 3",
            "trace_id": TRACE,
            "service": "worker",
            "pid": 1,
            "stage": "avatar",
            "provider": "did",
            "duration_ms": 12.5,
            "error_code": "DID_RATE_LIMIT",
            "details": {"words": "slow down", "爐": {"a": [1]}},
        }
    )
    assert text == (
        "2026-11-21 12:34:56.789 warning avatar       attempt 2 of 3  provider=did  duration_ms=12.5  "
        'error_code=DID_RATE_LIMIT  words="slow down"  爐={"a": [1]}'
    )


def test_a_rendered_traceback_has_lines_of_its_own(tmp_path: Path) -> None:
    configure_logging(log_dir=tmp_path, service="api", console=False)
    with bind_trace(trace_id=TRACE):
        try:
            raise ProviderError("two\nlines", code="DID_SERVER_ERROR")
        except ProviderError:
            structlog.get_logger("a").exception("it broke")
    (found,) = read_trace(tmp_path, TRACE)
    first, frame, error = render_line(found).split("\n")
    assert first.endswith("it broke  error_code=DID_SERVER_ERROR")
    assert "test_reading.py" in frame
    assert error == "    ProviderError: two⏎lines"


def test_nothing_in_a_line_can_steer_the_terminal() -> None:
    text = render_line({"level": "error", "message": "a\x1b[2J\nb\x9b", "details": {"x": "\x07\x1b]0;t\x07"}})
    assert not any(ord(sign) < 32 or 127 <= ord(sign) <= 159 for sign in text)


def test_colour_is_for_the_level_and_ends_with_the_line() -> None:
    text = render_line({"level": "error", "message": "x"}, colour=True)
    assert text.startswith("\x1b[31m")
    assert text.endswith("\x1b[0m")


@pytest.mark.parametrize(
    "strange", [{}, {"message": None}, {"details": 7}, {"details": {"exception": "text"}}, {"level": 3}]
)
def test_a_strange_line_is_rendered_all_the_same(strange: dict[str, Any]) -> None:
    assert isinstance(render_line(strange), str)
