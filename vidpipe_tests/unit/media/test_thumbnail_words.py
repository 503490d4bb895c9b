from __future__ import annotations

import pytest

from vidpipe.media.packaging.wording import Words, thumbnail_words


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Tea", "Tea"),
        ("Why the sea breathes: how the Moon moves the ocean", "Why the sea breathes"),
        ("Is tea healthy? Eleven doctors answer the question", "Is tea healthy?"),
        ("Tea - how to brew it so that it never gets bitter", "Tea - how to brew it so that it never gets bitter"),
        (
            "A title that has no place to be cut at all and goes on",
            "A title that has no place to be cut at all and goes on",
        ),
        ("电磁炉为什么不烫手？电磁感应加热原理全解析与使用技巧", "电磁炉为什么不烫手？"),
        ("كيف يعمل موقد الحث؟ شرح مبسط لكل ما تحتاج معرفته", "كيف يعمل موقد الحث؟"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_a_title_is_said_in_few_words(title: str, shown: str) -> None:
    assert thumbnail_words(title).title == shown


@pytest.mark.parametrize(
    ("title", "number", "rest"),
    [
        ("7 ways to cook", "7", "ways to cook"),
        ("50% less energy", "50%", "less energy"),
        ("3个原因", "3", "个原因"),
        ("٧ أسباب", "٧", "أسباب"),
    ],
)
def test_a_leading_number_stands_for_itself(title: str, number: str, rest: str) -> None:
    assert thumbnail_words(title) == Words(title=title, number=number, rest=rest)


@pytest.mark.parametrize(
    "title", ["3D printing", "24/7 news", "10:30 in Rome", "2024 in review", "7", "The 7 ways", "1,000 tea cups"]
)
def test_a_number_that_is_part_of_a_word_is_left_there(title: str) -> None:
    assert thumbnail_words(title).number == ""
