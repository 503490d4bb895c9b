"""The promises of the whole source: every raise has a code, every code a use, every broad except a reason."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import vidpipe
from vidpipe import errors
from vidpipe.errors import CATALOGUE

PACKAGE = Path(vidpipe.__file__).parent
OURS = {
    name
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, errors.VidpipeError)
}  # fmt: skip

STAGES_REACH = ("stages", "providers", "media", "artifacts", "tasks", "text")
"""The rooms whose exceptions can reach the boundary around a stage."""

INSIDE: dict[str, str] = {
    "NotAModel": "providers/local/piper_model.py: caught where the model is read",
    "Stopped": "providers/local/presenter/film.py: ends the drawing thread of a canceled stage",
    "BadPicture": "media/frames/reading.py: caught where a picture is read",
    "BadSound": "providers/speaking/sound.py: caught where a service's sound is read",
    "StrayText": "text/brief_markdown.py: caught where the brief is read",
    "yaml.MarkedYAMLError": "text/brief_file.py: caught where the brief is read",
    "RuntimeError": "media/run.py: a program that was never started",
    "ValueError": "refusals of pydantic models, and arguments no caller of ours gives",
}
"""Exceptions without a code that are raised on purpose, and where they end."""

RESERVED: dict[str, str] = {
    "REDIS_CONNECTION_FAILED": "only where a Redis broker is configured, and none can be",
    "CELERY_TASK_FAILED": "only where Celery executes, and it cannot be chosen",
}
"""Codes of the user's list that name parts which this version has not."""


def sources(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms or ("",):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def error_makers() -> set[str]:
    """Functions and methods anywhere in the package that are annotated to return one of our errors."""
    names: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
                returned = set(re.findall(r"\w+", ast.unparse(node.returns)))
                if returned & OURS:
                    names.add(node.name)
    return names | {"classify"}


def raised() -> Iterator[tuple[str, str]]:
    for path, tree in sources(*STAGES_REACH):
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.value if isinstance(node.exc, ast.Await) else node.exc
                called = raised.func if isinstance(raised, ast.Call) else raised
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", ast.unparse(called)


def test_every_raise_that_can_reach_a_stage_carries_a_code() -> None:
    makers = error_makers()
    strange = [
        f"{place} raises {name}"
        for place, name in raised()
        if name.split(".")[-1] not in OURS | makers
        and name not in INSIDE
        # Passing on what was caught, or was made elsewhere: a plain name or an item of a list.
        and not (re.fullmatch(r"[a-z_]\w*(\.exceptions\[0\])?", name) or name == "self._lost")
    ]
    assert strange == []


def test_what_is_raised_without_a_code_is_still_raised() -> None:
    names = {name for _, name in raised()}
    assert {name for name in INSIDE if name not in names} == set()


@cache
def strings() -> set[str]:
    found: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", node.value))
    return found


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_used_somewhere(code: str) -> None:
    used = code in strings()
    assert used != (code in RESERVED), f"{code} is {'used' if used else 'not used'}: see RESERVED"


def test_every_broad_except_says_why() -> None:
    bare = []
    for path in PACKAGE.rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            broad = re.match(r"\s*except(:| \(?(Exception|BaseException)\b)", line)
            if broad and not re.search(r"#.*\w+ \w+", re.sub(r"# noqa: \w+( - )?", "# ", line)):
                bare.append(f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}")
    assert bare == []
