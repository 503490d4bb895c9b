"""Title cards: the same bytes every time, every shape and script, and a logo that is seen."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vidpipe.errors import StorageError
from vidpipe.models import Brand, Style
from vidpipe.providers.local.cards.canvas import Canvas
from vidpipe.providers.local.cards.title import draw_title_card
from vidpipe.styles import BUILT_IN, BrandFile, BrandKit, built_in
from vidpipe.styles.colours import contrast, parse
from vidpipe.text.fit import Block

SIZES = [(320, 180), (180, 320), (240, 240), (240, 300)]


def style(name: str = "explainer", palette: int = 0) -> Style:
    chosen = built_in()[name]
    return chosen.model_copy(update={"palette": chosen.palettes[palette], "palettes": ()})


def kit(folder: Path, colour: str, **fields: str) -> BrandKit:
    path = folder / "logo.png"
    logo = Image.new("RGBA", (80, 40), (0, 0, 0, 0))
    logo.paste(colour, (4, 4, 40, 36))
    logo.save(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return BrandKit(brand=Brand(name="acme", **fields), logo=BrandFile(path=path, sha256=sha256))


def pixels(png: bytes) -> NDArray[np.int_]:
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.mode == "RGB"
        return np.asarray(picture).astype(int)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_card_has_the_wished_size_and_the_same_bytes_twice(name: str, size: tuple[int, int]) -> None:
    first, second = (
        draw_title_card("intro", "How it works", style=style(name), width=size[0], height=size[1]) for _ in range(2)
    )
    assert first == second
    assert pixels(first).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("size", SIZES)
def test_a_brands_words_are_shown_whole_each_line_by_itself(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Block] = []
    monkeypatch.setattr(Canvas, "text", lambda _, block, *__: written.append(block))
    brand = kit(tmp_path, "#ff0000", intro="Acme Kitchens presents\nCooking for everybody, every day")
    draw_title_card("intro", "Drei Fehler", style=style("social"), brand=brand, width=size[0] * 2, height=size[1] * 2)
    assert [" ".join(block.lines) for block in written] == [
        "Acme Kitchens presents",
        "Cooking for everybody, every day",
        "Drei Fehler",
    ]


@pytest.mark.parametrize(
    "title", ["感應爐是怎麼煮飯的？", "كيف تعمل الحرارة", "क्या यह काम करता है", "🎉 Ünïcode", "word " * 200]
)
def test_words_of_any_script_and_length_are_seen_inside_the_margins(title: str) -> None:
    shown = pixels(draw_title_card("intro", title, style=style(), width=320, height=180))
    blank = pixels(draw_title_card("intro", " ", style=style(), width=320, height=180))
    changed = np.abs(shown - blank).max(axis=2) > 60
    rows, columns = np.nonzero(changed)
    assert rows.min() > 8
    assert rows.max() < 172
    assert columns.min() > 12
    assert columns.max() < 308


def test_an_empty_title_still_gives_a_card() -> None:
    assert draw_title_card("outro", "", style=style(), width=320, height=180)


@pytest.mark.parametrize("colour", ["#101010", "#f8f8f8", "#4a52d0"])
@pytest.mark.parametrize("palette", [0, 2])
def test_a_logo_of_any_colour_is_seen_on_any_ground(tmp_path: Path, colour: str, palette: int) -> None:
    def drawn(brand: BrandKit | None) -> NDArray[np.int_]:
        return pixels(draw_title_card("intro", "", style=style(palette=palette), brand=brand, width=320, height=180))

    bare, shown = drawn(None)[:100], drawn(kit(tmp_path, colour))[:100]
    rows, columns = np.nonzero(np.abs(bare - shown).max(axis=2) > 24)
    # The logo with its plate, or with some of the ground around it.
    place = shown[rows.min() - 3 : rows.max() + 4, columns.min() - 3 : columns.max() + 4].reshape(-1, 3) / 255
    logo = parse(colour)
    assert sum(contrast(logo, tuple(pixel)) < 1.2 for pixel in place) > 200
    assert sum(contrast(logo, tuple(pixel)) > 2.5 for pixel in place) > 100


def test_the_brands_words_stand_on_its_cards(tmp_path: Path) -> None:
    def card(kind: str, **fields: str) -> bytes:
        brand = kit(tmp_path, "#ffffff", **fields)
        return draw_title_card(kind, "Film", style=style(), brand=brand, width=320, height=180)  # type: ignore[arg-type]

    assert card("intro", intro="Acme presents") != card("intro")
    assert card("outro", outro="acme.example") != card("outro", title="Acme") != card("outro")


def test_a_logo_that_is_gone_is_told(tmp_path: Path) -> None:
    brand = kit(tmp_path, "#ffffff")
    (tmp_path / "logo.png").unlink()
    with pytest.raises(StorageError, match="read the brand's logo"):
        draw_title_card("intro", "Film", style=style(), brand=brand, width=320, height=180)
