"""Brand kits are read with their files, which are known by their content."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

from vidpipe.errors import InvalidInput, StorageError
from vidpipe.styles import Brands


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "brands"
    folder.mkdir()
    Image.new("RGBA", (40, 20), "#ff000080").save(folder / "logo.png")
    shutil.copy(Path(str(files("manimgx_fonts"))) / "NotoSans[wght].ttf", folder / "Über.ttf")
    return folder


def write(folder: Path, text: str, name: str = "acme.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


WHOLE = """\
title: Acme 株式会社
palette: {accent: "#00aa55"}
logo: logo.png
watermark: {corner: bottom-left, opacity: 0.5, size: 0.1}
font: Über.ttf
intro: Acme presents
outro: acme.example
presenter: logo.png
"""


def test_a_brand_is_read_whole(folder: Path) -> None:
    write(folder, WHOLE)
    kit = Brands(folder)["acme"]
    assert (kit.brand.name, kit.brand.title, kit.brand.intro) == ("acme", "Acme 株式会社", "Acme presents")
    assert kit.brand.watermark.corner == "bottom-left"
    assert kit.logo is not None
    assert kit.logo.path == (folder / "logo.png").resolve()
    assert kit.font is not None
    assert len(kit.font.sha256) == 64


def test_other_content_under_the_same_name_is_another_brand_and_another_place_is_not(folder: Path) -> None:
    write(folder, WHOLE)
    first = Brands(folder)["acme"].inputs()
    moved = folder.with_name("elsewhere")
    shutil.copytree(folder, moved)
    assert Brands(moved)["acme"].inputs() == first
    Image.new("RGB", (9, 9), "blue").save(folder / "logo.png")
    changed = Brands(folder)["acme"].inputs()
    assert {name for name in first if first[name] != changed[name]} == {"logo", "presenter"}


def test_an_empty_file_is_a_brand_without_anything(folder: Path) -> None:
    write(folder, "")
    kit = Brands(folder)["acme"]
    assert (kit.brand.title, kit.logo, kit.font) == ("acme", None, None)


def test_the_watermark_is_switched_off_as_people_write_it(folder: Path) -> None:
    write(folder, "watermark: off\n")
    assert not Brands(folder)["acme"].brand.watermark.enabled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("logo: missing.png\n", "logo: there is no file 'missing.png'; put it beside acme.yaml"),
        ("logo: ../secret.png\n", "lies outside the brand's folder"),
        ("logo: /etc/passwd\n", "lies outside the brand's folder"),
        ("logo: acme.yaml\n", "'acme.yaml' is no PNG, JPEG or WebP picture"),
        ("font: logo.png\n", "'logo.png' is no TTF or OTF font"),
        ("font: fake.ttf\n", "'fake.ttf' cannot be read as a font"),
        ("palette: {accent: green}\n", "palette: accent: 'green'"),
        ("watermark: {corner: middle}\n", "top-left, top-right, bottom-left, bottom-right"),
        ("lgo: logo.png\n", "lgo is no field of a brand; did you mean 'logo'"),
    ],
)
def test_what_is_wrong_with_a_brand_is_told_with_the_fix(folder: Path, text: str, told: str) -> None:
    (folder / "fake.ttf").write_bytes(b"no font")
    write(folder, text)
    with pytest.raises(InvalidInput, match=told):
        Brands(folder)["acme"]
    [listed] = Brands(folder).listed()
    assert told in listed.problem


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    write(folder, "logo: a.png\nfont: b.ttf\n")
    with pytest.raises(InvalidInput) as caught:
        Brands(folder)["acme"]
    assert [problem["field"] for problem in caught.value.details["problems"]] == ["logo", "font"]


def test_a_file_that_cannot_be_read_is_told_as_such(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "logo: logo.png\n")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Image, "open", denied)
    with pytest.raises(StorageError, match="read the brand's logo"):
        Brands(folder)["acme"]


def test_an_unknown_brand_is_refused_with_the_nearest_one(folder: Path) -> None:
    write(folder, "")
    with pytest.raises(InvalidInput, match="there is no brand 'acne' here; did you mean 'acme'"):
        Brands(folder).named("acne")
    with pytest.raises(
        InvalidInput, match="there are none yet; one of your own goes into the folder VIDPIPE_BRAND_DIR"
    ):
        Brands().named("acme")
