from __future__ import annotations

import pytest

from vidpipe.tasks import Database, TaskQueue, TaskService, TaskWork


@pytest.fixture
def service(database: Database) -> TaskService:
    return TaskService(database)


@pytest.fixture
def work(database: Database) -> TaskWork:
    return TaskWork(database)


@pytest.fixture
def queue(database: Database) -> TaskQueue:
    return TaskQueue(database, max_running=100)
