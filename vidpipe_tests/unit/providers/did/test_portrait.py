from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.errors import ProviderError
from vidpipe.providers.did import portrait
from vidpipe.providers.did.portrait import digest_of, draw_portrait, fit_portrait


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    return picture


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "AVIF"])
def test_whatever_pillow_reads_becomes_a_jpeg_of_the_same_size(form: str, tmp_path: Path) -> None:
    path = tmp_path / "Bildnis ß 肖像.bin"
    Image.new("RGB", (300, 400), "#4080c0").save(path, form)
    picture = opened(fit_portrait(path))
    assert picture.size == (300, 400)
    assert np.allclose(np.asarray(picture)[200, 150], (0x40, 0x80, 0xC0), atol=6)


def test_a_picture_of_too_many_pixels_is_reduced_in_its_proportions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert portrait.LARGEST_PICTURE == 10_485_760
    monkeypatch.setattr(portrait, "LARGEST_PICTURE", 200_000)
    Image.new("RGB", (1_000, 500), "#4080c0").save(tmp_path / "large.png")
    width, height = opened(fit_portrait(tmp_path / "large.png")).size
    assert 198_000 < width * height <= 200_000
    assert width / height == pytest.approx(2, abs=0.01)


def test_a_picture_of_too_many_bytes_is_packed_tighter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    loose = fit_portrait(tmp_path / "noise.png")
    monkeypatch.setattr(portrait, "LARGEST_FILE", len(loose) - 1)
    tight = fit_portrait(tmp_path / "noise.png")
    assert len(tight) < len(loose)
    monkeypatch.setattr(portrait, "LARGEST_FILE", 100)
    with pytest.raises(ProviderError, match="smaller"):
        fit_portrait(tmp_path / "noise.png")


def test_a_photo_lying_on_its_side_is_stood_up(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 300), "red").save(tmp_path / "phone.jpg", exif=exif)
    assert opened(fit_portrait(tmp_path / "phone.jpg")).size == (300, 400)


def test_what_is_transparent_becomes_light_grey(tmp_path: Path) -> None:
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert np.asarray(opened(fit_portrait(tmp_path / "clear.png"))).min() > 220


@pytest.mark.parametrize("size", [(159, 400), (400, 159), (2_000, 170)])
def test_a_picture_too_small_on_one_side_is_refused_before_anything_is_sent(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portrait, "LARGEST_PICTURE", 200_000)
    Image.new("1", size).save(tmp_path / "small.png")
    with pytest.raises(ProviderError, match="160 is the least") as raised:
        fit_portrait(tmp_path / "small.png")
    assert raised.value.code == "DID_INVALID_IMAGE"


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(ProviderError) as raised:
        fit_portrait(tmp_path / "x.png")
    assert raised.value.code == "DID_INVALID_IMAGE"
    assert str(tmp_path) not in raised.value.message


def test_a_missing_file_and_a_bomb_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for read in (fit_portrait, digest_of):
        with pytest.raises(ProviderError, match="cannot be read"):
            read(tmp_path / "none.png")
    monkeypatch.setattr(portrait, "LARGEST_SOURCE", 10_000)
    Image.new("L", (200, 200)).save(tmp_path / "large.png")
    with pytest.raises(ProviderError, match="million pixels"):
        fit_portrait(tmp_path / "large.png")


def test_the_drawn_presenter_is_the_same_for_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert portrait.DRAWN_SIDE >= portrait.SMALLEST_SIDE
    monkeypatch.setattr(portrait, "DRAWN_SIDE", 96)
    assert draw_portrait(3) == draw_portrait(3) != draw_portrait(4)
    picture = opened(draw_portrait(3))
    assert picture.size == (96, 96)
    assert np.ptp(np.asarray(picture)) > 150


def test_sixteen_bits_of_grey_stay_as_dark_as_they_are(tmp_path: Path) -> None:
    Image.fromarray(np.full((400, 300), 16_448, np.uint16)).save(tmp_path / "grey.png")
    assert np.allclose(np.asarray(opened(fit_portrait(tmp_path / "grey.png")))[200, 150], 64, atol=3)
