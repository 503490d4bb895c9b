"""`vidpipe composite` on ready material, with the real FFmpeg."""

from __future__ import annotations

import asyncio
import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from vidpipe.cli import app
from vidpipe.media import probe
from vidpipe_tests.integration.media.material import PRESENTER_BGR, frame_at, picture, presenter, tone

SECONDS = 2.4
SRT = "1\n00:00:00,200 --> 00:00:01,600\nOver the cut: مرحبا, 茶!\n"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("é material")
    (folder / "pictures").mkdir()
    for number in (1, 2, 10):
        picture(folder / "pictures" / f"{number}.png", 480 + 40 * number, 480, number)
    tone(folder / "narration.wav", SECONDS)
    (folder / "captions.srt").write_text(SRT, encoding="utf-16")
    (folder / "times.csv").write_text("picture,start\n10,0\n1,1.0\n")
    asyncio.run(presenter(folder / "presenter.mp4", SECONDS))
    return folder


def run(material: Path, out: Path, *more: str) -> tuple[int, str, str]:
    arguments = ["composite", "--images", str(material / "pictures"), "--audio", str(material / "narration.wav")]
    result = CliRunner().invoke(app, [*arguments, "--out", str(out), "--resolution", "480p", *more])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIDPIPE_ENCODER", "software")


def test_pictures_sound_captions_and_presenter_become_a_film_and_the_same_twice(material: Path, tmp_path: Path) -> None:
    more = ("--captions", str(material / "captions.srt"), "--presenter", str(material / "presenter.mp4"), "--json")
    made = []
    for folder in ("one", "two"):
        code, told, problems = run(material, tmp_path / folder / "film.mp4", "--aspect", "1:1", *more)
        assert code == 0, problems
        report = json.loads(told)
        made.append((tmp_path / folder / "film.mp4").read_bytes())
    assert made[0] == made[1]
    assert (report["width"], report["height"], report["frames"]) == (480, 480, 72)
    assert all(check["passed"] for check in report["checks"] if check["severity"] == "error")
    info = probe(tmp_path / "two" / "film.mp4")
    assert info.video[0].frames == 72
    assert math.isclose(info.audio[0].duration, SECONDS, abs_tol=0.03)
    # The presenter's green is seen, and only where it stands.
    shown = frame_at(tmp_path / "two" / "film.mp4", 1.0).astype(int)
    green = np.abs(shown - np.array(PRESENTER_BGR)).max(axis=2) < 24
    assert 0.005 < green.mean() < 0.3
    assert not (tmp_path / "data").exists(), "nothing is kept"


def test_captions_are_drawn_on_both_sides_of_a_cut(material: Path, tmp_path: Path) -> None:
    films = {}
    for name, more in (("with", ("--captions", str(material / "captions.srt"))), ("without", ())):
        films[name] = tmp_path / f"{name}.mp4"
        code, _, problems = run(material, films[name], *more)
        assert code == 0, problems
    for at, drawn in ((0.6, True), (1.2, True), (2.2, False)):
        with_, without = (frame_at(films[name], at).astype(int) for name in ("with", "without"))
        assert bool(np.abs(with_ - without).max() > 60) is drawn, at


def test_times_say_which_picture_is_seen(material: Path, tmp_path: Path) -> None:
    timed, other = tmp_path / "timed.mp4", tmp_path / "other.mp4"
    assert run(material, timed, "--timing", str(material / "times.csv"), "--style", "news")[0] == 0
    (material / "times2.csv").write_text("picture,start\n10,0\n2,1.0\n")
    assert run(material, other, "--timing", str(material / "times2.csv"), "--style", "news")[0] == 0
    first, last = (np.abs(frame_at(timed, at).astype(int) - frame_at(other, at)).mean() for at in (0.2, 2.0))
    assert first < 1 < 5 < last


def test_a_brands_logo_is_in_the_picture(material: Path, tmp_path: Path) -> None:
    kits = tmp_path / "data" / "brands"
    kits.mkdir(parents=True)
    Image.new("RGB", (60, 60), "#ff00ff").save(kits / "acme.png")
    (kits / "acme.yaml").write_text("logo: acme.png\nwatermark: {corner: top-left, opacity: 1, size: 0.1}\n")
    for name, more in (("with", ("--brand", "acme")), ("without", ())):
        code, _, problems = run(material, tmp_path / f"{name}.mp4", *more)
        assert code == 0, problems
    with_, without = (frame_at(tmp_path / f"{name}.mp4", 0.6).astype(int) for name in ("with", "without"))
    changed = np.argwhere(np.abs(with_ - without).max(axis=2) > 60)
    assert len(changed) > 500
    assert changed.max() < 130, "only in its corner"


@pytest.mark.parametrize("codec", ["hevc", "av1"])
def test_other_codecs_and_targets_are_made(material: Path, tmp_path: Path, codec: str) -> None:
    code, told, problems = run(
        material, tmp_path / "film.mp4", "--target", "shorts", "--codec", codec, "--fps", "24", "--json"
    )
    assert code == 0, problems
    report = json.loads(told)
    assert (report["codec"], report["width"], report["height"], report["fps"]) == (codec, 480, 854, 24)


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (("--style", "explaner"), 2, "VALIDATION_ERROR: style"),
        (("--fps", "23"), 2, "VALIDATION_ERROR: fps: 23 is not one of 24, 25, 30, 60"),
        (("--target", "shorts", "--aspect", "16:9"), 2, "VALIDATION_ERROR: target: 'shorts' takes no aspect 16:9"),
        (("--captions", "none.srt"), 1, "FILE_NOT_FOUND: There is no file none.srt (the captions)."),
        (("--music", "none.mp3"), 1, "FILE_NOT_FOUND: There is no file none.mp3 (the music)"),
        (("--presenter", "none.mp4"), 1, "FILE_NOT_FOUND: There is no file none.mp4 (the presenter)."),
        (("--images", "none"), 1, "FILE_NOT_FOUND: There is no folder none (the pictures)."),
        (("--audio", "none.wav"), 1, "FILE_NOT_FOUND: There is no file none.wav (the sound)."),
    ],
)
def test_what_is_wrong_is_told_by_its_code_and_nothing_is_written(
    material: Path, tmp_path: Path, more: tuple[str, ...], code: int, told: str
) -> None:
    out = tmp_path / "film.mp4"
    given, _, problems = run(material, out, *more)
    assert given == code
    assert told in problems
    assert not out.exists()
