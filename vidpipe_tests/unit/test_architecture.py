"""Imports run only downwards through the rooms of docs/architecture.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import vidpipe

PACKAGE = Path(vidpipe.__file__).parent

FOUNDATION = {"models", "errors"}
BELOW_HTTP = FOUNDATION | {
    "text", "styles", "artifacts", "media", "providers", "tasks", "observability", "stages", "defs", "settings",
    "project",
}  # fmt: skip
MAY_IMPORT: dict[str, set[str]] = {
    "models": set(),
    "errors": {"models"},
    "text": FOUNDATION,
    "styles": FOUNDATION | {"text"},
    "artifacts": FOUNDATION,
    "observability": FOUNDATION,
    "media": FOUNDATION | {"text", "styles"},
    "providers": FOUNDATION | {"text", "styles", "artifacts", "media"},
    "tasks": FOUNDATION | {"project"},
    "courier": FOUNDATION | {"observability", "settings"},
    "stages": FOUNDATION | {"text", "styles", "artifacts", "media", "providers"},
    "defs": FOUNDATION
    | {"text", "styles", "artifacts", "media", "providers", "tasks", "observability", "stages", "settings"},
    "api": BELOW_HTTP,
    "web": BELOW_HTTP | {"api"},
    "supervisor": FOUNDATION | {"tasks", "sandbox", "settings", "project", "embedded_postgres", "observability"},
    "sandbox": FOUNDATION | {"text", "styles", "artifacts", "media", "providers"},
    "console": BELOW_HTTP | {"api", "web", "supervisor", "sandbox", "embedded_postgres"},
}
ALSO: dict[str, set[str]] = {
    # The web process's main: it puts the pages beside the API.
    "api/server.py": {"web"},
}
OF_PROVIDERS_FOR_THE_SANDBOX = ("vidpipe.providers.local", "vidpipe.providers.base")
OF_DEFS_FOR_THE_WEB = {"vidpipe.defs.run_starter", "vidpipe.defs.tags"}


def imports(path: Path) -> set[str]:
    """Every module of ours that a file imports, by its full name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("vidpipe.")}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        rooms = {name.split(".")[1] for name in imports(path)}
        allowed = MAY_IMPORT[room] | ALSO.get(path.relative_to(PACKAGE).as_posix(), set())
        assert rooms <= allowed | {room}, path


def test_the_web_uses_of_dagsters_room_only_what_starts_and_tags_runs() -> None:
    for room in ("api", "web"):
        for path in (PACKAGE / room).rglob("*.py"):
            of_defs = {name for name in imports(path) if name.startswith("vidpipe.defs.")}
            for name in of_defs:
                assert any(name == allowed or name.startswith(allowed + ".") for allowed in OF_DEFS_FOR_THE_WEB), path


def test_a_simulator_shares_no_code_with_the_client_it_tests() -> None:
    for path in (PACKAGE / "sandbox").rglob("*.py"):
        for name in imports(path):
            if name.split(".")[1] == "providers":
                assert f"{name}.".startswith(tuple(f"{allowed}." for allowed in OF_PROVIDERS_FOR_THE_SANDBOX)), path


def test_only_media_knows_ffmpeg_python_and_only_defs_and_the_web_know_dagster() -> None:
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        text = path.read_text(encoding="utf-8")
        if room != "media":
            assert "import ffmpeg\n" not in text, path
        if room not in ("defs", "api", "definitions.py", "supervisor"):
            assert "import dagster" not in text, path
            assert "from dagster" not in text, path
