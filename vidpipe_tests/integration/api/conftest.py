"""The API on a real database and a real server; only Dagster and the providers are stood in for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from vidpipe.api import Health, Services, create_app
from vidpipe.api.health import Check
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.providers import Provider
from vidpipe.providers.local.script import LocalScriptProvider
from vidpipe.providers.services import probe_service
from vidpipe.providers.session import Session
from vidpipe.styles import Looks
from vidpipe.tasks import CallHistory, Database, TaskQueue, TaskService, TaskWork
from vidpipe.web import site
from vidpipe_tests.integration.api.serving import serving


@dataclass
class World:
    """What the app works on, and what it asked for."""

    database: Database
    tasks: TaskService
    work: TaskWork
    queue: TaskQueue
    store: LocalArtifactStore
    providers: dict[str, Provider] = field(default_factory=lambda: {"script": LocalScriptProvider()})
    broken: set[str] = field(default_factory=set)
    looks: Looks = field(default_factory=Looks)
    pokes: int = 0
    terminated: list[str] = field(default_factory=list)

    def poke(self) -> None:
        self.pokes += 1

    def check(self, name: str) -> None:
        if name in self.broken:
            raise OSError("gone")


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(
        database=database,
        tasks=TaskService(database),
        work=TaskWork(database),
        queue=TaskQueue(database, max_running=10),
        store=LocalArtifactStore(tmp_path / "artifacts"),
        looks=Looks.of(tmp_path / "styles", tmp_path / "brands"),
    )


def services_for(world: World) -> Services:
    return Services(
        tasks=world.tasks,
        calls=CallHistory(world.database),
        store=world.store,
        providers=world.providers,
        looks=world.looks,
        poke=world.poke,
        terminate=world.terminated.append,
        probe=lambda name, _: probe_service(name, Session()),
        health=Health(
            {
                "database": Check(title="database", code="DATABASE_ERROR", ask=world.database.ping),
                "dispatcher": Check(title="dispatcher", code="DISPATCH_FAILED", ask=lambda: world.check("dispatcher")),
            }
        ),
    )


@pytest.fixture
def url(world: World) -> Iterator[str]:
    services = services_for(world)
    with serving(create_app(services, site(), host="127.0.0.1")) as url:
        yield url
    services.health.close()


@pytest.fixture
def http(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as client:
        yield client
