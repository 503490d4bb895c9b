"""Which exit code a command ends with: one rule, over a table of bad calls of every command."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vidpipe.cli import app
from vidpipe.console.commands.ending import exit_code
from vidpipe.console.task_failed import TaskFailed
from vidpipe.errors import Conflict, InvalidInput, MediaError, NotFound, ProviderError, VidpipeError, file_errors

TASK = {"id": "12", "traceId": "ab", "status": "failed", "errorInfo": None}
NOBODY = "http://127.0.0.1:9"
A_TASK = "3f0c6a1e-5b7d-4c1a-9a51-0d8e6f2b7c31"
FILM = "composite --images pictures --audio sound.wav --out film.mp4"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput("seed: it is no number."), 2),
        (InvalidInput("It is too large.", code="PAYLOAD_TOO_LARGE"), 2),
        (NotFound("There is no file.", code="FILE_NOT_FOUND"), 2),
        (MediaError("It is broken.", code="MEDIA_INVALID"), 2),
        (MediaError("It is silent.", code="SPEECH_EMPTY"), 2),
        (Conflict("It runs."), 2),
        (Conflict("Another one runs here.", code="DATA_FOLDER_IN_USE"), 2),
        (MediaError("FFmpeg failed."), 1),
        (MediaError("It is black.", code="MEDIA_QUALITY_FAILED"), 1),
        (MediaError("No such encoder.", code="ENCODER_NOT_AVAILABLE"), 1),
        (ProviderError("No credits.", code="DID_QUOTA_EXCEEDED"), 1),
        (Conflict("Too many.", code="TOO_MANY_REQUESTS"), 1),
        (VidpipeError("Nobody answers.", code="SERVER_UNREACHABLE"), 1),
        (TaskFailed.of(TASK, MediaError("A scene's sound is broken.", code="MEDIA_INVALID")), 1),
        (TaskFailed.of({**TASK, "status": "canceled"}), 1),
    ],
    ids=lambda value: value.code if isinstance(value, VidpipeError) else str(value),
)
def test_what_cannot_be_used_as_asked_is_2_and_what_failed_is_1(error: VidpipeError, code: int) -> None:
    assert exit_code(error) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(13, "Permission denied"), 2),
        (NotADirectoryError(20, "Not a directory"), 2),
        (OSError(36, "File name too long"), 2),
        (OSError(28, "No space left on device"), 1),
        (OSError(5, "Input/output error"), 1),
    ],
)
def test_a_path_that_cannot_be_used_is_2_and_a_disk_that_fails_is_1(error: OSError, code: int) -> None:
    with pytest.raises(VidpipeError) as caught, file_errors("read it", Path("x")):
        raise error
    assert exit_code(caught.value) == code


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        (FILM.replace("pictures", "nowhere"), 2, "FILE_NOT_FOUND: There is no folder nowhere (the pictures)."),
        (FILM.replace("sound.wav", "nö😀.wav"), 2, "FILE_NOT_FOUND: There is no file nö😀.wav (the sound)."),
        (FILM.replace("sound.wav", "noise.wav"), 2, "MEDIA_INVALID: noise.wav cannot be read (the sound)"),
        (f"{FILM} --music clam", 2, "FILE_NOT_FOUND: There is no file clam (the music); moods are calm"),
        (f"{FILM} --music folder.yaml", 2, "VALIDATION_ERROR: folder.yaml is a folder, where a file is wanted"),
        (f"{FILM} --fps 99999999999999999999999", 2, "is out of range"),
        (f"{FILM} --place nowhere", 2, "Invalid value for"),
        (f"{FILM} --brand nobrand", 2, "one of your own goes into the folder VIDPIPE_BRAND_DIR"),
        (FILM.replace("film.mp4", "folder.mp4"), 2, "--out: folder.mp4 is a folder: name the file in it, such as"),
        (FILM.replace("film.mp4", "noise.wav/film.mp4"), 2, "FILE_SYSTEM_ERROR: could not write the video"),
        (FILM.replace("film", "f" * 300), 2, "File name too long; give it a shorter name"),
        ("make nowhere.yaml", 2, "FILE_NOT_FOUND: There is no file nowhere.yaml (the brief)."),
        ("make folder.yaml", 2, "VALIDATION_ERROR: folder.yaml is a folder, where a file is wanted (the brief)."),
        ("make noise.wav", 2, "VALIDATION_ERROR: noise.wav: a brief is a .yaml, .json or .md file"),
        ("make brief.yaml --out pictures", 2, "--out: pictures is a folder"),
        (f"make brief.yaml --url {NOBODY}", 1, f"SERVER_UNREACHABLE: No vidpipe answers at {NOBODY}: "),
        ("make brief.yaml --url localhost:9", 2, "write one such as http://localhost:9"),
        ("make brief.yaml --url http://here:port", 2, "VALIDATION_ERROR: --url: 'http://here:port' is no address"),
        ("batch nowhere.csv --template brief.yaml", 2, "FILE_NOT_FOUND: There is no file nowhere.csv (the table)."),
        ("batch table.csv --template nowhere.j2", 2, "FILE_NOT_FOUND: There is no file nowhere.j2 (the template)."),
        (f"batch table.csv --template brief.yaml --url {NOBODY}", 1, "SERVER_UNREACHABLE"),
        ("retry 12", 2, "VALIDATION_ERROR: '12' is no task id"),
        (f"retry {A_TASK} --url {NOBODY}", 1, "SERVER_UNREACHABLE"),
        (f"retry {A_TASK} --from nowhere", 2, "VALIDATION_ERROR: --from: 'nowhere' is no stage"),
        ("styles show nowhere", 2, "VALIDATION_ERROR: style: there is no style 'nowhere' here"),
        ("styles preview social --seed -4", 2, "Invalid value for"),
        ("styles preview social --out noise.wav", 2, "FILE_SYSTEM_ERROR"),
        ("logs 12", 2, "VALIDATION_ERROR: '12' is no trace id"),
        (f"logs {A_TASK}", 2, "NOT_FOUND: No line of the logs"),
        ("explain NO_SUCH_CODE_AT_ALL", 2, "NOT_FOUND: there is no error code"),
        ("providers test nobody", 2, "NOT_FOUND: There is no service 'nobody'"),
        ("sandbox --port 70000", 2, "Invalid value for"),
        ("up --port 70000", 2, "VIDPIPE_PORT"),
    ],
)
def test_every_command_ends_by_the_rule_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", "data")
    for module in ("making", "composite", "running"):
        monkeypatch.setattr(f"vidpipe.console.commands.{module}.stop_on_signals", lambda: None)
    monkeypatch.setattr("vidpipe.observability.logs.configure_logging", lambda **_: None)
    for folder in ("pictures", "folder.yaml", "folder.mp4"):
        Path(folder).mkdir()
    Path("noise.wav").write_bytes(bytes(range(256)))
    Path("brief.yaml").write_text("title: Tea\nscript: Tea is hot.\n")
    Path("table.csv").write_text("name\nTea\n")
    given = command.split()
    if "film.mp4" in command:
        _write_picture_and_sound()
    result = CliRunner().invoke(app, given)
    assert " ".join(told.split()) in " ".join(result.output.split())
    assert result.exit_code == code


def _write_picture_and_sound() -> None:
    import wave

    from PIL import Image

    Image.new("RGB", (32, 32)).save("pictures/1.png")
    with wave.open("sound.wav", "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(b"\x10\x20" * 8_000)
