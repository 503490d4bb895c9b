"""What the designs of thumbnails keep from each other: the title and what pictures show."""

from __future__ import annotations

import numpy as np
import pytest

from vidpipe.media.frames.planes import Plane
from vidpipe.media.packaging.designs import shaded
from vidpipe.media.packaging.sheet import Sheet
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
    shaded(sheet, picture, words)
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
