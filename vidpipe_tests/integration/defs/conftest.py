from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models.frame import Resolution
from vidpipe.settings import Settings
from vidpipe.tasks import Database
from vidpipe_tests.integration.defs.fake_line import CALLS, FakeLine


@pytest.fixture(scope="module")
def dagster() -> Iterator[DagsterInstance]:
    """One Dagster for a file of tests, in memory: each asks about its own runs. Its files cost more than a run does."""
    with DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def small_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let "480p" be 240 lines, for tests of who is asked and what is told: painting takes most of their time."""
    monkeypatch.setattr(Resolution, "lines", property(lambda _: 240))


@pytest.fixture
def line(database: Database, dagster: DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeLine:
    """A line that has made nothing yet, with providers that refuse nothing."""
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", database.url)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path))
    CALLS.begin_again()
    return FakeLine(database, dagster, LocalArtifactStore(Settings().artifact_dir))
