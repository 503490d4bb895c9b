"""Where a text that is written without spaces may be parted: Chinese, Japanese, Thai.

BudouX finds the words of Thai and the phrases of Japanese. It tears everyday words of Chinese ("能/量", "人/工智/能"):
these are found here, by the commonest ones, by what stands before or behind others, and since most have two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import accumulate

import budoux

NUMERALS = frozenset("0123456789一二三四五六七八九十百千万萬億亿兆两兩幾几數数第")
"""A number is not parted from what it counts."""
WORST, TORN, WORD, PHRASE = 10.0, 8.0, 5.0, 2.5
"""What a cut costs: in a word that is known, in what seems to be one, between two words, where a phrase begins."""
BESIDE = 6.0
"""What it costs between such writing and another, as around a Latin name, and between kanji and katakana."""
_BEHIND = frozenset("的了着著嗎吗呢吧啊呀嘛們们")
"""Chinese particles, which are written behind their word."""
_BEFORE = frozenset(
    "和與与及跟在是不會会能要把被比更最很太從从由為为對对讓让給给將将並并但而也都就還还又再只才因若向往用以於于"
)
"""Short Chinese words with which something new begins."""
_ENDINGS = frozenset(
    "爐炉機机器車车站店員员家者性化率度力學学法式型版國国人鍋锅箱板燈灯費费網网區区市場场量點点期品類类室館馆"
)
"""What makes one longer word of a Chinese word of two characters."""
_ALONE = frozenset("的了嗎吗呢吧也都就很更最")
"""What is hardly ever part of a longer word that is not known."""
_KNOWN, _ENDED_KNOWN, _SINGLE, _PAIR, _ENDED, _NONE = 10, 16, 23, 24, 26, 1000
"""Odds against words, in whole numbers so that equal ones are equal. Most that are not known have two characters."""
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_INSIDE_PHRASES = re.compile("(?<=[\u3400-\u9fff])(?=[\u30a1-\u30fa])|(?<=[\u30a1-\u30fa\u30fc])(?=[\u3400-\u9fff])")
"""Where katakana begins or ends beside kanji: two words of one phrase."""
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")


@cache
def _words() -> frozenset[str]:
    return frozenset(files("vidpipe.text").joinpath("unspaced_words.txt").read_text(encoding="utf-8").split())


@cache
def _longest() -> int:
    return max(3, *map(len, _words()))


@cache
def _japanese() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@cache
def _thai() -> budoux.Parser:
    return budoux.load_default_thai_parser()


def is_unspaced(character: str) -> bool:
    """Whether the character belongs to Chinese or Japanese."""
    return (
        "\u3040" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\u3000" <= character <= "\u303f"
        or "\uff00" <= character <= "\uffef"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def may_tear(last: str, first: str) -> bool:
    """Whether a cut between two characters may go through a word that :func:`cut_costs` knows of."""
    return last != " " and (is_unspaced(last) or is_unspaced(first) or bool(_THAI.fullmatch(last + first)))


def cut_costs(text: str) -> list[float]:
    """Return for every character what it costs to begin a line with it, 0 good to 10 bad; sense only in such writing.

    A text that holds kana is Japanese.
    """
    if _KANA.search(text):
        costs = _parsed(text, _japanese(), PHRASE)
        for place in _INSIDE_PHRASES.finditer(text):
            costs[place.start()] = min(costs[place.start()], BESIDE)
    else:
        costs = [_beside(text[at - 1], text[at]) if at else 0.0 for at in range(len(text))]
        for run in _HAN.finditer(text):
            costs[run.start() + 1 : run.end()] = _chinese(run.group())[1:]
    for run in _THAI.finditer(text):
        costs[run.start() + 1 : run.end()] = _parsed(run.group(), _thai(), WORD)[1:]
    return costs


def _parsed(text: str, parser: budoux.Parser, between: float) -> list[float]:
    begins = set(accumulate(map(len, parser.parse(text))))
    # Part of a number or a Latin name is no word.
    may_begin = (at in begins and not text[at - 1 : at + 1].isascii() for at in range(1, len(text)))
    return [0.0, *(between if begin else TORN for begin in may_begin)]


def _beside(last: str, first: str) -> float:
    if last in NUMERALS or first in _BEHIND or (last.isascii() and first.isascii()):
        return WORST
    return PHRASE if last in _BEHIND and not first.isascii() else BESIDE


def _chinese(run: str) -> list[float]:
    costs: list[float] = []
    before = ""
    for word in _segmented(run):
        costs.append(_between(before, word) if before else 0.0)
        costs += [WORST if word in _words() else TORN] * (len(word) - 1)
        before = word
    return costs


def _between(last: str, first: str) -> float:
    if last[-1] in NUMERALS or first in _BEHIND:
        return WORST
    if last[-1] == "之":
        return 7.0
    if last in _BEFORE:
        # "In" and "more" look forward; a line does not end with them.
        return TORN
    if last in _BEHIND:
        return PHRASE
    return PHRASE if first in _BEFORE else WORD


def _segmented(run: str) -> Iterator[str]:
    """Part a run of Chinese characters into what are most probably its words (dynamic programming)."""
    best, begins = [0], [0]
    for end in range(1, len(run) + 1):
        odds, begin = min(
            (best[begin] + _odds(run[begin:end]), begin) for begin in range(max(0, end - _longest()), end)
        )
        best.append(odds)
        begins.append(begin)
    cuts = [len(run)]
    while cuts[-1]:
        cuts.append(begins[cuts[-1]])
    cuts.reverse()
    for number, cut in enumerate(cuts[1:]):
        yield run[cuts[number] : cut]


def _odds(word: str) -> int:
    if word in _words() or (len(word) == 1 and word in _BEFORE | _BEHIND):
        return _KNOWN
    if len(word) > 1 and not _ALONE.isdisjoint(word):
        return _NONE
    match len(word):
        case 1:
            return _SINGLE
        case 2:
            return _PAIR
        case 3 if word[2] in _ENDINGS:
            return _ENDED_KNOWN if word[:2] in _words() else _ENDED
        case _:
            return _NONE
