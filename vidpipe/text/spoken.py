"""What a speech engine is given to read for each written word.

The written words stay as they are; only what is pronounced changes. One spoken form per written word, so that the
times of the spoken forms are the times of the words.
"""

from __future__ import annotations

import re
import unicodedata

from vidpipe.text.spoken_english import english_forms

_UNSPEAKABLE = frozenset({"So", "Sk", "Cc", "Cn", "Co", "Cs", "Me"})
_NAMED_SYMBOLS = frozenset("°©®™№")
_MARKUP = str.maketrans(dict.fromkeys("*_`|\\^{}[]<>~", " "))
_PAUSE = re.compile(r"(?<=\w)(?:—|\.{2,}|…+)(?=\w)")
_LAST_DOTS = re.compile(r"(?:\.{2,}|…+)([\"'”’»)]*)$")


def spoken_words(words: list[str], language: str) -> list[str]:
    """Return the spoken form of every written word; "" for a word that nobody would read out, such as an emoji.

    A form may be several words ("25 %" → "25 percent", "km/h" → "kilometers per hour"), or a bare comma where a dash
    stands for a pause. Abbreviations, units, money, years and the like are read out for English; for every other
    language that is left to the speech engine. ``language`` is a BCP 47 tag.
    """
    plain = [_plain(word) for word in words]
    if language.split("-")[0].lower() == "en":
        plain = english_forms(plain)
    forms = [_pauses(form, last=index == len(plain) - 1) for index, form in enumerate(plain)]
    return [form if any(map(_is_read, form)) or form == "," else "" for form in forms]


def _plain(word: str) -> str:
    """Return the word without emoji, control characters and the marks that only a screen shows."""
    kept = (
        character
        for character in unicodedata.normalize("NFC", word)
        if character in _NAMED_SYMBOLS or unicodedata.category(character) not in _UNSPEAKABLE
    )
    text = "".join(kept).replace("\ufe0f", "").replace("\ufe0e", "")
    if text in ("<", ">"):
        return text
    text = re.sub(r"~(?=\d)", "≈", text)
    return " ".join(text.translate(_MARKUP).split())


def _pauses(form: str, *, last: bool) -> str:
    """Turn dashes and dots that mean a pause into a comma, which every engine pauses at."""
    if form in ("—", "–", "-", "…", "...", "――", "——", "--"):
        return "" if last else ","
    form = _PAUSE.sub(", ", form).replace("…", "...")
    return _LAST_DOTS.sub(r".\1" if last else r",\1", form)


def _is_read(character: str) -> bool:
    """Whether a speech engine reads the character out: letters, digits, and symbols with a name."""
    return unicodedata.category(character)[0] in "LN" or character in "°©®™№%&+=×÷±≈√∞€$£¥₹@#§→←<>"
