"""What the designs of thumbnails keep from each other: the title and what pictures show."""

from __future__ import annotations

import numpy as np
import pytest

from vidpipe.media.frames.planes import Plane
from vidpipe.media.frames.subject import Region
from vidpipe.media.packaging.designs import CANDIDATES, shaded
from vidpipe.media.packaging.sheet import Sheet
from vidpipe.media.packaging.told import Picture, Places
from vidpipe.media.packaging.wording import thumbnail_words
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
    return Picture(image=image, places=Places(picture=subject, words=tuple(words)))


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
            has_logo=has_logo,
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


def test_a_card_of_words_alone_is_shown_with_all_of_them() -> None:
    drawn_card = card((640, 360))
    words = Picture(image=drawn_card.image, places=Places(picture=None, words=drawn_card.places.words))  # type: ignore[union-attr]
    for candidate in CANDIDATES:
        sheet = Sheet(width=640, height=360, palette=Palette(), language="en", rtl=False)
        candidate.draw(sheet, words, thumbnail_words("Tea"))
        green = np.abs(np.asarray(sheet.image).astype(int) - WRITTEN[::-1]).max(axis=2) < 90
        across = np.flatnonzero(green.any(axis=0))
        assert 0 < across[0] < across[-1] < 639
