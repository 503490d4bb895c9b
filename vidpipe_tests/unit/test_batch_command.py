"""What `vidpipe batch` prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vidpipe import cli
from vidpipe.console import batch as batches
from vidpipe.console.batch_report import Outcome

EXAMPLE = Path(__file__).parents[2] / "examples/batch"
GIVEN = ["batch", str(EXAMPLE / "products.csv"), "--template", str(EXAMPLE / "product.yaml.j2")]


@pytest.fixture(autouse=True)
def no_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidpipe.console.commands.making.stop_on_signals", lambda: None)


def test_a_dry_run_lists_the_videos(tmp_path: Path) -> None:
    out = tmp_path / "folder" / "report.json"
    result = CliRunner().invoke(cli.app, [*GIVEN, "--dry-run", "--limit", "2", "--out", str(out)])
    assert result.exit_code == 0
    assert 'Pan "Nonna"' in result.output
    assert "2 videos would be made; every row is in order." in result.output
    assert [video["row"] for video in json.loads(out.read_text())["videos"]] == [2, 3]


def test_a_wrong_table_is_bad_input(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Name\nTea\n")
    result = CliRunner().invoke(cli.app, ["batch", str(table), *GIVEN[2:], "--dry-run"])
    assert result.exit_code == 2
    assert "row 2: there is no column 'kind'" in result.output


def test_a_video_that_failed_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidpipe.observability.logs.configure_logging", lambda **_: None)
    ended = [
        Outcome(row=2, title="Tea", key="a", status="succeeded", place="/v/tea.mp4", seconds=12.34, cost_usd=0.5),
        Outcome(row=3, title="Pan", key="b", status="failed", error_code="SPEECH_FAILED", message="It broke."),
    ]
    monkeypatch.setattr(batches, "make_batch", lambda *_, **__: ended)
    result = CliRunner().invoke(cli.app, GIVEN)
    assert result.exit_code == 1
    assert "SPEECH_FAILED: It broke." in result.output
    assert "1 of 2 videos are made, for $0.50." in result.output
