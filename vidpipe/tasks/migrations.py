"""Brings the database to the newest schema with Alembic, whose revisions run the SQL files beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from vidpipe.errors import StorageError
from vidpipe.project import project_path

MIGRATION_LOCK = 0x76696470
"""Advisory lock number ("vidp"): two processes that start together migrate one after the other."""


def run_sql(name: str) -> None:
    """Run one SQL file of ``sql/migrations/sql`` inside the current revision."""
    op.get_bind().exec_driver_sql(project_path("sql", "migrations", "sql", name).read_text(encoding="utf-8"))


def migrate(database_url: str) -> None:
    """Bring the schema to the newest revision. Raises StorageError (DATABASE_ERROR) when there is no database."""
    with _connection(database_url) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        # Dagster keeps its own tables in the same database, apart from ours.
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS dagster"))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def has_dagster_tables(database_url: str) -> bool:
    """Whether Dagster has made its own tables: those of its runs, its events and its schedules."""
    tables = ("runs", "run_tags", "event_logs", "job_ticks", "alembic_version")
    with _connection(database_url) as connection:
        found = [connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"dagster.{name}"}) for name in tables]
    return None not in found


def pending_revisions(database_url: str) -> list[str]:
    """Return the revisions that the database lacks, oldest first."""
    script = ScriptDirectory.from_config(_config())
    with _connection(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "vidpipe_schema_version"})
        current = context.get_current_revision()
    missing = [revision.revision for revision in script.iterate_revisions("head", current or "base")]
    return missing[::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(project_path("sql", "migrations")).replace("%", "%%"))
    return config


@contextmanager
def _connection(database_url: str) -> Iterator[Connection]:
    url = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except (SQLAlchemyError, CommandError) as error:
        cause = str(getattr(error, "orig", None) or error)
        raise StorageError(
            f"The database cannot be used: {cause}", code="DATABASE_ERROR", details={"cause": cause}
        ) from error
    finally:
        engine.dispose()
