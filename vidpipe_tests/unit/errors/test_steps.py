"""What a person can do, where they are: with a task, whose ids are known, or at a command that has none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import vidpipe
from vidpipe.errors import CATALOGUE, LANGUAGES, Language, steps, steps_at_command

PACKAGE = Path(vidpipe.__file__).parent
WITHOUT_TASK = ("media", "styles", "text", "console", "supervisor", "errors/files.py", "stages/quality.py")
"""Where the errors of `vidpipe composite`, `batch`, `styles` and `up` are raised."""


def codes_without_task() -> list[str]:
    found = set()
    for room in WITHOUT_TASK:
        files = [PACKAGE / room] if room.endswith(".py") else (PACKAGE / room).rglob("*.py")
        for path in files:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                        found.add(code)
    return sorted(found | {"VALIDATION_ERROR", "FFMPEG_EXECUTION_FAILED", "FILE_SYSTEM_ERROR", "DATABASE_ERROR"})


@pytest.mark.parametrize("code", codes_without_task())
def test_what_to_do_at_a_command_speaks_of_no_task_and_no_request(code: str) -> None:
    for step in steps_at_command(CATALOGUE[code]):
        assert not re.search(r"run the task|the task again|the request|the details|TASK_ID|TRACE_ID", step, re.I), step


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CATALOGUE)
def test_there_is_always_something_to_do_and_ids_are_filled_in(code: str, language: Language) -> None:
    entry = CATALOGUE[code]
    assert steps_at_command(entry, language)
    filled = " ".join(steps(entry, language, task_id="12", trace_id="ab"))
    assert "TASK_ID" not in filled
    assert "TRACE_ID" not in filled
    assert steps(entry, language) == entry.recovery[language]


@pytest.mark.parametrize("code", CATALOGUE)
def test_commands_stand_in_backticks_and_every_language_has_the_same(code: str) -> None:
    entry = CATALOGUE[code]
    for told in (entry.recovery, entry.at_command):
        commands = {language: re.findall("`([^`]+)`", " ".join(lines)) for language, lines in told.items()}
        assert all(sorted(one) == sorted(commands["en"]) for one in commands.values()), commands
        bare = re.sub("`[^`]+`", "", " ".join(line for lines in told.values() for line in lines))
        assert not re.search(r"vidpipe (logs|retry|doctor|up|explain) |--[a-z]", bare)


def test_a_command_is_told_whole() -> None:
    told = steps(CATALOGUE["WORKER_LOST"], task_id="12")
    assert "`vidpipe retry 12`" in told[1]
    assert "`vidpipe logs TRACE_ID`" in told[-1]
