"""Where Chinese, Japanese and Thai are parted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from vidpipe.text.fit import fit
from vidpipe.text.unspaced import TORN, cut_costs

PARTED = [
    ("zh-TW", "為什麼電磁爐比瓦斯爐更省電而且更安全", "為什麼 電磁爐 比瓦斯爐 更省電 而且 更安全"),
    ("zh-TW", "百分之八十五的能量進入食物", "百分之 八十五的 能量 進入 食物"),
    ("zh-CN", "电磁炉的工作原理和选购指南", "电磁炉的 工作 原理 和选购 指南"),
    (
        "ja",
        "アフリカゾウの寿命はどれくらいなのか知っていますか",
        "アフリカゾウの 寿命は どれくらいなのか 知っていますか",
    ),
    ("ja", "電磁調理器の仕組みを知ろう", "電磁調理器の 仕組みを 知ろう"),
    ("ja", "2024年に東京オリンピックが開かれました", "2024年に 東京 オリンピックが 開かれました"),
    ("ja", "ガラスはほとんど熱くなりません", "ガラスは ほとんど 熱くなりません"),
    ("th", "เตาแม่เหล็กไฟฟ้าทำงานอย่างไร", "เตา แม่ เหล็ก ไฟฟ้า ทำงาน อย่างไร"),
    ("zh-TW", "月球如何牽引海洋", "月球 如何 牽引 海洋"),
    ("zh-TW", "5G網路與AI的未來", "5G 網路 與 AI的 未來"),
    ("ja", "3つの理由でLED電球を選ぶ", "3つの 理由で LED電球を 選ぶ"),
]


@pytest.mark.parametrize(("language", "text", "parts"), PARTED)
def test_words_stay_whole_with_what_is_written_behind_them(language: str, text: str, parts: str) -> None:
    costs = cut_costs(text)
    begins = [at for at, cost in enumerate(costs) if cost < TORN] + [len(text)]
    assert " ".join(text[begin:end] for begin, end in pairwise(begins)) == parts


@pytest.mark.parametrize(("language", "text", "parts"), PARTED)
@pytest.mark.parametrize("width", [420, 640, 900])
def test_headings_are_broken_between_words(language: str, text: str, parts: str, width: int) -> None:
    block = fit(text, width, 400, largest=110, smallest=40, weight=800, language=language, max_lines=4)
    ends, breaks = set(), set()
    for found, lines in ((ends, parts.split(" ")), (breaks, block.lines)):
        at = 0
        for line in lines:
            at += len(line)
            found.add(at)
    assert "".join(block.lines) == text
    assert breaks <= ends


def test_where_no_word_fits_a_line_the_text_is_still_there_whole() -> None:
    block = fit("為什麼電磁爐", 90, 400, largest=60, smallest=40, weight=800, language="zh-TW", max_lines=5)
    assert "".join(block.lines) == "為什麼電磁爐"


def test_a_text_without_such_writing_has_a_cost_for_each_character() -> None:
    assert len(cut_costs("Hello 123 ไทย")) == 13
    assert cut_costs("") == []
