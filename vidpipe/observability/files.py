"""The log files: one a day, shared by all processes, kept 30 days."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

KEPT_DAYS = 30
_NAME = re.compile(r"vidpipe-(\d{4}-\d{2}-\d{2})\.jsonl")


def log_file(folder: Path, day: date) -> Path:
    """Return where the lines of a day (UTC) lie."""
    return folder / f"vidpipe-{day.isoformat()}.jsonl"


def log_files(folder: Path) -> list[tuple[date, Path]]:
    """Return the log files of a folder with their days, oldest first."""
    found = []
    for path in folder.glob("vidpipe-*.jsonl"):
        match = _NAME.fullmatch(path.name)
        if match:
            found.append((date.fromisoformat(match[1]), path))
    return sorted(found)


def remove_old(folder: Path, today: date) -> None:
    """Remove the files of days more than 30 days before ``today``."""
    for day, path in log_files(folder):
        if day < today - timedelta(days=KEPT_DAYS):
            path.unlink(missing_ok=True)  # another process may be faster


class DailyFileHandler(logging.Handler):
    """Writes each line with one ``write`` to the file of the line's own day.

    The file is open for appending, so the kernel puts every line whole at the end: any number of processes can
    share it, forked ones included, without a lock of their own.
    """

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._folder = folder
        self._day: date | None = None
        self._descriptor = -1
        self._torn = False
        folder.mkdir(parents=True, exist_ok=True)
        remove_old(folder, datetime.fromtimestamp(now(), UTC).date())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; trouble goes where ``logging`` sends it, never to the caller."""
        try:
            line = (self.format(record) + "\n").encode("utf-8", "replace")
            self._write(line, datetime.fromtimestamp(record.created, UTC).date())
        except Exception:  # noqa: BLE001 - logging must not break the work it tells of
            self.handleError(record)

    def _write(self, line: bytes, day: date) -> None:
        if day != self._day or os.fstat(self._descriptor).st_nlink == 0:
            self._open(day)
        # After a half-written line (a full disk) the next begins on a line of its own.
        data = b"\n" + line if self._torn else line
        written = os.write(self._descriptor, data)
        self._torn = written < len(data)

    def _open(self, day: date) -> None:
        before = self._day
        self._close()
        self._folder.mkdir(parents=True, exist_ok=True)
        path = log_file(self._folder, day)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        self._day = day
        if before is not None and day > before:
            remove_old(self._folder, day)

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._day = -1, None

    def close(self) -> None:
        """Close the file, when no other thread is writing: its number could be another file's the moment after."""
        self.acquire()
        try:
            self._close()
        finally:
            self.release()
        super().close()
