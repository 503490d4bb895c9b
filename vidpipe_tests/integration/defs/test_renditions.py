"""A film in further formats: as long as its sound, looked over like the main one, and named when it is not fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import Expected, inspect, probe
from vidpipe.models import Check, CompositeManifest, TaskStatus
from vidpipe.models.files import artifact_files
from vidpipe.settings import Settings
from vidpipe.stages import quality
from vidpipe.tasks import Database
from vidpipe_tests.integration.defs.fake_line import FakeLine

# A title card of 0.5 s is 12.5 frames of the main format, and 15 of the other.
OTHER = {"formats": [{"aspect": "1:1", "fps": 30}], "fps": 25, "style": "carded"}


@pytest.fixture
def line(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLine]:
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", database.url)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path))
    (tmp_path / "dagster").mkdir()
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "carded.yaml").write_text("cards: {intro: 0.5}\n")
    with DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        yield FakeLine(database, instance, LocalArtifactStore(Settings().artifact_dir))


def test_at_another_rate_the_film_is_as_long_as_its_sound_to_half_a_frame(line: FakeLine) -> None:
    line.create(**OTHER)
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED, task.error
    film = line.outputs().get(CompositeManifest)
    (other,) = film.renditions
    made = probe(line.store.path(other.video))
    assert (made.video[0].width, made.video[0].height, made.video[0].fps) == (480, 480, 30)
    assert made.video[0].duration == pytest.approx(film.duration, abs=0.5 / 30 + 0.001)
    assert made.audio[0].duration == pytest.approx(film.duration, abs=0.001)
    # Its captions are set for its own frame, in every kind of file.
    files = artifact_files([film])
    assert {f"captions-1x1-30fps.{ending}" for ending in ("srt", "vtt", "ass")} <= files.keys()
    styled = line.store.path(files["captions-1x1-30fps.ass"]).read_text(encoding="utf-8")
    assert "PlayResX: 480" in styled


def test_a_further_format_that_is_not_fit_stops_the_film_and_is_named(
    line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(film: Path, expected: Expected) -> list[Check]:
        if expected.fps == 30:
            return [Check(name="black", passed=False, severity="error", seen="0.0-4.0 s")]
        return await inspect(film, expected)

    monkeypatch.setattr(quality, "inspect", faulty)
    line.create(**OTHER)
    task = line.attempt()
    assert task.error_info is not None
    assert task.error_info.error_code == "MEDIA_QUALITY_FAILED"
    assert task.error == "The film in the format 1x1-30fps is not fit to go out: black: 0.0-4.0 s."
    assert task.error_info.details["format"] == "1x1-30fps"
