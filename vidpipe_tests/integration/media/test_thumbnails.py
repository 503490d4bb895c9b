"""Thumbnails as files: three designs, every proportion and script, readable where they are small."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.errors import MediaError
from vidpipe.media import fit_thumbnail, make_thumbnails
from vidpipe.media.packaging.colors import contrast, ink_on
from vidpipe.media.packaging.sheet import Sheet
from vidpipe.models import Palette
from vidpipe.styles.colours import rgb
from vidpipe_tests.integration.media.material import picture

FRAMES = {
    (1920, 1080): (1280, 720),
    (854, 480): (1280, 720),
    (1080, 1920): (720, 1280),
    (480, 480): (1080, 1080),
    (1080, 1350): (1080, 1350),
}
TITLES = [
    ("Heat & 'light' {x}", "en"),
    ("电磁炉为什么不烫手？🎉", "zh"),
    ("7 أسباب تجعل موقد الحث 2X أسرع", "ar"),
    ("विद्युत चूल्हा कैसे काम करता है", "hi"),
    ("Word " * 40, "en"),
    ("Donaudampfschifffahrtsgesellschaftskapitän", "de"),
]
LIGHT = Palette(background="#fff7ed", ink="#1c1917", accent="#e11d48", surface="#ffffff")


def drawn(folder: Path, title: str, language: str = "en", *, size: tuple[int, int] = (1920, 1080), palette: Palette = Palette(), logo: Path | None = None) -> list[Path]:  # noqa: B008, E501  # fmt: skip
    source = picture(folder / "p.png", 480, 270)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return make_thumbnails([source], title, palette, out, width=size[0], height=size[1], language=language, logo=logo)


@pytest.mark.parametrize(
    ("frame", "title", "language"),
    [(frame, *TITLES[number % len(TITLES)]) for number, frame in enumerate([*FRAMES, *FRAMES])],
)
def test_three_candidates_have_the_videos_proportions(
    tmp_path: Path, frame: tuple[int, int], title: str, language: str
) -> None:
    paths = drawn(tmp_path, title, language, size=frame)
    assert [path.name for path in paths] == ["thumbnail-1.jpg", "thumbnail-2.jpg", "thumbnail-3.jpg"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [path.name for path in paths]
    for path in paths:
        with Image.open(path) as image:
            assert (image.format, image.size) == ("JPEG", FRAMES[frame])
        assert path.stat().st_size < 2_000_000
    assert len({path.read_bytes() for path in paths}) == 3


@pytest.mark.parametrize("palette", [Palette(), LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1080, 1080)])
def test_words_can_be_read_at_the_size_of_a_list(
    tmp_path: Path, palette: Palette, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 168 × 94 letters are nine pixels high or more, and their ground stays clear of their colour."""
    written: list[tuple[float, float]] = []
    write = Sheet.write

    def watched(sheet: Sheet, text: object, start: float, top: float, color: tuple[int, int, int]) -> None:
        left = round(sheet.left_of(start, text.width))  # type: ignore[attr-defined]
        box = (left, round(top), left + round(text.width), round(top + text.height))  # type: ignore[attr-defined]
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= sheet.width and box[3] <= sheet.height
        seen = np.asarray(sheet.image.crop(box), np.float64).reshape(-1, 3)
        written.append((float(np.percentile(contrast(seen, color), 2)), text.size / max(size) * 168))  # type: ignore[attr-defined]
        write(sheet, text, start, top, color)  # type: ignore[arg-type]

    monkeypatch.setattr(Sheet, "write", watched)
    drawn(tmp_path, "Why the sea breathes", size=size, palette=palette)
    assert len(written) == 3
    assert min(found for found, _ in written) >= 4.5
    assert min(found for _, found in written) >= 9


def test_the_lower_right_corner_holds_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[bool] = []
    write = Sheet.write

    def watched(sheet: Sheet, text: object, start: float, top: float, color: tuple[int, int, int]) -> None:
        right = sheet.left_of(start, text.width) + text.width  # type: ignore[attr-defined]
        ends.append(right <= 0.83 * sheet.width or top + text.height <= 0.8 * sheet.height)  # type: ignore[attr-defined]
        write(sheet, text, start, top, color)  # type: ignore[arg-type]

    monkeypatch.setattr(Sheet, "write", watched)
    for title, language in (*TITLES[:3], ("7 ways to cook faster with induction", "en")):
        drawn(tmp_path, title, language)
    assert all(ends)


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in drawn(tmp_path, "Tea")]
    assert [path.read_bytes() for path in drawn(tmp_path, "Tea")] == first


def test_palette_and_logo_are_seen(tmp_path: Path) -> None:
    Image.new("RGBA", (200, 100), (0, 200, 0, 255)).save(tmp_path / "logo.png")
    bare, branded = (
        drawn(tmp_path, "Tea", palette=LIGHT)[0].read_bytes(),
        drawn(tmp_path, "Tea", palette=LIGHT, logo=tmp_path / "logo.png"),
    )
    assert branded[0].read_bytes() != bare
    with Image.open(branded[1]) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    for color in ((0, 200, 0), rgb(LIGHT.accent)):
        assert (np.abs(pixels - color).max(axis=2) < 30).sum() > 2_000, color


def test_the_brands_font_is_used_for_the_letters_it_has(tmp_path: Path) -> None:
    italic = Path(str(files("manimgx_fonts"))) / "NotoSans-Italic[wght].ttf"
    source = picture(tmp_path / "p.png", 480, 270)

    def made(title: str, font: Path | None) -> bytes:
        paths = make_thumbnails([source], title, LIGHT, tmp_path, width=16, height=9, language="en", font=font)
        return paths[0].read_bytes()

    assert made("Tea", None) != made("Tea", italic)
    assert made("茶", None) == made("茶", italic)


@pytest.mark.parametrize("ground", ["#000000", "#777777", "#808080", "#ffffff", "#ff0000", "#ffc83d", "#0000ff"])
def test_words_can_be_read_on_any_colour(ground: str) -> None:
    for palette in (Palette(), LIGHT, Palette(ink="#777777", background="#787878")):
        assert contrast(ink_on(rgb(ground), palette), rgb(ground)) >= 4.5


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK", "P", "I;16"])
def test_a_persons_own_picture_is_fitted(tmp_path: Path, mode: str) -> None:
    kind = "TIFF" if mode in ("CMYK", "I;16") else "PNG"
    if mode == "I;16":
        Image.fromarray(np.full((90, 400), 0x4000, np.uint16)).save(tmp_path / "own", kind)
    else:
        Image.new("RGB", (400, 90), (64, 64, 64)).convert(mode).save(tmp_path / "own", kind)
    out = fit_thumbnail(tmp_path / "own", tmp_path / "t.jpg", width=854, height=480)
    with Image.open(out) as image:
        assert image.size == (1280, 720)
        assert abs(int(np.asarray(image.convert("L")).mean()) - 64) < 12


@pytest.mark.parametrize("content", [b"x", b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(content)
    with pytest.raises(MediaError) as caught:
        make_thumbnails([broken], "T", Palette(), tmp_path, width=16, height=9, language="en")
    assert caught.value.code == "MEDIA_INVALID"
    with pytest.raises(MediaError) as caught:
        drawn(tmp_path, "T", logo=broken)
    assert caught.value.code == "MEDIA_INVALID"
    with pytest.raises(MediaError) as caught:
        fit_thumbnail(tmp_path / "none.png", tmp_path / "t.jpg", width=16, height=9)
    assert caught.value.code == "FILE_NOT_FOUND"
