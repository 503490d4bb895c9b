"""The door to PostgreSQL: a connection pool and the named queries of ``sql/queries``. Python holds no SQL."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import aiosql
import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb, JsonbDumper
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from vidpipe.errors import InvalidInput, StorageError, VidpipeError, register_secret
from vidpipe.project import project_path

Row = dict[str, Any]
Connection = psycopg.Connection[Row]


PATIENCE: dict[str, Any] = {
    "application_name": "vidpipe",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""How long a connection waits for a server that is gone, frozen or cut off: never for ever."""


@cache
def queries() -> Any:
    """Return the named queries; each takes a connection first and its parameters by name."""
    return aiosql.from_path(project_path("sql", "queries"), "psycopg", mandatory_parameters=False)


class _CleanJsonbDumper(JsonbDumper):
    """Writes dicts as jsonb, without the characters that PostgreSQL cannot hold."""

    def dump(self, obj: Any) -> Any:
        return super().dump(Jsonb(storable(obj)))


def storable(value: Any) -> Any:
    """Return the value without NUL characters and lone surrogates, which PostgreSQL refuses in text and jsonb.

    In objects and lists a number that is none (NaN) or has no end becomes null, as jsonb holds neither.

    For texts that are not ours to refuse: messages of programs and providers. Input of people is refused instead.
    """
    match value:
        case str():
            return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
        case Mapping():
            return {storable(str(key)): _finite(storable(item)) for key, item in value.items()}
        case list() | tuple():
            return [_finite(storable(item)) for item in value]
        case _:
            return value


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _configure(connection: psycopg.Connection[Any]) -> None:
    connection.adapters.register_dumper(dict, _CleanJsonbDumper)
    queries().set_patience(connection)
    connection.commit()


class Database:
    """A pool of connections that outlives restarts of the server.

    Every transaction is short. Every error of the driver becomes one of ours: a failing server StorageError with code
    DATABASE_ERROR, a statement that it refuses StorageError with code DATABASE_REFUSED, and a value that no column can
    hold InvalidInput. Broken connections are replaced when they are next asked for.
    """

    def __init__(self, url: str, *, max_connections: int = 8, timeout: float = 10.0) -> None:
        self.url = url
        password = conninfo_to_dict(url).get("password")
        if password:
            register_secret(str(password))
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            connection_class=psycopg.Connection[Row],
            kwargs={"row_factory": dict_row, **PATIENCE},
            configure=_configure,
            check=ConnectionPool.check_connection,
            min_size=0,
            max_size=max_connections,
            timeout=timeout,
            open=True,
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend a connection for one transaction: committed at the end, rolled back by any exception.

        Raises StorageError and InvalidInput in place of the driver's errors.
        """
        try:
            with self._pool.connection() as connection:
                yield connection
        except (psycopg.Error, PoolTimeout, PoolClosed) as error:
            raise _typed(error) from error

    def listen(self) -> Connection:
        """Open a connection of its own, for waiting on notifications; the caller closes it."""
        try:
            return psycopg.Connection[Row].connect(self.url, autocommit=True, row_factory=dict_row, **PATIENCE)
        except psycopg.OperationalError as error:
            raise StorageError(f"The database did not answer: {error}", code="DATABASE_ERROR") from error

    def ping(self) -> None:
        """Make sure that the server answers. Raises StorageError (DATABASE_ERROR)."""
        with self.transaction() as connection:
            queries().ping(connection)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


def _typed(error: Exception) -> VidpipeError:
    """Return our error for the driver's."""
    told = str(error)
    if isinstance(error, psycopg.DataError):
        said = told.splitlines()[0]
        return InvalidInput(
            f"The database cannot hold a value: {said}; give a shorter or smaller one, of plain characters.",
            details={"cause": told},
        )
    if isinstance(error, psycopg.IntegrityError | psycopg.ProgrammingError | psycopg.NotSupportedError):
        about = error.diag
        details = {"cause": told, "table": about.table_name, "rule": about.constraint_name, "sqlstate": error.sqlstate}
        return StorageError(f"The database refused a statement: {told}", code="DATABASE_REFUSED", details=details)
    return StorageError(f"The database did not answer: {told}", code="DATABASE_ERROR", details={"cause": told})
