from __future__ import annotations

import base64
import io
import re
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.defs.previews import ACCENT, TEXT_LENGTH, preview, script_text, waveform
from vidpipe.models import (
    Artifact,
    AvatarManifest,
    CompositeManifest,
    NarrationManifest,
    Scene,
    SceneImage,
    SceneImagesManifest,
    SceneSpeech,
    Script,
    ScriptManifest,
    StageManifest,
    UploadManifest,
)
from vidpipe.models.files import Contents
from vidpipe.providers.local.presenter.film import write_film
from vidpipe.providers.local.presenter.video_colour import layer_of

RATE = 8_000
RED = (200, 30, 30)


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "artifacts")


def picture_of(manifest: StageManifest, store: LocalArtifactStore) -> Image.Image:
    """The one picture of a preview."""
    shown = preview(manifest, store)
    [(kind, data)] = re.findall(r"!\[preview\]\(data:image/(png|jpeg);base64,([\w+/=]+)\)", shown)
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    assert str(image.format).lower() == kind
    assert len(shown) < 100_000
    return image.convert("RGB")


def is_red(image: Image.Image) -> bool:
    return bool(np.abs(np.asarray(image).mean(axis=(0, 1)) - RED).max() < 12)


def red_picture(store: LocalArtifactStore, width: int = 854, height: int = 480) -> Artifact:
    data = io.BytesIO()
    Image.new("RGB", (width, height), RED).save(data, "PNG")
    return store.put_bytes(data.getvalue(), "image/png")


def script(*narrations: str, title: str = "Tea", heading: str = "", language: str = "en") -> Script:
    scenes = [
        Scene(number=number, narration=text, picture="Tea", heading=heading)
        for number, text in enumerate(narrations, 1)
    ]
    return Script(title=title, language=language, scenes=scenes)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("How tea is made", "en"),
        ("茶是怎麼做的？" * 40, "zh-TW"),
        ("كيف يصنع الشاي", "ar"),
        ("🍵" * 9, "en"),
        ("\u200b", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_a_script_shows_its_title_and_text(store: LocalArtifactStore, title: str, language: str) -> None:
    manifest = ScriptManifest(provider="brief", script=script("Boil water.", "Wait.", title=title, language=language))
    image = np.asarray(picture_of(manifest, store)).astype(int)
    ink = np.abs(image[:, 12:] - image[2, 300]).sum(axis=2) > 200
    assert ink.any() == (title != "\u200b")
    assert not ink[:, -10:].any()
    assert "1. Boil water.\n2. Wait." in preview(manifest, store)


def test_a_long_script_is_cut_with_its_count() -> None:
    text = script_text(script(*["word " * 2_000] * 200, heading="h" * 9_000, title="t" * 9_000))
    assert len(text) < TEXT_LENGTH * 1.2
    shown = len(re.findall(r"^\d+\. ", text, re.MULTILINE))
    assert text.endswith(f"… and {200 - shown} more scenes")
    assert "more scenes" not in script_text(script(*["Short."] * 200))


def test_text_stays_text() -> None:
    text = script_text(script("a\n# b <img src=x> *c* [d](e) `f` & ~g~", title="<b>_T_</b>", heading="![x](y)"))
    assert text == (
        "### \\<b\\>\\_T\\_\\</b\\>\n\n"
        "1. **\\!\\[x\\](y)** a \\# b \\<img src=x\\> \\*c\\* \\[d\\](e) \\`f\\` \\& \\~g\\~"
    )


def test_scene_pictures_come_as_one_sheet(store: LocalArtifactStore) -> None:
    image = SceneImage(scene=1, image=red_picture(store), width=854, height=480)
    sheet = picture_of(SceneImagesManifest(provider="local", images=[image] * 200), store)
    assert sheet.size == (960, 540)
    assert is_red(sheet)


def narration(store: LocalArtifactStore, seconds: list[tuple[float, int]]) -> NarrationManifest:
    """Scenes of a length and an amplitude each."""
    data, scenes, at = io.BytesIO(), [], 0.0
    with wave.open(data, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for number, (length, level) in enumerate(seconds, 1):
            tone = np.sin(np.arange(int(length * RATE)) / 5) * level
            file.writeframes(tone.astype("<i2").tobytes())
            scenes.append(SceneSpeech(scene=number, start=at, end=at + length, sentences=[], words=[]))
            at += length
    audio = store.put_bytes(data.getvalue(), "audio/wav")
    return NarrationManifest(
        provider="piper", audio=audio, duration=at, loudness_lufs=-16, true_peak_dbtp=-1, scenes=scenes
    )


def bars(image: Image.Image) -> NDArray[np.int64]:
    """How many pixels of each column have the accent's colour."""
    accent = np.array(Image.new("RGB", (1, 1), ACCENT))[0, 0].astype(int)
    return np.asarray((np.abs(np.asarray(image).astype(int) - accent).sum(axis=2) < 90).sum(axis=0))


def test_narration_shows_as_a_wave_with_its_scenes(store: LocalArtifactStore) -> None:
    manifest = narration(store, [(2.0, 20_000), (1.0, 0), (1.0, 5_000)])
    image = picture_of(manifest, store)
    assert image.size == (640, 120)
    columns = bars(image)
    loud, silent, soft = columns[:318].max(), columns[322:478].max(), columns[485:].max()
    assert loud > 80
    assert silent <= 4
    assert loud / 5 < soft < loud / 3
    plain = waveform(manifest, store)
    first, border, second, third = (np.asarray(plain)[110, column].astype(int).sum() for column in (100, 320, 400, 600))
    assert first == pytest.approx(third, abs=3)  # resampling rounds
    assert min(first, third) > second + 10 > border + 20


@pytest.mark.parametrize("scenes", [[(0.001, 1)], [(0.2, 0)], [(0.02, 9_000)] * 200], ids=["tiny", "silent", "many"])
def test_any_narration_is_drawn(store: LocalArtifactStore, scenes: list[tuple[float, int]]) -> None:
    assert picture_of(narration(store, scenes), store).size == (640, 120)


def test_the_presenter_is_shown(store: LocalArtifactStore, tmp_path: Path) -> None:
    side, clip = 480, tmp_path / "clip.mp4"
    red = layer_of(np.full((side, side, 4), (*(value / 255 for value in RED), 1), np.float32))
    write_film([red] * 20, 20, size=(side, side), fps=10, out=clip, progress=lambda _: None, stop=threading.Event())
    manifest = AvatarManifest(provider="drawn", clip=store.put_file(clip, "video/mp4"), width=side, height=side)
    image = picture_of(manifest, store)
    assert image.size == (320, 320)
    assert is_red(image)


def test_no_presenter_is_no_picture(store: LocalArtifactStore) -> None:
    assert preview(AvatarManifest(provider="none", clip=None), store) == ""


def test_film_and_upload_show_the_thumbnail(store: LocalArtifactStore) -> None:
    thumbnail = red_picture(store, 1280, 720)
    film = CompositeManifest(
        provider="ffmpeg",
        video=thumbnail,
        captions_srt=thumbnail,
        captions_vtt=thumbnail,
        thumbnail=thumbnail,
        duration=1,
        width=854,
        height=480,
        fps=30,
    )
    contents = Contents(task_id="1", trace_id="2", title="Tea", artifacts={"thumbnail.jpg": thumbnail})
    stored = store.put_bytes(contents.model_dump_json(by_alias=True).encode(), "application/json")
    upload = UploadManifest(provider="folder", url=None, contents=stored)
    wired = UploadManifest(
        provider="folder", url=None, contents=store.put_bytes(contents.model_dump_json(by_alias=True).encode(), "x/y")
    )
    for manifest in (film, upload, wired):
        image = picture_of(manifest, store)
        assert image.size == (320, 180)
        assert is_red(image)


def test_what_cannot_be_drawn_is_left_out(store: LocalArtifactStore, capsys: pytest.CaptureFixture[str]) -> None:
    broken = store.put_bytes(b"nothing of use", "video/mp4")
    gone = Artifact(sha256="0" * 64, size=1, media_type="image/png")
    good = narration(store, [(1.0, 1)])
    for manifest in (
        AvatarManifest(provider="drawn", clip=broken),
        AvatarManifest(provider="drawn", clip=gone),
        good.model_copy(update={"audio": broken}),
        UploadManifest(provider="folder", url=None, contents=broken),
        SceneImagesManifest(provider="local", images=[SceneImage(scene=1, image=broken, width=1, height=1)]),
    ):
        assert preview(manifest, store) == ""
        assert "preview not drawn" in capsys.readouterr().out
