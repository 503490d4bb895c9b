"""The environment that all processes of one running vidpipe share."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from vidpipe.project import project_path, project_root
from vidpipe.settings import Settings


def child_environment(settings: Settings, database_url: str, sockets: Path) -> dict[str, str]:
    """Return the environment for the processes: where the data, the database and the sockets are.

    ``sockets`` is a folder with a short path: a Unix socket's name holds at most 107 bytes (unix(7)).
    """
    storage = settings.data_dir / "dagster"
    storage.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "VIDPIPE_DATA_DIR": str(settings.data_dir),
        "VIDPIPE_DATABASE_URL": database_url,
        "VIDPIPE_HOST": settings.host,
        "VIDPIPE_PORT": str(settings.port),
        "VIDPIPE_WORKER_SOCKET": str(sockets / "worker"),
        "VIDPIPE_CODE_SOCKET": str(sockets / "code"),
        "VIDPIPE_DAGSTER_DATABASE_URL": dagster_url(database_url),
        "VIDPIPE_DAGSTER_STORAGE": str(storage),
        # Two more than the dispatcher starts, so that operators need not wait for it.
        "VIDPIPE_DAGSTER_MAX_RUNS": str(settings.max_running + 2),
        "DAGSTER_HOME": str(project_root()),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "PYTHONUNBUFFERED": "1",
    }


def dagster_url(database_url: str) -> str:
    """Return the URL for Dagster's storage: the same database, the driver it ships with, a schema of its own."""
    url = database_url.replace("postgresql://", "postgresql+psycopg2://", 1)
    option = "options=" + quote("-csearch_path=dagster", safe="")
    return f"{url}{'&' if '?' in url else '?'}{option}"


def workspace_file() -> Path:
    """Return the path of workspace.yaml."""
    return project_path("workspace.yaml")
