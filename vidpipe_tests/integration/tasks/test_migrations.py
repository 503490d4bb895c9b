"""Every revision of the schema goes down, and up again to exactly what it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from alembic import command
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from vidpipe.tasks import migrations

REVISIONS = ["base", "0001", "0002", "0003", "0004", "0005"]

SHAPE = (
    "SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    " ORDER BY 1, 2",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
)


@pytest.fixture
def empty_url(migrated_database_url: str) -> Iterator[str]:
    """A database of its own, as going down drops the tables of every other test."""
    with psycopg.connect(migrated_database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS vidpipe_revisions")
        connection.execute("CREATE DATABASE vidpipe_revisions")
    parts: dict[str, Any] = conninfo_to_dict(migrated_database_url) | {"dbname": "vidpipe_revisions"}
    password = f":{parts['password']}" if parts.get("password") else ""
    place = f"host={parts['host']}&port={parts.get('port', 5432)}"
    yield f"postgresql://{parts['user']}{password}@/vidpipe_revisions?{place}"
    with psycopg.connect(migrated_database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE vidpipe_revisions WITH (FORCE)")


def shape(url: str) -> list[list[Any]]:
    with psycopg.connect(url) as connection:
        return [connection.execute(query).fetchall() for query in SHAPE]


def go_down(url: str, revision: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    with engine.connect() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_goes_down_and_up_again(revision: str, empty_url: str) -> None:
    migrations.migrate(empty_url)
    newest = shape(empty_url)
    go_down(empty_url, revision)
    assert shape(empty_url) != newest
    assert migrations.pending_revisions(empty_url)
    migrations.migrate(empty_url)
    assert shape(empty_url) == newest
