"""Reads the drills out of docs/sandbox.md and carries them out, as a person who pastes them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vidpipe.project import project_path

SANDBOX = "http://127.0.0.1:8600"
_TASK = re.compile(r"vidpipe retry ([0-9a-f]{8}-[0-9a-f-]{27})")


@dataclass
class Step:
    """A command of a drill, and the lines that the page says it prints."""

    command: str
    printed: list[str]


def drills() -> dict[str, list[Step]]:
    """Return every drill by its heading."""
    text = project_path("docs/sandbox.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (.*)$", text, flags=re.M)[1:]
    return {heading: list(_steps(body)) for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def _steps(body: str) -> Iterator[Step]:
    for block in re.findall(r"```console\n(.*?)```", body, flags=re.S):
        for text in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = text.splitlines()
            end = 1
            if "<<'END'" in lines[0]:
                end = lines.index("END") + 1
            while lines[end - 1].endswith("\\"):
                end += 1
            yield Step("\n".join(lines[:end]), lines[end:])


class Reader:
    """Carries out drills in a folder, with the addresses and the task of this run."""

    def __init__(self, folder: Path, data_dir: Path, sandbox: str) -> None:
        self._folder = folder
        self._sandbox = sandbox
        self._task = ""
        tools = folder / "bin"
        tools.mkdir()
        program = tools / "vidpipe"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m vidpipe.cli "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        base = {name: value for name, value in os.environ.items() if not name.startswith("VIDPIPE_")}
        self._environment = {
            **base,
            "PATH": f"{tools}:{base['PATH']}",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "VIDPIPE_DATA_DIR": str(data_dir),
            "COLUMNS": "120",
        }

    def run(self, command: str) -> list[str]:
        """Run a command of the page; return what it printed on both streams."""
        command = _TASK.sub(f"vidpipe retry {self._task}", command).replace(SANDBOX, self._sandbox)
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=280,
            check=False,
        )
        if found := _TASK.findall(done.stdout):
            self._task = found[-1]
        return done.stdout.replace(self._sandbox, SANDBOX).splitlines()


_DIFFERENT: list[tuple[str, str]] = [
    (r"\[\d+:\d\d\]", "[time]"),
    (r"\b\d+\.\d s\b", "seconds"),
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "task"),
    (r"\b[0-9a-f]{32}\b", "trace"),
    (r"watch\?v=[\w-]+", "watch"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d \w+", "moment"),
    (r"(?:/[\w.-]+)+/([\w.-]+\.mp4)", r"\1"),
    (r"^ {0,3}\d+(?=  \w)", "number"),
    (r"\d+ ms", "ms"),
    (r"\d+ requests", "requests"),
    (r"\s+", " "),
]


def alike(line: str) -> str:
    """Return a line without what differs from run to run."""
    for pattern, instead in _DIFFERENT:
        line = re.sub(pattern, instead, line)
    return line.strip()
