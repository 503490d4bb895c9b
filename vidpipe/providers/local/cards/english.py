"""Which words of an English text bear meaning: neither its small words nor what it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+")
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
# Words that name a thing elsewhere: to train somebody, a light meal, the heart of a city, hot peppers.
_OTHERWISE_MEANT = re.compile(
    r"\btrain(?:ed|ing|er|ers)\b|\btrains? (?:the|your|an?|our|my|his|her|their|its|for|with|them|it|us)\b"
    r"|\blight (?:bag|meal|lunch|breakfast|jacket|clothes|weight|touch|snack)\b|\b(?:the|at) heart of\b|\bby heart\b"
    r"|\b(?:last|next|first|each|every|any|this|all the|many|times?) (?:minute|time|times)\b|\btimes a\b|\btimes as\b"
    r"|\bcurrent(?:ly)? (?:price|year|state|version|government|president)\b"
    r"|\bsounds? (?:like|good|bad|as)\b|\bin (?:the )?light of\b|\bstar(?:s|red|ring)? in\b|\bbook (?:a|your|the)\b",
    re.IGNORECASE,
)


def words(text: str) -> Iterator[str]:
    """Yield the meaning-bearing words of a text in lower case; "no flame" and "without fire" yield none."""
    denied = False
    for match in _WORD.finditer(_OTHERWISE_MEANT.sub(" ", text)):
        word = match.group().casefold()
        if word in _DENIALS:
            denied = True
        elif len(word) > 1 and word not in _STOP:
            if not denied:
                yield word
            denied = False
