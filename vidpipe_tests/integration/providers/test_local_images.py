"""The embedded image provider draws every layout, in every script and shape, and keeps its calm areas calm."""

from __future__ import annotations

import asyncio
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vidpipe.errors import ProviderError, StorageError
from vidpipe.media.film.layout import layout_for
from vidpipe.media.frames.camera import MOST_ZOOM
from vidpipe.models import Brief, Scene
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import draw_card, icons
from vidpipe.providers.local.cards.layouts import LAYOUT_PAINTERS
from vidpipe.providers.local.cards.plan import make_plan
from vidpipe.providers.local.images import LocalImageProvider
from vidpipe.styles import BUILT_IN, built_in
from vidpipe.styles.palettes import chosen_palette
from vidpipe.text import fonts

SIZES = {"16:9": (854, 480), "9:16": (480, 854), "1:1": (480, 480), "4:5": (480, 600)}
SCENES: dict[str, dict[str, Any]] = {
    "opener": {"number": 1, "heading": "Cooking without a flame", "picture": "A pot of boiling water"},
    "closing": {"number": 9, "heading": "Now you know", "picture": "Idea, light bulb"},
    "hero-split": {"number": 2, "heading": "The field reaches up", "picture": "Field lines through glass into a pan"},
    "hero-stage": {"number": 3, "heading": "One molecule must go", "picture": "A caffeine molecule"},
    "figure-wide": {"number": 2, "heading": "1.4 billion euros", "picture": "Investment money"},
    "figure-split": {"number": 3, "heading": "97 % is gone", "picture": "Share of caffeine"},
    "bars-columns": {"number": 2, "heading": "Energy", "picture": "Induction 85 %, gas 40 %"},
    "bars-rows": {"number": 3, "heading": "Energy", "picture": "Induction 85 %, gas 40 %"},
    "list-rows": {"number": 2, "heading": "Three things", "points": ["Water", "Heat", "Something else"]},
    "list-cards": {"number": 3, "heading": "Six things", "points": ["Water", "Heat", "Time", "People", "Luck", "More"]},
    "verdict-rows": {"number": 2, "heading": "Which", "points": ["Iron", "Not copper", "Not glass"]},
    "verdict-cards": {"number": 3, "heading": "Which", "points": ["Iron", "Not copper", "Not glass"]},
    "layers-exploded": {"number": 2, "picture": "Coil under a sheet", "points": ["Glass", "Coil", "Electronics"]},
    "layers-section": {"number": 3, "picture": "Coil under a sheet", "points": ["Glass", "Coil", "Electronics"]},
    "steps-path": {"number": 2, "picture": "The process", "points": ["Soak", "Draw", "Rinse", "Roast"]},
    "steps-stairs": {"number": 3, "picture": "The process", "points": ["Soak", "Draw", "Rinse", "Roast"]},
    "quote-centred": {"number": 2, "heading": "She said", "picture": "“Nothing is lost, all is changed.”"},
    "quote-side": {"number": 3, "heading": "She said", "picture": "“Nothing is lost, all is changed.”"},
}


def request(shape: str = "16:9", *, covered: bool = True, **values: Any) -> ImageRequest:
    scene = {"number": 2, "narration": "Some words.", "picture": "Something", **values}
    style, language, seed = scene.pop("style", "explainer"), scene.pop("language", "en"), scene.pop("seed", 0)
    width, height = SIZES[shape]
    places = layout_for(width, height, presenter=True)
    return ImageRequest(
        scene=Scene(**scene),
        scene_count=9,
        title="How it works",
        style=style,
        language=language,
        width=width,
        height=height,
        seed=seed,
        presenter=places.presenter if covered else None,
        captions=places.captions if covered else None,
        design=style,
        palette=chosen_palette(Brief(prompt="How it works", seed=seed), built_in()[style]),
    )


def busyness(pixels: NDArray[np.uint8]) -> float:
    """Return how strongly neighbouring blocks of 4×4 pixels differ: shapes and text do, grain and gradients do not."""
    rows, columns = pixels.shape[0] // 4 * 4, pixels.shape[1] // 4 * 4
    blocks = pixels[:rows, :columns].astype(float).mean(axis=2).reshape(rows // 4, 4, columns // 4, 4).mean(axis=(1, 3))
    return float(max(np.abs(np.diff(blocks, axis=0)).max(), np.abs(np.diff(blocks, axis=1)).max()))


def test_the_scenes_below_cover_every_layout() -> None:
    assert set(SCENES) == set(LAYOUT_PAINTERS)
    for layout, scene in SCENES.items():
        assert make_plan(request(**scene)).layout == layout


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("layout", SCENES)
def test_captions_and_presenter_find_calm_ground(layout: str, shape: str) -> None:
    pixels = draw_card(request(shape, **SCENES[layout]))
    height, width = pixels.shape[:2]
    assert (width, height) == SIZES[shape]
    places = layout_for(width, height, presenter=True)
    assert places.presenter is not None
    assert busyness(pixels[: round(places.captions.top * 0.98)]) > 30
    for box in (places.captions, places.presenter):
        left, top = _zoomed(box.left, width), _zoomed(box.top, height)
        right, bottom = _zoomed(box.left + box.width, width), _zoomed(box.top + box.height, height)
        assert busyness(pixels[top:bottom, left:right]) < 9
    assert busyness(pixels[round(height * 0.78) :]) < 9


def _zoomed(place: float, side: int) -> int:
    """Return where a place of the film lies on the card when the camera is nearest."""
    return round(side / 2 + (place - side / 2) / MOST_ZOOM)


# The line of "figure-wide" runs from edge to edge on purpose.
@pytest.mark.parametrize("layout", sorted(set(SCENES) - {"figure-wide"}))
def test_the_edges_stay_free_because_the_film_zooms(layout: str) -> None:
    pixels = draw_card(request(**SCENES[layout], style="product"))
    height, width = pixels.shape[:2]
    for strip in (pixels[:, : round(width * 0.05)], pixels[: round(height * 0.05)], pixels[:, -round(width * 0.05) :]):
        assert busyness(strip) < 9


def test_every_style_looks_different() -> None:
    cards = {style: draw_card(request(**SCENES["opener"], style=style)).astype(int) for style in BUILT_IN}
    for one, other in combinations(BUILT_IN, 2):
        assert np.abs(cards[one] - cards[other]).mean() > 5, (one, other)


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("zh-CN", "没有火焰的烹饪"),
        ("ja", "炎のない料理"),
        ("ko", "불꽃 없는 요리"),
        ("ar", "الطبخ بلا لهب"),
        ("he", "בישול ללא להבה"),
        ("hi", "बिना लौ के खाना"),
        ("th", "ทำอาหารโดยไม่มีเปลวไฟ"),
        ("en", "🎉👨\u200d👩\u200d👧✨"),
    ],
)
def test_every_script_appears_as_ink(language: str, heading: str) -> None:
    words, blank = (
        draw_card(request(language=language, heading=text, picture="...", seed=1)).astype(int)
        for text in (heading, "   ")
    )
    assert np.abs(words - blank).max() > 100
    for part, face in fonts.runs(make_plan(request(language=language, heading=heading)).heading, language):
        assert all(face.covers(character) or character in " \u200d" for character in part)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 2000,
        "x" * 300,
        "🎉" * 300,
        "\x00\x1b\n\u202e",
        "%s {0} ' \" \\",
        "1" * 400,
        "99999999999 %",
        "\u0301",
    ],
)
@pytest.mark.parametrize("shape", SIZES)
def test_hostile_text_neither_breaks_nor_leaves_its_place(text: str, shape: str) -> None:
    for number, points in ((1, []), (2, [text] * 6), (3, [text, "not " + text])):
        pixels = draw_card(request(shape, number=number, heading=text, picture=text, points=points))
        assert busyness(pixels[round(pixels.shape[0] * 0.78) :]) < 9


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    provider = LocalImageProvider()
    for name in ("a.png", "b.png"):
        asyncio.run(provider.make_image(request(**SCENES["list-rows"]), tmp_path / name))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png"]
    with Image.open(tmp_path / "a.png") as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", SIZES["16:9"])


def test_many_at_once_come_out_as_one_by_one(tmp_path: Path) -> None:
    provider = LocalImageProvider()

    async def all_at_once() -> None:
        await asyncio.gather(
            *(provider.make_image(request(**scene), tmp_path / f"{name}.png") for name, scene in SCENES.items())
        )

    asyncio.run(all_at_once())
    for name, scene in SCENES.items():
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert np.array_equal(np.asarray(picture), draw_card(request(**scene)))


def test_fingerprint_names_the_drawing_and_nothing_is_missing_here() -> None:
    provider = LocalImageProvider()
    fingerprint = provider.fingerprint()
    assert fingerprint["provider"] == provider.name == "local"
    assert isinstance(fingerprint["drawing"], int)
    assert provider.problems() == []


def test_missing_icons_are_told_with_their_fix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(icons, "folder", lambda: tmp_path)
    problems = LocalImageProvider().problems()
    assert problems
    assert all("pip install" in problem for problem in problems)


def test_a_place_that_cannot_be_written_is_an_image_failure(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="scene 2") as caught:
        asyncio.run(LocalImageProvider().make_image(request(), tmp_path / "no" / "a.png"))
    assert caught.value.code == "IMAGE_FAILED"


def test_missing_fonts_are_told_as_such(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken() -> dict[str, fonts.Face]:
        raise FileNotFoundError("NotoSansCJK.ttc")

    monkeypatch.setattr(fonts, "_cjk", broken)
    with pytest.raises(StorageError, match="fonts") as caught:
        asyncio.run(LocalImageProvider().make_image(request(), tmp_path / "a.png"))
    assert caught.value.code == "FONT_MISSING"
    assert any("fonts" in problem for problem in LocalImageProvider().problems())
