"""One file a day, shared by all processes, kept 30 days, each line whole."""

from __future__ import annotations

import errno
import json
import logging
import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from vidpipe.observability.files import DailyFileHandler, log_files, remove_old

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def record(message: str, at: datetime) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "created": at.timestamp()})


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.fixture
def handler(tmp_path: Path) -> DailyFileHandler:
    return DailyFileHandler(tmp_path, now=NOON.timestamp)


def test_a_line_goes_to_the_file_of_its_own_day(handler: DailyFileHandler, tmp_path: Path) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    handler.handle(record("before", midnight - timedelta(microseconds=1)))
    handler.handle(record("after", midnight))
    handler.handle(record("late", midnight - timedelta(seconds=1)))  # a slow thread
    handler.handle(record("next", midnight + timedelta(seconds=1)))
    handler.close()
    assert contents(tmp_path) == {
        "vidpipe-2026-11-21.jsonl": "before\nlate\n",
        "vidpipe-2026-11-22.jsonl": "after\nnext\n",
    }


def old_files(folder: Path) -> None:
    for days in (0, 29, 30, 31, 400):
        (folder / f"vidpipe-{(NOON - timedelta(days=days)).date()}.jsonl").write_text("old\n")
    (folder / "vidpipe-notes.jsonl").write_text("mine")
    (folder / "vidpipe-2020-01-01.jsonl.gz").write_text("mine")


KEPT = ["vidpipe-2020-01-01.jsonl.gz", "vidpipe-notes.jsonl"]


def test_files_older_than_thirty_days_go_at_the_start(tmp_path: Path) -> None:
    old_files(tmp_path)
    DailyFileHandler(tmp_path, now=NOON.timestamp).close()
    assert sorted(contents(tmp_path)) == sorted(
        [*KEPT, "vidpipe-2026-10-22.jsonl", "vidpipe-2026-10-23.jsonl", "vidpipe-2026-11-21.jsonl"]
    )


def test_files_older_than_thirty_days_go_when_the_day_changes(handler: DailyFileHandler, tmp_path: Path) -> None:
    handler.handle(record("today", NOON))
    old_files(tmp_path)
    handler.handle(record("tomorrow", NOON + timedelta(days=1)))
    handler.close()
    assert sorted(contents(tmp_path)) == sorted(
        [*KEPT, "vidpipe-2026-10-23.jsonl", "vidpipe-2026-11-21.jsonl", "vidpipe-2026-11-22.jsonl"]
    )


def test_two_processes_may_remove_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_files(tmp_path)
    listed = log_files(tmp_path)
    remove_old(tmp_path, NOON.date())
    monkeypatch.setattr("vidpipe.observability.files.log_files", lambda _: listed)
    remove_old(tmp_path, NOON.date())


def test_a_file_that_somebody_removed_is_made_anew(handler: DailyFileHandler, tmp_path: Path) -> None:
    handler.handle(record("lost", NOON))
    (tmp_path / "vidpipe-2026-11-21.jsonl").unlink()
    handler.handle(record("kept", NOON))
    handler.close()
    assert contents(tmp_path) == {"vidpipe-2026-11-21.jsonl": "kept\n"}


def test_each_line_is_one_write(handler: DailyFileHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[bytes] = []

    def write(_: int, data: bytes) -> int:
        writes.append(data)
        return len(data)

    monkeypatch.setattr(os, "write", write)
    handler.handle(record("x" * 100_000, NOON))
    handler.close()
    assert writes == [b"x" * 100_000 + b"\n"]


def test_after_a_half_written_line_the_next_begins_on_its_own(
    handler: DailyFileHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:4]))
        handler.handle(record("half written", NOON))
    handler.handle(record("whole", NOON))
    handler.handle(record("also", NOON))
    handler.close()
    assert contents(tmp_path)["vidpipe-2026-11-21.jsonl"] == "half\nwhole\nalso\n"


def test_a_full_disk_is_reported_and_does_not_stop_the_work(
    handler: DailyFileHandler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        handler.handle(record("lost", NOON))
    handler.close()
    assert "No space left on device" in capsys.readouterr().err


def test_a_line_that_cannot_be_formatted_is_reported_and_does_not_stop_the_work(
    handler: DailyFileHandler, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = record("bad %d", NOON)
    wrong.args = ("argument",)
    handler.handle(wrong)
    handler.handle(record("good", NOON))
    handler.close()
    assert "TypeError" in capsys.readouterr().err
    assert contents(tmp_path) == {"vidpipe-2026-11-21.jsonl": "good\n"}


def test_files_are_listed_in_the_order_of_their_days(tmp_path: Path) -> None:
    old_files(tmp_path)
    days = [day for day, _ in log_files(tmp_path)]
    assert days == sorted(days)
    assert days[-1] == date(2026, 11, 21)


WRITER = """
import multiprocessing, sys
from pathlib import Path
import structlog
from vidpipe.observability import bind_trace, configure_logging

configure_logging(log_dir=Path(sys.argv[1]), service=sys.argv[2], console=False)
log = structlog.get_logger("writer")

def write(name):
    with bind_trace(trace_id="4bf92f3577b34da6a3ce929d0e0e4736"):
        for number in range(100):
            log.info("line", who=name, number=number, filling="爐" * (number * 30))

log.info("before the fork")
children = [multiprocessing.get_context("fork").Process(target=write, args=(f"{sys.argv[2]}-{n}",)) for n in range(2)]
for child in children:
    child.start()
write(sys.argv[2])
for child in children:
    child.join()
sys.exit(max(child.exitcode for child in children))
"""


def test_processes_and_their_forks_write_at_once_without_mixing_lines(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    children = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in names]
    assert [child.wait(timeout=60) for child in children] == [0, 0, 0]
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    lines = [json.loads(line) for line in raw.split(b"\n")[:-1]]
    seen = {(line["details"]["who"], line["details"]["number"]) for line in lines if line["message"] == "line"}
    assert len(lines) == 903
    assert seen == {(f"{name}{fork}", n) for name in names for fork in ("", "-0", "-1") for n in range(100)}
    assert len({line["pid"] for line in lines}) == 9


def test_it_is_not_closed_under_a_thread_that_writes(handler: DailyFileHandler, tmp_path: Path) -> None:
    writing, go_on = threading.Event(), threading.Event()

    class Slow(logging.Formatter):
        def format(self, one: logging.LogRecord) -> str:
            writing.set()
            go_on.wait(30)
            return super().format(one)

    handler.handle(record("first", NOON))
    handler.setFormatter(Slow())
    writer = threading.Thread(target=handler.handle, args=(record("second", NOON),))
    closer = threading.Thread(target=handler.close)
    writer.start()
    assert writing.wait(30)
    closer.start()
    closer.join(0.1)
    assert closer.is_alive()
    go_on.set()
    writer.join(30)
    closer.join(30)
    assert contents(tmp_path) == {"vidpipe-2026-11-21.jsonl": "first\nsecond\n"}
