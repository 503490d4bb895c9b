"""A real PostgreSQL for the tests: the embedded one, or your own by VIDPIPE_TEST_DATABASE_URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from vidpipe.embedded_postgres import embedded_postgres
from vidpipe.tasks import Database
from vidpipe.tasks.migrations import migrate


@pytest.fixture(scope="session")
def migrated_database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = os.environ.get("VIDPIPE_TEST_DATABASE_URL")
    if own:
        migrate(own)
        yield own
        return
    folder: Path = tmp_path_factory.mktemp("postgres")
    with embedded_postgres(folder) as server:
        migrate(server.url)
        yield server.url


@pytest.fixture
def database_url(migrated_database_url: str) -> str:
    """The URL of a database whose tables are empty."""
    with psycopg.connect(migrated_database_url) as connection:
        connection.execute("TRUNCATE tasks CASCADE")
    return migrated_database_url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()
