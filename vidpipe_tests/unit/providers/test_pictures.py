from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from vidpipe.errors import ProviderError
from vidpipe.models import Scene
from vidpipe.providers import ImageRequest
from vidpipe.providers.local.pictures import FolderImageProvider, assign

ORIENTATION = 0x0112


def request(number: int = 1, scene_count: int = 3, **changes: Any) -> ImageRequest:
    values: dict[str, Any] = {
        "scene": Scene(number=number, narration="n", picture="p"), "scene_count": scene_count, "title": "t",
        "style": "explainer", "language": "en", "width": 320, "height": 180, "seed": 0, "presenter": None,
        "captions": None,
    }  # fmt: skip
    return ImageRequest(**values | changes)


def picture(path: Path, colour: str = "#ff0000", size: tuple[int, int] = (64, 36)) -> Path:
    Image.new("RGB", size, colour).save(path)
    return path


def made(folder: Path, number: int = 1, scene_count: int = 3, **changes: Any) -> Image.Image:
    out = folder.parent / "out.png"
    asyncio.run(FolderImageProvider(folder).make_image(request(number, scene_count, **changes), out))
    with Image.open(out) as image:
        assert image.format == "PNG"
        assert image.mode == "RGB"
        image.load()
    return image


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "bilder ☕"
    path.mkdir()
    return path


def names(files: Sequence[str], scene_count: int) -> dict[int, list[str]]:
    chosen = assign([Path(name) for name in files], scene_count)
    return {scene: [path.name for path in paths] for scene, paths in sorted(chosen.items())}


@pytest.mark.parametrize(
    ("files", "scenes"),
    [
        (["01.jpg", "02.png", "3-a cat.webp"], {1: ["01.jpg"], 2: ["02.png"], 3: ["3-a cat.webp"]}),
        (["scene-2.png", "Scene 1.png", "場景3.png"], {1: ["Scene 1.png"], 2: ["scene-2.png"], 3: ["場景3.png"]}),
        # No name bears the number of a scene: in the order of names.
        (["a.png", "b.png", "c.png"], {1: ["a.png"], 2: ["b.png"], 3: ["c.png"]}),
        (["20240101_1.jpg", "20240102_9.jpg"], {1: ["20240101_1.jpg"], 2: ["20240102_9.jpg"]}),
        (["IMG_2034.jpg", "IMG_2035.jpg"], {1: ["IMG_2034.jpg"], 2: ["IMG_2035.jpg"]}),
        # What has no number fills the scenes that no name has the number of; what is meant for others does not.
        (["2.png", "harbour.png", "9.png"], {1: ["harbour.png"], 2: ["2.png"]}),
        (["1.png", "01.jpg"], {1: ["1.png", "01.jpg"]}),
        (["12.png"], {1: ["12.png"]}),
    ],
)
def test_each_scene_takes_the_picture_with_its_number(files: list[str], scenes: dict[int, list[str]]) -> None:
    assert names(files, 3) == scenes


def test_names_are_ordered_as_people_count(folder: Path) -> None:
    for number in (10, 9, 8):
        picture(folder / f"tea {number}.png", f"#0000{number:02d}")
    (folder / "notes.txt").write_text("not a picture")
    (folder / ".hidden.png").write_bytes(b"")
    assert made(folder, 1).getpixel((0, 0)) == (0, 0, 0x08)
    assert made(folder, 3).getpixel((0, 0)) == (0, 0, 0x10)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "bmp", "tiff", "avif", "ppm"])
def test_every_common_format_is_read_and_fills_the_frame(folder: Path, ending: str) -> None:
    picture(folder / f"1.{ending}", size=(170, 100))
    image = made(folder)
    assert image.size == (320, 180)
    pixel = image.getpixel((319, 179))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 245
    assert max(pixel[1:]) < 12


def test_a_photograph_taken_sideways_is_shown_upright(folder: Path) -> None:
    image = Image.new("RGB", (90, 160), "blue")
    image.paste("red", (0, 0, 45, 160))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn by 90 degrees clockwise to see it upright
    image.save(folder / "1.png", exif=exif)
    upright = made(folder)
    assert upright.getpixel((160, 20)) == (255, 0, 0)
    assert upright.getpixel((160, 160)) == (0, 0, 255)


def test_more_is_cut_from_the_foot_than_from_the_head_and_as_much_left_as_right(folder: Path) -> None:
    rows = np.repeat(np.arange(110, dtype=np.uint8)[:, None, None], 100, axis=1).repeat(3, axis=2)
    Image.fromarray(rows).save(folder / "1.png")
    upper = made(folder, width=100, height=100)
    assert (upper.getpixel((50, 0)), upper.getpixel((50, 99))) == ((4,) * 3, (103,) * 3)
    Image.fromarray(rows.transpose(1, 0, 2)).save(folder / "1.png")
    middle = made(folder, width=100, height=100)
    assert (middle.getpixel((0, 50)), middle.getpixel((99, 50))) == ((5,) * 3, (104,) * 3)


def test_a_picture_of_quite_other_proportions_is_shown_whole(folder: Path) -> None:
    picture(folder / "1.png", size=(100, 100))
    image = made(folder)
    assert image.size == (320, 180)
    assert [image.getpixel((column, 90)) for column in (75, 245)] == [(255, 0, 0)] * 2
    beside = image.getpixel((20, 90))
    assert isinstance(beside, tuple)
    assert 40 < beside[0] < 200, "its likeness, darkened"


def test_transparent_parts_are_white_and_sixteen_bits_of_grey_keep_their_levels(folder: Path) -> None:
    Image.new("RGBA", (64, 36), (255, 0, 0, 0)).save(folder / "1.png")
    assert made(folder).getpixel((9, 9)) == (255, 255, 255)
    Image.fromarray(np.full((36, 64), 32_768, dtype=np.uint16)).save(folder / "1.png")
    assert made(folder).getpixel((9, 9)) == (128, 128, 128)
    Image.new("CMYK", (64, 36), (0, 255, 255, 0)).save(folder / "2.jpg")
    red = made(folder, 2).getpixel((9, 9))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 60


def test_a_broken_colour_profile_does_not_spoil_the_picture(folder: Path) -> None:
    Image.new("RGB", (64, 36), "#336699").save(folder / "1.png", icc_profile=b"nonsense")
    assert made(folder).getpixel((9, 9)) == (0x33, 0x66, 0x99)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (64, 36), "#336699").save(folder / "1.png", icc_profile=srgb)
    assert made(folder).getpixel((9, 9)) == (0x33, 0x66, 0x99)


def test_the_fingerprint_changes_when_the_file_changes_and_only_then(folder: Path) -> None:
    provider = FolderImageProvider(folder)
    first = picture(folder / "1.png", "red")
    picture(folder / "2.png", "red")
    before = provider.fingerprint(request(1))
    picture(folder / "2.png", "green")
    first.touch()
    assert provider.fingerprint(request(1)) == before
    picture(first, "blue")
    assert provider.fingerprint(request(1)) != before
    assert "picture_sha256" not in provider.fingerprint()


@pytest.mark.parametrize(
    ("files", "number", "told"),
    [
        ([], 1, r"Scene 1 has no picture in .*: it is empty\. .* for example 01\.jpg"),
        (["1.png", "3.png", "2.heic"], 2, r"Scene 2 has no picture .*1\.png, 3\.png, 2\.heic.*starts with 2"),
        (["1.png", "01.png"], 1, r"Scene 1 has several pictures \(.*1\.png.*\)"),
    ],
)
def test_a_missing_or_doubtful_picture_is_named(folder: Path, files: list[str], number: int, told: str) -> None:
    for name in files:
        (picture(folder / name) if name.endswith("png") else folder / name).touch()
    provider = FolderImageProvider(folder)
    with pytest.raises(ProviderError, match=told) as raised:
        provider.fingerprint(request(number))
    assert raised.value.code == "IMAGE_FAILED"
    assert raised.value.details["scene"] == number
    with pytest.raises(ProviderError, match=told):
        made(folder, number)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_file_that_is_no_picture_is_named(folder: Path, content: bytes) -> None:
    (folder / "1.png").write_bytes(content)
    with pytest.raises(ProviderError, match=r"The picture 1\.png of scene 1 cannot be used") as raised:
        made(folder)
    assert raised.value.code == "IMAGE_FAILED"


def test_a_folder_that_is_not_there_is_a_problem_with_its_fix(folder: Path) -> None:
    gone = folder / "gone"
    assert "VIDPIPE_PICTURE_DIR" in FolderImageProvider(gone).problems()[0]
    assert "no pictures" in FolderImageProvider(folder).problems()[0]
    picture(folder / "1.png")
    assert FolderImageProvider(folder).problems() == []
    with pytest.raises(ProviderError, match="VIDPIPE_PICTURE_DIR"):
        made(gone)
