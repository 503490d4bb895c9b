"""Words of a text as stems, for matching pictures to what a scene says (English, Chinese and Japanese)."""

from __future__ import annotations

import re
from functools import lru_cache

from vidpipe.providers.local.cards.lexicon import meanings

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_COMMON = """
    a about after all almost also an and any are around as at be because been before being between both but by can
    cannot could did do does doing down during each even every few for from further get gets getting had has have
    having he her here him his how i if in into is it its itself just let like little long made make makes making may
    me more most much must my never new no nor not now of off on once one only onto or other our out over own per put
    really right same say says see she should since so some still such take takes than that the their them then there
    these they thing things this those through to too under until up upon us use used uses using very was way we well
    were what when where which while who why will with within without would yet you your yourself
    small big large great good tiny huge
    picture image photo show shows showing shown view scene background foreground sleek style illustration drawing
"""
_STOP = frozenset(_COMMON.split())
_DENIALS = frozenset({"no", "not", "without", "never"})
_ENDINGS = (
    ("ational", "ate"),
    ("ization", "ize"),
    ("fulness", "ful"),
    ("ically", "ic"),
    ("ation", "ate"),
    ("ities", "ity"),
    ("ments", "ment"),
    ("ies", "y"),
    ("ity", ""),
    ("ion", ""),
    ("ing", ""),
    ("ers", ""),
    ("ors", ""),
    ("ed", ""),
    ("er", ""),
    ("or", ""),
    ("ly", ""),
    ("es", ""),
    ("al", ""),
    ("ic", ""),
    ("s", ""),
    ("e", ""),
)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Strip a word's endings, so that cook, cooker, cooks and cooking are one."""
    word = word.casefold()
    if not word.isascii():
        return word
    for _ in range(2):
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 3:
                word = word.removesuffix(ending) + instead
                break
        else:
            break
    # Doubled consonants of "stirring", "spinning".
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


def stems(text: str) -> list[str]:
    """Return the stems of a text's meaning-bearing words, in their order, repetitions included.

    What a text denies ("no flame", "without fire") is left out. Chinese and Japanese words come out as the stems of
    their English meaning, as far as the lexicon goes.
    """
    found: list[str] = []
    denied = False
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if word in _DENIALS:
            denied = True
        elif word >= "\u2e80":
            found.extend(stem(meaning) for meaning in meanings(word))
        elif len(word) > 1 and word not in _STOP:
            if not denied:
                found.append(stem(word))
            denied = False
    return found


def mentions(text_stems: list[str] | frozenset[str], *words: str) -> bool:
    """Whether any of the words is among the stems."""
    wanted = {stem(word) for word in words}
    return not wanted.isdisjoint(text_stems)
