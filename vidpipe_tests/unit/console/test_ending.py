"""How commands end when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from vidpipe.cli import app
from vidpipe.console.commands.ending import Stopped, failures
from vidpipe.console.task_failed import TaskFailed
from vidpipe.errors import CATALOGUE, InvalidInput, MediaError, VidpipeError


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (InvalidInput("seed: it is no number."), 2, "VALIDATION_ERROR: seed: it is no number."),
        (MediaError("a.wav is empty.", code="MEDIA_INVALID"), 2, "MEDIA_INVALID: a.wav is empty."),
        (MediaError("FFmpeg failed."), 1, "FFMPEG_EXECUTION_FAILED: FFmpeg failed."),
        (KeyboardInterrupt(), 130, "Stopped; nothing is written."),
        (ZeroDivisionError("by zero"), 1, "INTERNAL_ERROR: An error happened that nobody foresaw."),
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


@pytest.mark.parametrize("code", ["MEDIA_INVALID", "WORKER_LOST", "AVATAR_CANNOT_BE_CUT_OUT", "INTERNAL_ERROR"])
def test_a_failed_task_is_told_with_its_story_and_how_to_go_on_each_once(
    capsys: pytest.CaptureFixture[str], code: str
) -> None:
    info = {"error_code": code, "error_message": "It broke.", "details": {}}
    task = {"id": "12", "traceId": "ab", "status": "failed", "errorInfo": info}
    with pytest.raises(typer.Exit), failures():
        raise TaskFailed.of(task)
    told = capsys.readouterr().err
    assert told.count("It broke.") == 1
    assert told.count("vidpipe logs ab") == 1
    assert told.count("vidpipe retry 12") == 1
    assert "_ID" not in told


def test_what_nobody_foresaw_is_told_with_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), failures():
        raise ZeroDivisionError("by zero")
    told = capsys.readouterr().err
    assert "test_ending.py" in told
    assert "ZeroDivisionError: by zero" in told


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_command_without_a_task_tells_of_one(capsys: pytest.CaptureFixture[str], code: str) -> None:
    with pytest.raises(typer.Exit), failures():
        raise VidpipeError("It broke.", code=code)
    told = capsys.readouterr().err
    assert "  • " in told
    assert "TASK_ID" not in told
    assert "TRACE_ID" not in told


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
