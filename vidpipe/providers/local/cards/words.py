"""Words of a text as stems, for matching pictures to what a scene says (English, German, Chinese and Japanese)."""

from __future__ import annotations

import re
from functools import lru_cache

from vidpipe.providers.local.cards import german
from vidpipe.providers.local.cards.lexicon import meanings
from vidpipe.text.stopwords import STOP_WORDS

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
_GERMAN_DENIALS = frozenset({"kein", "keine", "keinen", "keiner", "ohne", "nicht", "nie"})
# Words that name a thing elsewhere: to train somebody, a light meal, the heart of a city, hot peppers.
_OTHERWISE_MEANT = re.compile(
    r"\btrain(?:ed|ing|er|ers)\b|\btrains? (?:the|your|an?|our|my|his|her|their|its|for|with|them|it|us)\b"
    r"|\blight (?:bag|meal|lunch|breakfast|jacket|clothes|weight|touch|snack)\b|\b(?:the|at) heart of\b|\bby heart\b"
    r"|\b(?:last|next|first|each|every|any|this|all the|many|times?) (?:minute|time|times)\b|\btimes a\b|\btimes as\b"
    r"|\bcurrent(?:ly)? (?:price|year|state|version|government|president)\b"
    r"|\bsounds? (?:like|good|bad|as)\b|\bin (?:the )?light of\b|\bstar(?:s|red|ring)? in\b|\bbook (?:a|your|the)\b",
    re.IGNORECASE,
)
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


def readings(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Return a text's meaning-bearing words in English, each with its stem, in their order, repetitions included.

    What a text denies ("no flame", "without fire") is left out. Chinese and Japanese words come out as their English
    meaning, as far as the lexicon goes, and so do those of a text in German. Words of other languages have none, unless
    the text is an English one, as descriptions of pictures may be: else a German "Tag" would be a price tag.
    """
    found: list[tuple[str, str]] = []
    denied = False
    primary = language.split("-")[0].casefold()
    translated = primary != "en" and not _is_english(text, primary)
    for match in _WORD.finditer(_OTHERWISE_MEANT.sub(" ", text) if not translated else text):
        word = match.group().casefold()
        if word in _DENIALS or (translated and word in _GERMAN_DENIALS):
            denied = True
        elif word >= "\u2e80":
            found.extend((meaning, stem(meaning)) for meaning in meanings(word))
        elif len(word) > 1 and word not in (STOP_WORDS.get(primary, _STOP) if translated else _STOP):
            meant = (german.meaning(word) if primary == "de" else None) if translated else word
            if meant is not None and not denied:
                found.append((meant, stem(meant)))
            denied = denied and translated and meant is None
    return found


def stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of a text's meaning-bearing words; see :func:`readings`."""
    return [one for _, one in readings(text, language)]


def _is_english(text: str, primary: str) -> bool:
    """Whether a text has more of the small words of English than of its own language."""
    words = [match.group().casefold() for match in _WORD.finditer(text)]
    english, own = STOP_WORDS["en"], STOP_WORDS.get(primary, frozenset())
    return sum(word in english - own for word in words) > sum(word in own - english for word in words)


def mentions(text_stems: list[str] | frozenset[str], *words: str) -> bool:
    """Whether any of the words is among the stems."""
    wanted = {stem(word) for word in words}
    return not wanted.isdisjoint(text_stems)
