"""Temporary folders that a crash cannot leave behind for good.

Each folder is locked (flock) by the process that works in it. The kernel drops the lock when the process dies,
however it dies, so a folder that can be locked belongs to nobody. Process numbers would not do: they are reused,
and two containers that share a volume do not see each other's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import structlog

from vidpipe.errors import file_errors

_log = structlog.get_logger(__name__)


@contextmanager
def locked_folder(parent: Path) -> Iterator[Path]:
    """Give a fresh folder under ``parent`` that is this process's own, and remove it afterwards with all it holds."""
    with file_errors("make a temporary folder", parent):
        folder, lock = _make(parent)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def _make(parent: Path) -> tuple[Path, int]:
    while True:
        folder = Path(mkdtemp(prefix="work-", dir=parent))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        # A sweep may take the folder for a dead one in the moment before it is locked.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)


def sweep(parent: Path) -> int:
    """Remove the folders whose processes are gone; return how many."""
    removed = 0
    for folder in parent.glob("work-*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder)
            removed += 1
        except BlockingIOError:
            continue
        finally:
            os.close(lock)
    return removed


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        # The work itself went well; the next start sweeps again.
        _log.warning("temporary folder not removed", path=str(folder), reason=error.strerror)
