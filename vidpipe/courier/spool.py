"""The spool: what became of every order, one file each, readable by nobody else.

A file's first version is made only if there is none, so that of two couriers, or of an order and the question for it,
exactly one comes first; later versions replace it whole.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import time
from pathlib import Path

from vidpipe.errors import file_errors
from vidpipe.models.parcels import Parcel, packed, unpacked

KEEP_SECONDS = 3 * 24 * 3600.0
"""How long an answer is kept. Calls go on with answers of two days at most, so that none vanishes in between."""

_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,119}")


class Spool:
    """The files of one folder, and a lock that tells other couriers, as long as this one lives, that it does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.courier = secrets.token_hex(8)
        with file_errors("open the courier's spool", folder):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            # Held before it has its name: another courier would take a free lock for a dead one's and remove it.
            unnamed = folder / f"{self.courier}.part"
            self._lock = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            unnamed.rename(self._lock_of(self.courier))

    def close(self) -> None:
        """Give up the lock."""
        self._lock_of(self.courier).unlink(missing_ok=True)
        os.close(self._lock)

    @staticmethod
    def is_key(key: str) -> bool:
        """Whether this may be the name of an order."""
        return _KEY.fullmatch(key) is not None

    def begin(self, key: str, parcel: Parcel) -> bool:
        """Write an order's first version; return False, and write nothing, when there is one. Raises StorageError."""
        path = self._folder / key
        with file_errors("note a paid call", path):
            written = self._written(packed(parcel))
            try:
                os.link(written, path)
            except FileExistsError:
                return False
            finally:
                written.unlink()
            self._sync_folder()
        return True

    def replace(self, key: str, parcel: Parcel, body: bytes = b"") -> None:
        """Write an order's next version. Raises StorageError."""
        path = self._folder / key
        with file_errors("keep a paid answer", path):
            written = self._written(packed(parcel, body))
            try:
                written.replace(path)
            except OSError:
                written.unlink()
                raise
            self._sync_folder()

    def read(self, key: str) -> tuple[Parcel, bytes] | None:
        """Return what is written of an order. Raises StorageError."""
        path = self._folder / key
        with file_errors("read a paid answer", path):
            try:
                return unpacked(Parcel, path.read_bytes())
            except FileNotFoundError:
                return None

    def lives(self, courier: str) -> bool:
        """Whether the courier of that name, which is not this one, still lives."""
        try:
            lock = os.open(self._lock_of(courier), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def sweep(self) -> int:
        """Remove what is too old to be asked for, and what dead couriers left half written; return how many files."""
        oldest, removed = time.time() - KEEP_SECONDS, 0
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                dead_lock = path.suffix == ".lock" and path.stem != self.courier and not self.lives(path.stem)
                if dead_lock or (path.suffix != ".lock" and path.stat().st_mtime < oldest):
                    path.unlink()
                    removed += 1
        return removed

    def _lock_of(self, courier: str) -> Path:
        return self._folder / f"{courier}.lock"

    def _written(self, data: bytes) -> Path:
        path = self._folder / f"{secrets.token_hex(8)}.part"
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(file, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            path.unlink()
            raise
        return path

    def _sync_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
