"""What the designs of thumbnails keep from each other: the title and what pictures show."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from vidpipe.media.frames.planes import Plane
from vidpipe.media.frames.subject import Region
from vidpipe.media.packaging.designs import CANDIDATES, shaded
from vidpipe.media.packaging.placing import place
from vidpipe.media.packaging.sheet import Sheet
from vidpipe.media.packaging.wording import thumbnail_words
from vidpipe.media.picture_places import Picture, PicturePlaces
from vidpipe.models import Palette

TITLES = {
    "en": "How induction cooking works",
    "de": "Donaudampfschifffahrtsgesellschaft und Geschwindigkeitsbegrenzungen erklärt",
    "zh-TW": "為什麼電磁爐比瓦斯爐更省電而且更安全",
    "ar": "كيف تعمل المواقد الحثية ولماذا توفر الطاقة في كل بيت",
}


def drawn(size: tuple[int, int], language: str, picture: Plane) -> np.ndarray:
    words = thumbnail_words(TITLES[language])
    sheet = Sheet(width=size[0], height=size[1], palette=Palette(), language=language, rtl=language == "ar")
    shaded(sheet, Picture(image=picture), words)
    return np.asarray(sheet.image).astype(int)


@pytest.mark.parametrize("size", [(360, 640), (360, 360), (360, 450)])
@pytest.mark.parametrize("language", TITLES)
def test_below_a_picture_the_title_stands_on_nothing_but_the_ground(size: tuple[int, int], language: str) -> None:
    grey: Plane = np.full((400, 400, 3), 128, np.uint8)
    chequered = np.kron((np.indices((50, 50)).sum(axis=0) % 2 * 255).astype(np.uint8), np.ones((8, 8), np.uint8))
    other: Plane = np.repeat(chequered[:, :, None], 3, axis=2)
    one, two = drawn(size, language, grey), drawn(size, language, other)
    differing = np.flatnonzero((np.abs(one - two) > 2).any(axis=(1, 2)))
    ground = one[-1, 0]
    words = np.flatnonzero((np.abs(one - ground).max(axis=2) > 120).any(axis=1))
    lines = words[words > size[1] // 3]
    assert differing[-1] < lines[0] + 0.15 * (lines[-1] - lines[0])


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1080, 1080), (1080, 1350)])
def test_a_word_wider_than_its_room_is_parted_by_hyphens_and_no_other_is(size: tuple[int, int]) -> None:
    sheet = Sheet(width=size[0], height=size[1], palette=Palette(), language="de", rtl=False)
    words = sheet.set(TITLES["de"], size[0] - 2 * sheet.margin, 0.44 * size[1])
    whole = TITLES["de"].split()
    for line in words.lines:
        last = line.split(" ")[-1]
        assert line.endswith(("-", "…")) or any(word.endswith(last) for word in whole)
    assert words.lines[-1].endswith(("erklärt", "…")) and not words.lines[-1].endswith("und…")


SUBJECT, WRITTEN = (0, 0, 255), (0, 255, 0)
"""Blue-green-red."""


def card(size: tuple[int, int]) -> Picture:
    """A drawn card: a red square as its subject, with words right above it, below it and to its left."""
    width, height = size
    side = round(0.3 * min(size))
    left, top = round(0.62 * width), round(0.4 * height)
    image = np.full((height, width, 3), (60, 40, 20), np.uint8)
    image[top : top + side, left : left + side] = SUBJECT
    words = [Region(0.1, 0.1, 0.95, 0.3), Region(0.05, 0.42, 0.5, 0.6), Region(0.1, 0.9, 0.9, 0.95)]
    for box in words:
        rows, columns = (
            (int(box.top * height), int(box.bottom * height)),
            (int(box.left * width), int(box.right * width)),
        )
        image[slice(*rows), slice(*columns)] = WRITTEN
    subject = Region(left / width, top / height, (left + side) / width, (top + side) / height)
    return Picture(image=image, places=PicturePlaces(picture=subject, words=tuple(words)))


@pytest.mark.parametrize("has_logo", [False, True])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360), (360, 450)])
def test_a_drawn_subject_is_shown_whole_and_without_its_words(
    size: tuple[int, int], language: str, has_logo: bool
) -> None:
    for candidate in CANDIDATES:
        sheet = Sheet(
            width=size[0],
            height=size[1],
            palette=Palette(accent="#2222ff"),
            language=language,
            rtl=language == "ar",
            logo=Image.new("RGBA", (300, 100), "#888888") if has_logo else None,
        )
        candidate.draw(sheet, card(size), thumbnail_words(TITLES[language]))
        pixels = np.asarray(sheet.image).astype(int)
        red = np.abs(pixels - SUBJECT[::-1]).max(axis=2) < 40
        rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
        high, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        assert wide == pytest.approx(high, abs=4)
        assert red[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean() > 0.97
        assert high > 0.2 * min(size)
        beside = columns[0] >= 0.3 * size[0] if sheet.rtl else columns[-1] <= 0.7 * size[0]
        assert beside or rows[0] >= sheet.upper - 2
        assert not (np.abs(pixels - WRITTEN[::-1]).max(axis=2) < 90).any()


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_of_a_card_of_words_alone_nothing_is_shown_but_shapes_of_each_design_are(
    size: tuple[int, int], language: str
) -> None:
    drawn_card = card(size)
    assert drawn_card.places is not None
    words = Picture(image=drawn_card.image, places=PicturePlaces(picture=None, words=drawn_card.places.words))
    other = Picture(image=drawn_card.image[::-1].copy(), places=words.places)
    seen = []
    for candidate in CANDIDATES:
        sheets = [
            Sheet(width=size[0], height=size[1], palette=Palette(), language=language, rtl=language == "ar")
            for _ in range(2)
        ]
        for sheet, picture in zip(sheets, (words, other), strict=True):
            candidate.draw(sheet, picture, thumbnail_words(TITLES[language]))
        pixels = np.asarray(sheets[0].image).astype(int)
        assert (pixels == np.asarray(sheets[1].image)).all()
        shapes = np.abs(pixels - sheets[0].ground).max(axis=2) > 12
        assert shapes[: size[1] // 4].mean() > 0.1, candidate
        seen.append(shapes[: size[1] // 4])
    assert min(float((one != another).mean()) for one, another in combinations(seen, 2)) > 0.1


GLOW, BOLD = (40.0, 60.0), 6
"""How a ground goes from its darkest to its lightest, and the most that neighbours may differ on a soft ground."""


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360)])
def test_beside_and_below_a_drawn_subject_its_ground_goes_on_without_an_edge(size: tuple[int, int]) -> None:
    """The card's ground is lighter than the palette's, and lightest around the subject."""
    width, height = size
    rows, columns = np.indices((height, width))
    near = np.exp(-(np.hypot(columns - 0.5 * width, rows - 0.4 * height) ** 2) / (0.4 * min(size)) ** 2)
    image = np.repeat((GLOW[0] + GLOW[1] * near)[:, :, None], 3, axis=2).astype(np.uint8)
    subject = Region(0.35, 0.3, 0.65, 0.5)
    words = (Region(0.05, 0.05, 0.6, 0.22), Region(0.1, 0.55, 0.9, 0.75))
    for box in words:
        image[int(box.top * height) : int(box.bottom * height), int(box.left * width) : int(box.right * width)] = 255
    parts = [Region(0.5 * width, 0.1 * height, width, 0.9 * height)]
    sheet = place(image, subject, words, size, parts)
    assert max(float(np.abs(np.diff(sheet, axis=axis)).max()) for axis in (0, 1)) < BOLD
    assert 0.8 * GLOW[0] < sheet.min() and sheet.max() < sum(GLOW) + BOLD


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shape", [(300, 100), (100, 100), (40, 200)])
def test_what_is_kept_free_for_a_logo_is_where_it_comes_to_stand(shape: tuple[int, int], language: str) -> None:
    bare, marked = (
        Sheet(width=640, height=360, palette=Palette(), language="en", rtl=language == "ar", logo=logo)
        for logo in (None, Image.new("RGBA", shape, "#ff0000"))
    )
    assert bare.logo_box is None and bare.upper < 0.05 * 360
    marked.sign()
    red = (np.abs(np.asarray(marked.image).astype(int) - (255, 0, 0)).max(axis=2)) < 30
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert marked.logo_box == Region(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    assert rows[-1] < marked.upper
    assert (columns[-1] < 320) if language == "ar" else (columns[0] > 320)


@pytest.mark.parametrize("size", [(360, 640), (360, 360)])
def test_without_a_logo_a_subject_stands_in_the_middle(size: tuple[int, int]) -> None:
    for candidate in CANDIDATES:
        sheet = Sheet(width=size[0], height=size[1], palette=Palette(accent="#2222ff"), language="en", rtl=False)
        candidate.draw(sheet, card(size), thumbnail_words("Tea"))
        red = np.abs(np.asarray(sheet.image).astype(int) - SUBJECT[::-1]).max(axis=2) < 40
        columns = np.flatnonzero(red.any(axis=0))
        assert columns[0] + columns[-1] == pytest.approx(size[0], abs=6)
