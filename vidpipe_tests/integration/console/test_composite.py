"""`vidpipe composite` on ready material, with the real FFmpeg."""

from __future__ import annotations

import asyncio
import json
import math
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from vidpipe.cli import app
from vidpipe.media import probe, run_ffmpeg
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


FLASH = 1.0
"""Second of the narration at which the figure turns white."""


def figure(out: Path, narration: Path, *, words: float = 0.0, pictures: float = 0.0, seconds: float = SECONDS) -> Path:
    """Film a figure before a green screen; words, or pictures, begin later in the file by so many seconds."""
    inside = "between(X,W*0.3,W*0.7)*gt(Y,H*0.3)"
    flash = f"if(gte(T,{FLASH + words}),235,16)"
    screen = f"geq=lum='if({inside},{flash},130)':cb='if({inside},128,75)':cr='if({inside},128,60)'"
    filmed = ["-itsoffset", str(pictures), "-f", "lavfi", "-i", f"color=black:s=96x96:r=25:d={seconds - pictures}"]
    heard = ["-i", str(narration), "-af", f"adelay={round(words * 1000)}:all=1"]
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    asyncio.run(run_ffmpeg([*filmed, *heard, "-filter:v", screen, *codecs, str(out)]))
    return out


def whitens(film: Path) -> float:
    """Return when the most of the film turns white."""
    with av.open(str(film)) as container:
        shown = [(frame.time or 0.0, frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]
    return next(time for time, picture in shown if (picture > 225).mean() > (shown[0][1] > 225).mean() + 0.01)


@pytest.mark.parametrize(
    "late", [{}, {"words": 0.4, "seconds": SECONDS + 0.4}, {"pictures": 0.5}], ids=["in step", "words", "pictures"]
)
def test_a_presenter_who_is_cut_out_is_in_step_with_the_sound(
    material: Path, tmp_path: Path, late: dict[str, float]
) -> None:
    film = figure(tmp_path / "figure.mp4", material / "narration.wav", **late)
    out = tmp_path / "film.mp4"
    code, _, problems = run(material, out, "--presenter", str(film), "--place", "cutout")
    assert code == 0, problems
    assert whitens(out) == pytest.approx(FLASH, abs=0.06)


def test_a_presenter_who_is_cut_out_must_be_there_for_the_whole_narration(material: Path, tmp_path: Path) -> None:
    film = figure(tmp_path / "figure.mp4", material / "narration.wav", seconds=1.2)
    code, _, problems = run(material, tmp_path / "film.mp4", "--presenter", str(film), "--place", "cutout")
    assert code == 2
    assert "MEDIA_INVALID: figure.mp4 lasts 1.2 s, and the narration 2.4 s" in problems
    assert "Give a film in which they are seen for the whole narration, or leave --presenter out." in problems
    assert problems.count("MEDIA_INVALID") == 1


@pytest.mark.parametrize("codec", ["hevc", "av1"])
def test_other_codecs_and_targets_are_made(material: Path, tmp_path: Path, codec: str) -> None:
    code, told, problems = run(
        material, tmp_path / "film.mp4", "--target", "shorts", "--codec", codec, "--fps", "24", "--json"
    )
    assert code == 0, problems
    report = json.loads(told)
    assert (report["codec"], report["width"], report["height"], report["fps"]) == (codec, 480, 854, 24)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--style", "explaner"), "VALIDATION_ERROR: style"),
        (("--fps", "23"), "VALIDATION_ERROR: fps: 23 is not one of 24, 25, 30, 60"),
        (("--target", "shorts", "--aspect", "16:9"), "VALIDATION_ERROR: target: 'shorts' takes no aspect 16:9"),
        (("--captions", "none.srt"), "FILE_NOT_FOUND: There is no file none.srt (the captions)."),
        (("--music", "none.mp3"), "FILE_NOT_FOUND: There is no file none.mp3 (the music)"),
        (("--presenter", "none.mp4"), "FILE_NOT_FOUND: There is no file none.mp4 (the presenter)."),
        (("--images", "none"), "FILE_NOT_FOUND: There is no folder none (the pictures)."),
        (("--audio", "none.wav"), "FILE_NOT_FOUND: There is no file none.wav (the sound)."),
        (("--place", "panel"), "VALIDATION_ERROR: --place panel says where the presenter stands, and there is none"),
        (("--out", "film.mkv"), "VALIDATION_ERROR: film.mkv: a film is written as an MP4 only: name it film.mp4."),
        (("--out", "film"), "VALIDATION_ERROR: film: a film is written as an MP4 only: name it film.mp4."),
    ],
)
def test_what_is_wrong_is_told_by_its_code_and_nothing_is_written(
    material: Path, tmp_path: Path, more: tuple[str, ...], told: str
) -> None:
    out = tmp_path / "film.mp4"
    code, _, problems = run(material, out, *more)
    assert code == 2
    assert told in problems
    assert not out.exists()


def broken(folder: Path, narration: Path) -> None:
    """Put files that cannot be used into a folder."""
    noise = np.random.default_rng(1).bytes(5_000)
    for name in ("noise.wav", "noise.srt", "noise.yaml", "noise.mp4", "empty.wav", "empty.vtt", "empty.csv"):
        (folder / name).write_bytes(noise if name.startswith("noise") else b"")
    (folder / "folder.ass").mkdir()
    tone(folder / "short.wav", 0.1)
    Image.new("RGB", (64, 64)).save(folder / "face.png")
    (folder / "late.srt").write_text("1\n00:10:00,000 --> 00:10:02,000\nFar\n")
    (folder / "silent.wav").write_bytes(narration.read_bytes()[:44] + bytes(narration.stat().st_size - 44))


@pytest.mark.parametrize(
    ("option", "name", "told"),
    [
        ("audio", "noise.wav", "MEDIA_INVALID: noise.wav cannot be read (the sound): it is damaged, or neither sound"),
        ("audio", "empty.wav", "MEDIA_INVALID: empty.wav is empty (the sound): give a recording"),
        ("audio", "folder.ass", "VALIDATION_ERROR: folder.ass is a folder, where a file is wanted (the sound)"),
        ("audio", "late.srt", "MEDIA_INVALID: late.srt"),
        ("audio", "short.wav", "VALIDATION_ERROR: short.wav lasts 0.10 s; a film takes 0.5 s or more"),
        ("audio", "silent.wav", "SPEECH_EMPTY: silent.wav is silent: give a recording in which somebody is heard"),
        ("captions", "noise.srt", "VALIDATION_ERROR: noise.srt: it is not utf-8 text (at byte"),
        ("captions", "empty.vtt", "VALIDATION_ERROR: empty.vtt: it is empty: give captions, or leave --captions out"),
        ("captions", "folder.ass", "VALIDATION_ERROR: folder.ass is a folder, where a file is wanted (the captions)"),
        ("captions", "late.srt", "VALIDATION_ERROR: late.srt: the caption 'Far' stands from 600 s to 602 s, and the"),
        ("timing", "noise.yaml", "VALIDATION_ERROR: noise.yaml: it is not UTF-8 text: save it as UTF-8"),
        ("timing", "empty.csv", "VALIDATION_ERROR: empty.csv: row 1 is empty; name the columns there"),
        ("music", "noise.mp4", "MEDIA_INVALID: noise.mp4 cannot be read (the music)"),
        ("presenter", "noise.mp4", "MEDIA_INVALID: noise.mp4 cannot be read (the presenter)"),
        ("presenter", "short.wav", "MEDIA_INVALID: short.wav holds no moving picture (the presenter): give a film"),
        ("presenter", "face.png", "MEDIA_INVALID: face.png holds no moving picture (the presenter): give a film"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    material: Path, tmp_path: Path, option: str, name: str, told: str
) -> None:
    broken(tmp_path, material / "narration.wav")
    out = tmp_path / "film.mp4"
    code, _, problems = run(material, out, f"--{option}", name)
    assert code == 2
    assert told in problems
    assert "task" not in problems
    assert not out.exists()


def test_a_damaged_picture_is_named(material: Path, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    whole = (material / "pictures" / "1.png").read_bytes()
    (tmp_path / "some" / "1.png").write_bytes(whole)
    (tmp_path / "some" / "2.png").write_bytes(whole[: len(whole) // 2])
    code, _, problems = run(material, tmp_path / "film.mp4", "--images", "some", "--style", "news")
    assert code == 2
    assert "MEDIA_INVALID: some/2.png is a damaged picture" in problems
    assert "Save it anew as PNG or JPEG, or take it out of the folder." in problems


def test_a_name_may_be_as_long_as_the_system_allows(material: Path, tmp_path: Path) -> None:
    out = tmp_path / ("🍵" * 62 + "茶.mp4")
    assert len(out.name.encode()) == 255
    code, told, problems = run(material, out, "--style", "news")
    assert code == 0, problems
    assert [path for path in tmp_path.iterdir() if path.suffix] == [out]
    assert told.strip() == str(out)


@pytest.mark.parametrize("made", ["1x1", "CMYK", "flat"])
def test_odd_pictures_are_shown(material: Path, tmp_path: Path, made: str) -> None:
    (tmp_path / "some").mkdir()
    picture = {
        "1x1": lambda: Image.new("RGB", (1, 1), "#c02020"),
        "CMYK": lambda: Image.new("RGB", (64, 48), "#c02020").convert("CMYK"),
        "flat": lambda: Image.new("RGB", (20_000, 10), "#c02020"),
    }[made]()
    picture.save(tmp_path / "some" / "a.jpg", quality=95)
    code, _, problems = run(material, tmp_path / "film.mp4", "--images", "some", "--style", "documentary")
    assert code == 0, problems
    blue, green, red = frame_at(tmp_path / "film.mp4", 1.0)[240, 427].astype(int)
    assert red > 2 * max(blue, green)


def test_a_film_is_as_long_as_the_sound_is_and_not_as_its_head_says(material: Path, tmp_path: Path) -> None:
    # Without a header, the length of an MP3 is guessed by its first packets.
    sound = tmp_path / "a.mp3"
    lead = "aevalsrc=0:d=4[q];[0:a]aresample=48000[s];[q][s]concat=v=0:a=1"
    options = ["-write_xing", "0", "-q:a", "2"]
    asyncio.run(run_ffmpeg(["-i", str(material / "narration.wav"), "-filter_complex", lead, *options, str(sound)]))
    assert abs(probe(sound).duration - 4 - SECONDS) > 0.5, "nothing to be seen with this file"
    code, told, problems = run(material, tmp_path / "film.mp4", "--audio", str(sound), "--json")
    assert code == 0, problems
    assert json.loads(told)["seconds"] == pytest.approx(4 + SECONDS, abs=0.1)
