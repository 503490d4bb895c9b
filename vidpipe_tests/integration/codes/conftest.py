"""One bench for all cases: starting its servers takes longer than all of the cases that use them."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from dagster import DagsterInstance, RetryRequested
from starlette.applications import Starlette

from vidpipe.api import create_app
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.observability import configure_logging
from vidpipe.sandbox.app import create_sandbox, make_server
from vidpipe.sandbox.environment import sandbox_environment
from vidpipe.tasks import Database, TaskQueue, TaskService, TaskWork
from vidpipe.web import site
from vidpipe_tests.integration.api.conftest import World as ApiWorld
from vidpipe_tests.integration.api.conftest import services_for
from vidpipe_tests.integration.api.serving import serving
from vidpipe_tests.integration.codes.bench import Bench
from vidpipe_tests.integration.codes.line import CAST


@contextmanager
def _sandbox(app: Starlette) -> Iterator[str]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = make_server(app, 0)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def standing_bench(migrated_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("codes")
    database = Database(migrated_database_url)
    sandbox = create_sandbox("instant", seed=0)
    world = ApiWorld(
        database=database,
        tasks=TaskService(database),
        work=TaskWork(database),
        queue=TaskQueue(database, max_running=5),
        store=LocalArtifactStore(folder / "artifacts"),
    )
    services = services_for(world)
    with (
        _sandbox(sandbox) as sandbox_url,
        serving(create_app(services, site(), host="127.0.0.1")) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as http,
        DagsterInstance.ephemeral() as instance,
    ):
        yield Bench(database, http, sandbox_url, sandbox.state.world, instance, folder, services)
    services.health.close()
    database.close()


@pytest.fixture
def logging_here(standing_bench: Bench, logging_as_before: None) -> None:
    """Write the log files that people read."""
    logs = standing_bench.folder / "logs"
    for path in logs.glob("*.jsonl"):
        path.unlink()
    configure_logging(log_dir=logs, service="run", level="info", console=False)


class _NappingAsyncio:
    """``asyncio`` for a module whose sleeps are noted instead."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def sleep(self, seconds: float) -> None:
        self._bench.nap(seconds)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


@pytest.fixture
def bench(
    standing_bench: Bench, database_url: str, logging_here: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Bench]:
    """The bench, swept: no tasks, no faults, every service at the sandbox."""
    bench = standing_bench
    monkeypatch.chdir(tmp_path)
    for name, value in sandbox_environment(bench.sandbox_url).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", database_url)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(bench.folder))
    bench.world.reset()
    bench.on_nap.clear()
    CAST.clear()

    def retry_requested(*, max_retries: int, seconds_to_wait: float) -> RetryRequested:
        bench.nap(seconds_to_wait)
        return RetryRequested(max_retries=max_retries, seconds_to_wait=0)

    monkeypatch.setattr("vidpipe.defs.boundary.RetryRequested", retry_requested)
    monkeypatch.setattr("vidpipe.stages.parts.asyncio", _NappingAsyncio(bench))
    yield bench
    CAST.clear()
