"""Cutting a text into sentences, in any script.

Rules instead of a model: they are fast, need no data file and say why. What a full stop means depends on what
stands on both sides of it, so each one is judged alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSERS = "\"'”’»›)\\]}」』】》〉）］｝"
_OPENERS = "\"'“‘«‹„‚¿¡([{「『【《〈（［｛*_-–—•"

# Terminators of scripts whose next sentence may follow without a space.
_FIRM = "。！？｡؟۔।॥።፧။។៕՞։"
_END = re.compile(rf"(?:(?P<firm>[{_FIRM}]+[!?]*)|[.!?…‥‼⁇⁈⁉]+)(?P<close>[{_CLOSERS}]*)")

_NEAR = 80
_THAI_LENGTH = 50
"""Characters that a Thai sentence has at least, as far as cutting is concerned."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GO_ON = _words(
    "dr mr mrs ms prof hon lt sgt capt cmdr sra srta dra mme mlle messrs e.g i.e cf vs viz approx ca figs eqs nos pp "
    "al z.b d.h u.a bzw ggf evtl inkl exkl sog hrn bspw vgl p.ex par.ex núm pág"
)
"""Abbreviations (without their last dot) after which a sentence goes on."""

_GO_ON_WITH_A_NAME = _words(
    "st mt ft sr gen col gov sen rep rev pres hr fr fig eq vol ed eds sec chap art op cit nr no av p s"
)
"""Abbreviations that are also words: they count before a number, or when capitalised before a name."""

_MAY_END = _words("etc inc ltd co corp jr u.s u.k u.n e.u u.s.a a.m p.m ph.d m.d b.a m.a d.c b.c a.d usw")
"""Abbreviations that may also be the last word of a sentence."""

_STARTERS = _words(
    "the a an it he she they we i you this that these those there here but and or so yet if when while then "
    "in on at for from to with as by after before what why how who where now not yes its his her their our my "
    "however because although some many most all every each one "
    "der die das ein eine es er sie wir ich le la les il elle un une el los las"
)
"""Words that begin a sentence but hardly ever follow an abbreviation as a name."""

_ORDINAL_LANGUAGES = frozenset(
    {"de", "da", "nb", "nn", "no", "cs", "sk", "pl", "hu", "fi", "et", "lv", "hr", "sr", "sl"}
)
"""Languages that write "3." for "third"."""


def split_sentences(text: str, language: str = "en") -> list[str]:
    """Cut a text into sentences, each with its white space collapsed; empty when the text is blank.

    A blank line always ends a sentence. ``language`` is a BCP 47 tag.
    """
    primary = language.split("-")[0].lower()
    return [
        sentence
        for paragraph in re.split(r"\n[^\S\n]*\n", text)
        for sentence in _paragraph(" ".join(paragraph.split()), primary)
    ]


def _paragraph(text: str, language: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        # The judgement looks at the neighbourhood only, or a page without full stops would take for ever.
        before = text[max(start, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + _NEAR]
        if not after or not _ends(before, match, after, language):
            continue
        yield text[start : match.end()]
        start = match.end() + len(after) - len(after.lstrip())
    if text[start:]:
        yield from _thai_sentences(text[start:])


def _thai_sentences(text: str) -> Iterator[str]:
    """Cut Thai and Lao, which end a sentence with nothing but a space, at spaces that leave a sentence's length."""
    start = 0
    for match in re.finditer(r"(?<=[\u0e01-\u0eff]) (?=[\u0e01-\u0eff])", text):
        if match.start() - start >= _THAI_LENGTH and len(text) - match.end() >= _THAI_LENGTH // 2:
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def _ends(before: str, match: re.Match[str], after: str, language: str) -> bool:
    """Whether a sentence ends at this punctuation; ``before`` is the sentence so far, ``after`` the rest."""
    if match["firm"]:
        return True
    if not after[0].isspace():
        return False
    following = after.lstrip().lstrip(_OPENERS + " ")
    first = next((character for character in following if character.isalnum()), "")
    if first.islower():
        return False
    if match[0][0] != "." or len(match[0].rstrip(_CLOSERS)) > 1 or match["close"]:
        # "!", "?", an ellipsis or a full stop inside quotes, and a capital letter behind it.
        return True
    return _full_stop_ends(before, following, language)


def _full_stop_ends(before: str, following: str, language: str) -> bool:
    word = before.rsplit(maxsplit=1)[-1].strip(_OPENERS + _CLOSERS) if before.strip() else ""
    lowered = word.lower()
    if len(word) == 1 and re.match(r"[^\W\d_]\.", following):
        # "z. B.", "J. R. Tolkien", "U. S. Army".
        return False
    if word.isdecimal() and (
        word == before.strip(_OPENERS + " ") or (language in _ORDINAL_LANGUAGES and len(word) < 3)
    ):
        # "1. First", a numbered line; "am 3. Oktober", an ordinal.
        return False
    if lowered in _GO_ON:
        return False
    match = re.match(r"[\w’']*", following)
    next_word = match[0] if match else ""
    if lowered in _GO_ON_WITH_A_NAME:
        return not next_word[:1].isdecimal() and (word.islower() or next_word.lower() in _STARTERS)
    if lowered in _MAY_END or _is_initial(word):
        return next_word.lower() in _STARTERS
    return True


def _is_initial(word: str) -> bool:
    """Whether the word is one capital letter, or such letters with dots: J, J.R.R."""
    return re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]", word) is not None and word[-1].isupper()
