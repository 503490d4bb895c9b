"""The overlay's own parts: scripts, seeds, cut pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vidpipe.errors import InvalidInput
from vidpipe.models import Action, Choice, Decided, Scene, Script, ScriptManifest
from vidpipe.stages.decided import cover_frame, decided_script, take_seed


def manifest() -> ScriptManifest:
    scenes = [Scene(number=number, narration=f"Words {number}.", picture="Tea") for number in (1, 2)]
    return ScriptManifest(provider="fake", script=Script(title="Tea", scenes=scenes))


def test_a_script_nobody_touched_is_handed_on_as_it_is() -> None:
    assert decided_script(manifest(), Decided()) == manifest()
    assert "written" not in manifest().model_dump(mode="json")


def test_a_changed_script_keeps_what_was_written() -> None:
    changed = decided_script(manifest(), Decided.of([Choice(action=Action.DROP, scene=1)]))
    assert [scene.number for scene in changed.script.scenes] == [2]
    assert changed.before_decisions == manifest().script
    assert ScriptManifest.model_validate(changed.model_dump(mode="json")) == changed


def test_nothing_left_is_refused() -> None:
    with pytest.raises(InvalidInput):
        decided_script(manifest(), Decided.of([Choice(action=Action.DROP, scene=number) for number in (1, 2)]))


@given(st.integers(0, 2**32 - 1))
def test_every_take_has_a_seed_of_its_own(seed: int) -> None:
    seeds = [take_seed(seed, variant) for variant in range(300)]
    assert seeds[0] == seed
    assert len(set(seeds)) == 300
    assert all(0 <= one < 2**32 for one in seeds)


@pytest.mark.parametrize("size", [(60, 20), (20, 60), (854, 480), (2_000, 50), (1, 1)])
def test_any_picture_is_cut_to_the_frame_from_its_middle(tmp_path: Path, size: tuple[int, int]) -> None:
    source = Image.new("RGB", size, "red")
    width, height = size
    source.paste((0, 0, 255), (width // 3, height // 3, width - width // 3, height - height // 3))
    source.save(tmp_path / "in.png")
    cover_frame(tmp_path / "in.png", tmp_path / "out.png", 854, 480)
    with Image.open(tmp_path / "out.png") as cut:
        assert (cut.size, cut.mode) == ((854, 480), "RGB")
        assert cut.getpixel((427, 240)) == (0, 0, 255)


def test_a_turned_photograph_is_shown_upright(tmp_path: Path) -> None:
    photograph = Image.fromarray(
        np.repeat(np.array([[[255, 0, 0]], [[0, 0, 255]]], np.uint8), 40, axis=0).repeat(80, axis=1)
    )
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    photograph.save(tmp_path / "in.jpg", quality=95, exif=exif)
    cover_frame(tmp_path / "in.jpg", tmp_path / "out.png", 80, 80)
    with Image.open(tmp_path / "out.png") as cut:
        top = cut.getpixel((40, 10))
        assert isinstance(top, tuple)
        assert top[2] > 200


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(tmp_path / "in.png")
    cover_frame(tmp_path / "in.png", tmp_path / "out.png", 80, 80)
    with Image.open(tmp_path / "out.png") as cut:
        assert cut.getpixel((40, 40)) == (255, 255, 255)


def test_sixteen_bits_of_grey_stay_as_dark_as_they_are(tmp_path: Path) -> None:
    Image.fromarray(np.full((48, 85), 16_448, np.uint16)).save(tmp_path / "in.png")
    cover_frame(tmp_path / "in.png", tmp_path / "out.png", 854, 480)
    with Image.open(tmp_path / "out.png") as cut:
        assert cut.getpixel((427, 240)) == (64, 64, 64)


def test_a_tall_picture_is_shown_whole_in_a_wide_frame(tmp_path: Path) -> None:
    tall = Image.new("RGB", (200, 400), "red")
    tall.paste((0, 0, 255), (0, 0, 200, 40))
    tall.save(tmp_path / "in.png")
    cover_frame(tmp_path / "in.png", tmp_path / "out.png", 854, 480)
    with Image.open(tmp_path / "out.png") as cut:
        assert cut.getpixel((427, 10)) == (0, 0, 255)
        assert cut.getpixel((427, 470)) == (255, 0, 0)
        beside = cut.getpixel((20, 400))
        assert isinstance(beside, tuple)
        assert 60 < beside[0] < 200, "its likeness, darkened"
