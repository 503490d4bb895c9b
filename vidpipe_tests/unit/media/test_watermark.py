from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.errors import MediaError
from vidpipe.media.film.layout import Box
from vidpipe.media.film.paint import paint_film
from vidpipe.media.film.plan import Look, Material, Shot, pieces
from vidpipe.media.film.watermark import Watermark, WatermarkLayer
from vidpipe.media.frames.frame import Frame
from vidpipe.models import Style, TransitionKind, TransitionLook
from vidpipe.models.brand import Corner

WIDTH, HEIGHT = 256, 144
ROOM = Box(left=180, top=10, width=66, height=20)


def logo(folder: Path, size: tuple[int, int] = (100, 50)) -> Path:
    """White on nothing that is green, with empty room around."""
    image = Image.new("RGBA", (size[0] + 40, size[1] + 20), (0, 255, 0, 0))
    image.paste((255, 255, 255, 255), (20, 10, size[0] + 20, size[1] + 10))
    image.save(folder / "logo.png")
    return folder / "logo.png"


def frame() -> Frame:
    made = Frame(WIDTH, HEIGHT)
    made.y[:], made.cb[:], made.cr[:] = 60, 100, 150
    return made


@pytest.mark.parametrize("corner", ["top-left", "top-right", "bottom-left", "bottom-right"])
@pytest.mark.parametrize("size", [0.05, 0.1, 0.4])
def test_the_mark_stands_in_the_corner_of_its_room_and_nowhere_else(
    tmp_path: Path, corner: Corner, size: float
) -> None:
    mark = Watermark(path=logo(tmp_path), sha256="a", corner=corner, size=size, opacity=1.0)
    layer, shown = WatermarkLayer(mark, ROOM, WIDTH, HEIGHT), frame()
    layer.draw(shown, 0)
    box = layer.box
    assert ROOM.left <= box.left and box.right <= ROOM.right and ROOM.top <= box.top and box.bottom <= ROOM.bottom
    assert box.left == ROOM.left if corner.endswith("left") else box.right == ROOM.right
    assert box.top == ROOM.top if corner.startswith("top") else box.bottom == ROOM.bottom
    assert box.width == pytest.approx(2 * box.height, abs=1)
    assert shown.y[box.top + box.height // 2, box.left + box.width // 2] > 230
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[box.top : box.bottom, box.left : box.right] = False
    assert (shown.y[outside] == 60).all()


def test_opacity_lets_the_picture_through_and_edges_take_no_colour_from_what_is_transparent(tmp_path: Path) -> None:
    mark = Watermark(path=logo(tmp_path), sha256="a", size=0.1, opacity=0.5)
    layer, shown = WatermarkLayer(mark, ROOM, WIDTH, HEIGHT), frame()
    layer.draw(shown, 0)
    center = shown.y[layer.box.top + layer.box.height // 2, layer.box.left + layer.box.width // 2]
    assert abs(int(center) - (60 + 235) // 2) < 4
    inside = (slice(layer.box.top // 2, layer.box.bottom // 2), slice(layer.box.left // 2, layer.box.right // 2))
    # Towards white only: half of the way from the ground's colour differences to none.
    assert (shown.cb[inside] >= 99).all() and (shown.cr[inside] <= 151).all() and (shown.cr[inside] >= 126).all()


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    svg = tmp_path / "logo.svg"
    svg.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    with pytest.raises(MediaError) as caught:
        WatermarkLayer(Watermark(path=svg, sha256="a"), ROOM, WIDTH, HEIGHT)
    assert caught.value.code == "MEDIA_INVALID"
    Image.new("RGBA", (10, 10)).save(tmp_path / "empty.png")
    with pytest.raises(MediaError):
        WatermarkLayer(Watermark(path=tmp_path / "empty.png", sha256="a"), ROOM, WIDTH, HEIGHT)


def test_pieces_know_the_mark_by_what_it_looks_like(tmp_path: Path) -> None:
    shot = Shot(number=1, picture=Material(path=tmp_path, sha256="p"), frames=30)
    mark = Watermark(path=tmp_path / "a.png", sha256="l")

    def inputs(watermark: Watermark | None) -> dict[str, object]:
        return pieces(Look(width=WIDTH, height=HEIGHT, fps=30, watermark=watermark), [shot])[0].inputs()

    assert "watermark" not in inputs(None)
    moved = Watermark(path=tmp_path / "elsewhere.png", sha256="l")
    assert inputs(mark) == inputs(moved) != inputs(Watermark(path=mark.path, sha256="l", corner="top-left"))


def film(folder: Path, kind: TransitionKind, mark: Watermark | None) -> list[bytes]:
    """A title card, which gives way to a scene, both of one colour; all frames."""
    shots = []
    for number, color in enumerate(("white", "black")):
        path = folder / f"{color}.png"
        Image.new("RGB", (WIDTH, HEIGHT), color).save(path)
        picture = Material(path=path, sha256=color)
        shots.append(Shot(number=number, picture=picture, frames=20, card=number == 0))
    style = Style(transition=TransitionLook(kind=kind, seconds=0.4))
    look = Look(width=WIDTH, height=HEIGHT, fps=30, style=style, watermark=mark)
    return [bytes(data) for data in paint_film(look, shots)]


@pytest.mark.parametrize("kind", [TransitionKind.CUT, TransitionKind.CROSSFADE, TransitionKind.WIPE])
def test_a_title_card_shows_no_mark_and_the_mark_comes_with_the_first_scene(
    tmp_path: Path, kind: TransitionKind
) -> None:
    mark = Watermark(path=logo(tmp_path), sha256="a", opacity=1.0)
    pairs = zip(film(tmp_path, kind, mark), film(tmp_path, kind, None), strict=True)
    lighter = [
        float(np.abs(np.subtract(*(np.frombuffer(one, np.uint8).astype(int) for one in pair))).max()) for pair in pairs
    ]
    handed = 0 if kind is TransitionKind.CUT else 6
    assert max(lighter[: 20 - handed]) == 0
    assert min(lighter[20 + handed :]) > 150
    if kind is TransitionKind.CROSSFADE:
        shown = lighter[20 - handed : 20 + handed]
        assert shown == sorted(shown)


def test_a_title_card_is_the_same_piece_whatever_the_mark(tmp_path: Path) -> None:
    shot = Shot(number=0, picture=Material(path=tmp_path, sha256="p"), frames=30, card=True)
    marks = [None, Watermark(path=tmp_path / "a.png", sha256="l")]
    looks = [Look(width=WIDTH, height=HEIGHT, fps=30, watermark=mark) for mark in marks]
    assert pieces(looks[0], [shot])[0].inputs() == pieces(looks[1], [shot])[0].inputs()
