"""`vidpipe styles` lists and shows what there is, and what it shows can be written into a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vidpipe.cli import app
from vidpipe.styles import BUILT_IN, Styles, built_in


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "data" / "styles"
    folder.mkdir(parents=True)
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["styles", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_list_names_every_style_with_what_it_is_for(folder: Path) -> None:
    (folder / "night.yaml").write_text("like: documentary\nsummary: Für die Nacht\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("colour: red\n", encoding="utf-8")
    code, out, _ = run()
    assert code == 0
    for name in (*BUILT_IN, "night", "broken"):
        assert name in out
    assert "Für die Nacht" in out
    assert "✗" in out


def test_the_list_as_json_holds_whole_styles(folder: Path) -> None:
    code, out, _ = run("--json")
    assert code == 0
    listed = {one["name"]: one for one in json.loads(out)}
    assert list(listed) == list(BUILT_IN)
    assert listed["quiz"]["style"] == built_in()["quiz"].model_dump(mode="json")


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_style_that_is_shown_can_be_saved_as_ones_own(folder: Path, name: str) -> None:
    code, out, _ = run("show", name)
    assert code == 0
    (folder / "copy.yaml").write_text(out, encoding="utf-8")
    assert Styles(folder)["copy"].model_copy(update={"name": name}) == built_in()[name]


def test_an_unknown_style_ends_with_the_nearest_name(folder: Path) -> None:
    code, _, err = run("show", "soical")
    assert code == 2
    assert "did you mean 'social'" in err
