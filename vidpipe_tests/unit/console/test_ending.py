"""How commands end when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from vidpipe.cli import app
from vidpipe.console.commands.ending import Stopped, failures
from vidpipe.errors import InvalidInput, MediaError


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (InvalidInput("seed: it is no number."), 2, "VALIDATION_ERROR: seed: it is no number."),
        (MediaError("a.wav is empty.", code="MEDIA_INVALID"), 1, "MEDIA_INVALID: a.wav is empty."),
        (Stopped(), 130, "Stopped; nothing is written."),
    ],
)
def test_what_went_wrong_is_told_and_makes_the_exit_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, told: str
) -> None:
    with pytest.raises(typer.Exit) as ended, failures("Stopped; nothing is written."):
        raise error
    assert ended.value.exit_code == code
    assert told in capsys.readouterr().err


def test_a_failed_task_is_told_with_its_story_and_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    error = MediaError("No.", code="MEDIA_INVALID", details={"taskId": "12", "traceId": "ab"})
    with pytest.raises(typer.Exit), failures():
        raise error
    told = capsys.readouterr().err
    assert "vidpipe logs ab" in told
    assert "vidpipe retry 12" in told


@pytest.mark.parametrize("command", [["styles"], ["doctor"], ["logs", "0" * 32], ["youtube", "logout"]])
def test_every_command_names_a_setting_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDPIPE_PORT", "many")
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert "VIDPIPE_PORT: " in result.stderr
    assert "'many'" in result.stderr
