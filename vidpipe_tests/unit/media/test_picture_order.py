from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vidpipe.errors import InvalidInput, MediaError, NotFound, StorageError
from vidpipe.media.material.pictures import natural, pictures_in, read_timing, require_picture, spread

NAMES = ("1.png", "2.jpg", "10.webp", "a1.PNG", "B1.png", "a2.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in (*reversed(NAMES), ".hidden.png", "notes.txt"):
        (folder / name).touch()
    return folder


def test_pictures_come_in_the_order_in_which_people_sort_names(folder: Path) -> None:
    assert [path.name for path in pictures_in(folder)] == ["1.png", "2.jpg", "10.webp", "a1.PNG", "a2.png", "B1.png"]


@given(st.lists(st.text(max_size=8)))
def test_any_names_can_be_sorted_and_always_alike(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural) == sorted(backwards, key=natural)


def test_no_folder_and_no_pictures_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pictures_in(tmp_path / "none")
    with pytest.raises(InvalidInput, match="holds no pictures"):
        pictures_in(tmp_path)


def test_a_picture_that_moves_is_refused_and_pages_are_not(tmp_path: Path) -> None:
    colours = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for name in ("a.gif", "a.webp", "a.png", "a.tiff"):
        colours[0].save(tmp_path / name, save_all=True, append_images=colours[1:])
    require_picture(tmp_path / "a.tiff")
    for name in ("a.gif", "a.webp", "a.png"):
        with pytest.raises(InvalidInput, match=f"{name} is an animation of 2 pictures"):
            require_picture(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"words", b"\x89PNG\r\n\x1a\n\0\0", b"GIF89a\x01"])
def test_what_is_no_picture_is_named_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(MediaError, match=r"a\.png is no picture.*: save it anew as PNG or JPEG") as raised:
        require_picture(tmp_path / "a.png")
    assert raised.value.code == "MEDIA_INVALID"


def test_a_picture_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").touch()

    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(StorageError, match=r"a\.png: Permission denied; give the user that runs vidpipe the right"):
        require_picture(tmp_path / "a.png")


@given(count=st.integers(1, 60), frames=st.integers(1, 5_000))
def test_pictures_are_spread_evenly_to_a_frame(count: int, frames: int) -> None:
    paths = [Path(f"{n}.png") for n in range(count)]
    if count > frames:
        with pytest.raises(InvalidInput, match="cannot be shown"):
            spread(paths, frames)
        return
    shown = spread(paths, frames)
    assert sum(one.frames for one in shown) == frames
    assert max(one.frames for one in shown) - min(one.frames for one in shown) <= 1


CSV = "picture,start\n1,0\na2.png,1:02.5\n2.jpg,1:05\n1.png,01:01:00\n"
YAML = "- {picture: '1', start: 0}\n- picture: a2.png\n  start: 1:02.5\n- {picture: 2.jpg, start: 65}\n"


def test_a_table_says_when_each_picture_starts(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text(CSV)
    shown = read_timing(tmp_path / "times.csv", pictures_in(folder), fps=30, frames=30 * 3_661)
    assert [(one.picture.name, one.frames) for one in shown] == [
        ("1.png", 1_875),
        ("a2.png", 75),
        ("2.jpg", 30 * (3_660 - 65)),
        ("1.png", 30),
    ]
    (tmp_path / "times.yaml").write_text(YAML)
    shown = read_timing(tmp_path / "times.yaml", pictures_in(folder), fps=30, frames=2_000)
    assert [one.frames for one in shown] == [1_875, 75, 50]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,at\n1,0\n", "must name the columns picture and start"),
        ("picture,start\n", "names no pictures"),
        ("picture,start\n1,2\n", "first picture must start at 0"),
        ("picture,start\na22.png,0\n", "entry 1 names 'a22.png', .* did you mean 'a2.png'"),
        ("picture,start\n1,0\n2,soon\n", "entry 2 starts at 'soon'"),
        ("picture,start\n1,0\n2,4\na2,4\n", "entry 3 does not start after the one before it"),
        ("picture,start\n1,0\n2,99\n", "the last picture starts at 99 s, and the sound ends at 10.00 s"),
    ],
)
def test_times_that_cannot_be_are_refused_with_their_entry(folder: Path, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "times.csv").write_text(text)
    with pytest.raises(InvalidInput, match=told):
        read_timing(tmp_path / "times.csv", pictures_in(folder), fps=30, frames=300)


@pytest.mark.parametrize("text", ["1.png: 0", "- 1.png", "just words", "[unclosed"])
def test_yaml_of_another_shape_is_refused(folder: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "times.yaml").write_text(text)
    with pytest.raises(InvalidInput, match=r"times\.yaml"):
        read_timing(tmp_path / "times.yaml", pictures_in(folder), fps=30, frames=300)
