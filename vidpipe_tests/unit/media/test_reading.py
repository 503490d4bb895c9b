"""Pictures of every kind are read as they look: upright, in sRGB, on white."""

from __future__ import annotations

import io
import threading
import zlib
from pathlib import Path
from struct import pack

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from vidpipe.errors import MediaError
from vidpipe.media.frames.pictures import Kept, moving_picture, standing_picture
from vidpipe.media.frames.reading import load_bgr

RAMP = np.tile(np.linspace(0, 255, 64).round().astype(np.uint8), (16, 1))
FINE = (RAMP.astype(np.uint16) * 257).astype(np.uint16)


def png_with_alpha_16() -> bytes:
    """A 16-bit grey PNG with alpha, which Pillow cannot write."""
    rows = b"".join(b"\0" + b"".join(pack(">HH", int(level), 65_535) for level in row) for row in FINE)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", 64, 16, 16, 4, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def encoded(pixels: npt.NDArray[np.uint16], suffix: str) -> bytes:
    done, data = cv2.imencode(suffix, pixels)
    assert done
    return data.tobytes()


GREY = Image.fromarray(RAMP)
NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 40, 3), np.uint8))
KINDS = {
    "grey": saved(GREY, "PNG"),
    "grey 16": encoded(FINE, ".png"),
    "grey 16 TIFF": encoded(FINE, ".tiff"),
    "grey 16 with alpha": png_with_alpha_16(),
    "colour 16": encoded(np.dstack([FINE] * 3), ".png"),
    "grey with alpha": saved(GREY.convert("LA"), "PNG"),
    "palette": saved(GREY.convert("RGB").quantize(64), "PNG"),
    "CMYK": saved(GREY.convert("CMYK"), "JPEG", quality=95),
    "WebP": saved(GREY.convert("RGB"), "WEBP", lossless=True),
    "floating point": saved(Image.fromarray(RAMP.astype(np.float32) / 255), "TIFF"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_those_of_the_picture(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    path.write_bytes(KINDS[kind])
    read = load_bgr(path)
    assert read.shape == (16, 64, 3)
    assert np.abs(read[8].astype(int) - RAMP[8][:, None]).max() <= (6 if kind in ("palette", "CMYK") else 1)


@pytest.mark.parametrize("turned", range(1, 9))
def test_photographs_are_turned_upright(tmp_path: Path, turned: int) -> None:
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:8, :16] = (250, 20, 20)
    image = Image.fromarray(upright)
    # How a camera stores what is upright under each orientation of Exif 2.32, table 6.
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = turned
    image = image.transpose(stored[turned]) if turned in stored else image
    image.save(tmp_path / "p.png", exif=exif)
    assert np.array_equal(load_bgr(tmp_path / "p.png")[:, :, ::-1], upright)


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "p.png")
    assert (load_bgr(tmp_path / "p.png") == 255).all()


def test_a_pictures_own_colour_profile_is_applied(tmp_path: Path) -> None:
    lab = ImageCms.createProfile("sRGB")
    Image.new("RGB", (8, 8), (200, 100, 50)).save(
        tmp_path / "p.png", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes()
    )
    assert np.abs(load_bgr(tmp_path / "p.png")[0, 0].astype(int) - (50, 100, 200)).max() <= 1
    Image.new("RGB", (8, 8), (200, 100, 50)).save(tmp_path / "q.png", icc_profile=b"broken")
    assert np.abs(load_bgr(tmp_path / "q.png")[0, 0].astype(int) - (50, 100, 200)).max() <= 1


@pytest.mark.parametrize("content", [b"", b"no picture", saved(NOISE, "PNG")[:900]])
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.png").write_bytes(content)
    for read in (lambda: load_bgr(tmp_path / "p.png"), lambda: moving_picture(tmp_path / "p.png", 64, 36)):
        with pytest.raises(MediaError, match=r"p\.png") as raised:
            read()
        assert raised.value.code == "MEDIA_INVALID"


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    for read in (lambda: load_bgr(tmp_path / "p.png"), lambda: standing_picture(tmp_path / "p.png", 64, 36)):
        with pytest.raises(MediaError, match=r"p\.png") as raised:
            read()
        assert raised.value.code == "FILE_NOT_FOUND"


def test_a_picture_is_prepared_once_until_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    Image.new("RGB", (64, 36), "red").save(path)
    first = moving_picture(path, 64, 36)
    assert moving_picture(path, 64, 36) is first
    assert moving_picture(path, 36, 64) is not first
    Image.new("RGB", (640, 360), "blue").save(path)
    assert moving_picture(path, 64, 36) is not first


def test_threads_that_want_the_same_wait_for_one_of_them() -> None:
    kept, made, go = Kept[int](2), [], threading.Event()

    def make() -> int:
        go.wait(5)
        made.append(1)
        return len(made)

    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(kept.get("key", make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(5)
    assert (made, results) == ([1], [1, 1, 1, 1])


def test_the_oldest_is_forgotten_and_a_failure_is_tried_again() -> None:
    kept = Kept[str](2)
    assert [kept.get(key, lambda key=key: key) for key in "abc"] == ["a", "b", "c"]  # type: ignore[misc]
    assert kept.get("c", lambda: "again") == "c"
    assert kept.get("a", lambda: "again") == "again"
    kept.keep(3)
    assert [kept.get(key, lambda: "new") for key in "bca"] == ["new", "c", "again"], "three from now on"

    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("d", fail)
    assert kept.get("d", lambda: "made") == "made"
