"""Where Chinese and Japanese, written without spaces, may be parted: rules and common words instead of a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby

NUMERALS = frozenset("0123456789一二三四五六七八九十百千万萬億亿兆两兩幾几數数第")
"""A number is not parted from what it counts."""
WORST, TORN, WORD, PHRASE = 10.0, 8.0, 5.0, 2.5
"""What a cut costs: in a word that is known, in what seems to be one, between two words, where a phrase begins."""
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


@cache
def _words() -> frozenset[str]:
    return frozenset(files("vidpipe.text").joinpath("unspaced_words.txt").read_text(encoding="utf-8").split())


@cache
def _longest() -> int:
    return max(map(len, _words()))


@cache
def _hiragana_words() -> re.Pattern[str]:
    """Words that stand out of a run of hiragana, in which particles and endings run together."""
    long = sorted((word for word in _words() if len(word) > 2 and all(map(_is_hiragana, word))), reverse=True)
    return re.compile("|".join(long))


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


def cut_costs(text: str) -> list[float]:
    """Return for every character what it costs to begin a line with it, 0 good to 10 bad; sense only in such writing.

    Words of Chinese are guessed from the commonest ones, and since most have two characters.
    """
    costs = [pair_cost(text[at - 1], text[at]) if at else 0.0 for at in range(len(text))]
    at = 0
    for han, characters in groupby(text, _is_han):
        run = "".join(characters)
        if han:
            words = list(_segmented(run))
            for number, word in enumerate(words):
                for inner in range(1, len(word)):
                    costs[at + inner] = WORST if word in _words() else TORN
                if number:
                    costs[at] = _between(words[number - 1], word)
                at += len(word)
        else:
            at += len(run)
    for found in _hiragana_words().finditer(text):
        costs[found.start()] = min(costs[found.start()], WORD)
    return costs


def pair_cost(last: str, first: str) -> float:
    """Say what a cut between two characters costs, knowing nothing else.

    In Japanese a phrase mostly begins where the kind of writing changes.
    """
    if last in NUMERALS or last + first in _words() or (last.isascii() and first.isascii()):
        return WORST
    to_hiragana, from_hiragana = _is_hiragana(first), _is_hiragana(last)
    if last == "を":
        return PHRASE
    if from_hiragana and not to_hiragana and last not in "おご":
        return 2.0
    if to_hiragana and not from_hiragana:
        # Particles and endings are written behind their word.
        return TORN
    if last in _BEHIND and not first.isascii():
        return 3.0
    if _is_katakana(last) and _is_katakana(first):
        return WORST
    return WORST if from_hiragana else 6.0


def _between(last: str, first: str) -> float:
    if last[-1] in NUMERALS or first in _BEHIND:
        return WORST
    if last[-1] == "之":
        return 7.0
    if last in _BEFORE:
        # "In" and "more" look forward; a line does not end with them.
        return TORN
    if last in _BEHIND:
        return 3.0
    return PHRASE if first in _BEFORE else WORD


def _segmented(run: str) -> Iterator[str]:
    """Part a run of Chinese characters into what are most probably its words (dynamic programming)."""
    best, begins = [0], [0]
    for end in range(1, len(run) + 1):
        odds, begin = min(
            (best[begin] + _odds(run[begin:end]), begin) for begin in range(max(0, end - max(_longest(), 3)), end)
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


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"


def _is_hiragana(character: str) -> bool:
    return "\u3040" <= character <= "\u309f"


def _is_katakana(character: str) -> bool:
    return "\u30a0" <= character <= "\u30ff"
