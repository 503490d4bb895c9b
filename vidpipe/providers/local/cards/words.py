"""Words of a text as stems, for matching pictures to what a scene says (English, German, Chinese and Japanese)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from vidpipe.providers.local.cards import english, german
from vidpipe.providers.local.cards.lexicon import meanings
from vidpipe.text.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_EAST_ASIAN = re.compile(r"((?:(?![\W\d_])[\u2e80-\U0003ffff])+)")
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


def _unread(_text: str) -> Iterable[str]:
    """Find nothing in a text of a language that has no reader."""
    return ()


_READERS: dict[str, Callable[[str], Iterable[str]]] = {"en": english.words, "de": german.words}
"""Primary language tag → what returns a text's words in English."""


def readings(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Return a text's meaning-bearing words in English, each with its stem, in their order, repetitions included.

    What a text denies ("no flame", "without fire") is left out. Chinese and Japanese words come out as their English
    meaning, as far as the lexicon goes, and so do those of a text in German. Words of other languages have none, unless
    the text is an English one, as descriptions of pictures may be: else a German "Tag" would be a price tag.
    """
    primary = language.split("-")[0].casefold()
    read = _READERS.get("en" if _is_english(text, primary) else primary, _unread)
    found: list[str] = []
    for part in _EAST_ASIAN.split(text):
        found.extend(meanings(part) if _EAST_ASIAN.match(part) else read(part))
    return [(word, stem(word)) for word in found]


def stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of a text's meaning-bearing words; see :func:`readings`."""
    return [one for _, one in readings(text, language)]


def _is_english(text: str, primary: str) -> bool:
    """Whether a text has more of the small words of English than of its own language."""
    words = [match.group().casefold() for match in _WORD.finditer(text)]
    of_english, own = STOP_WORDS["en"], STOP_WORDS.get(primary, frozenset())
    return sum(word in of_english - own for word in words) > sum(word in own - of_english for word in words)


def mentions(text_stems: list[str] | frozenset[str], *words: str) -> bool:
    """Whether any of the words is among the stems."""
    wanted = {stem(word) for word in words}
    return not wanted.isdisjoint(text_stems)
