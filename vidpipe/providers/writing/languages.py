"""Languages as a writer needs them: their names, how fast they are spoken, and which kind of Chinese a tag means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vidpipe.text.scripts import is_spaceless

Unit = Literal["words", "characters"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SpokenLanguage:
    """A language's English name, and how much of it a calm narrator speaks in a second."""

    name: str
    words: float = 2.2
    """Words between spaces per second."""
    characters: float = 0.0
    """Characters per second where words are not parted by spaces; 0 elsewhere."""


_LANGUAGES: dict[str, SpokenLanguage] = {
    primary: SpokenLanguage(name=name, words=words)
    for primary, name, words in (
        ("en", "English", 2.5),
        ("de", "German", 2.1),
        ("nl", "Dutch", 2.4),
        ("fr", "French", 2.6),
        ("es", "Spanish", 2.6),
        ("it", "Italian", 2.4),
        ("pt", "Portuguese", 2.4),
        ("ca", "Catalan", 2.5),
        ("ro", "Romanian", 2.2),
        ("sv", "Swedish", 2.3),
        ("da", "Danish", 2.4),
        ("nb", "Norwegian", 2.4),
        ("no", "Norwegian", 2.4),
        ("fi", "Finnish", 1.6),
        ("et", "Estonian", 1.7),
        ("hu", "Hungarian", 1.8),
        ("pl", "Polish", 1.9),
        ("cs", "Czech", 1.9),
        ("sk", "Slovak", 1.9),
        ("tr", "Turkish", 1.8),
        ("vi", "Vietnamese", 3.3),
        ("id", "Indonesian", 2.0),
        ("ms", "Malay", 2.0),
        ("ru", "Russian", 1.9),
        ("uk", "Ukrainian", 1.9),
        ("bg", "Bulgarian", 2.0),
        ("el", "Greek", 2.1),
        ("ar", "Arabic", 1.9),
        ("fa", "Persian", 2.2),
        ("he", "Hebrew", 2.0),
        ("hi", "Hindi", 2.4),
        ("bn", "Bengali", 2.0),
        ("ta", "Tamil", 1.5),
        ("ko", "Korean", 1.8),
    )
} | {
    "zh": SpokenLanguage(name="Chinese", characters=4.5),
    "yue": SpokenLanguage(name="Cantonese", characters=4.5),
    "ja": SpokenLanguage(name="Japanese", characters=5.5),
    "th": SpokenLanguage(name="Thai", characters=12.0),
    "lo": SpokenLanguage(name="Lao", characters=12.0),
    "km": SpokenLanguage(name="Khmer", characters=12.0),
    "my": SpokenLanguage(name="Burmese", characters=12.0),
}


def primary_of(tag: str) -> str:
    """Return the primary language of a BCP 47 tag, such as ``zh`` of ``zh-TW``."""
    return tag.split("-")[0].lower()


def spoken_language(tag: str) -> SpokenLanguage:
    """Return what is known of a tag's language; an unknown one is called by its tag."""
    return _LANGUAGES.get(primary_of(tag)) or SpokenLanguage(name=tag)


def is_known(tag: str) -> bool:
    """Whether the tag's language is one of the table."""
    return primary_of(tag) in _LANGUAGES


def chinese_of(tag: str) -> Literal["traditional", "simplified", ""]:
    """Tell which characters a tag asks for; "" when it is not Chinese, or leaves it open (``zh``)."""
    parts = {part.lower() for part in tag.split("-")}
    if not parts & {"zh", "yue"}:
        return ""
    if "hans" in parts or (parts & {"cn", "sg", "my"} and "hant" not in parts):
        return "simplified"
    return "traditional" if parts & {"hant", "tw", "hk", "mo"} else ""


def full_name(tag: str) -> str:
    """Name a language so that a model cannot mistake it: ``Traditional Chinese (zh-TW)``, ``German (de)``."""
    kind = chinese_of(tag)
    name = spoken_language(tag).name
    return f"{kind.capitalize() + ' ' if kind else ''}{name} ({tag})" if name != tag else f"the language {tag}"


def unit_of(tag: str) -> Unit:
    """Tell what the length of a text is counted in."""
    return "characters" if spoken_language(tag).characters else "words"


def per_second(tag: str) -> float:
    """Return how many of the language's units are spoken in a second."""
    language = spoken_language(tag)
    return language.characters or language.words


def seconds_of(text: str, tag: str) -> float:
    """Estimate how long a text takes to speak in that language."""
    language = spoken_language(tag)
    dense = sum(map(is_spaceless, text))
    words = sum(1 for word in text.split() if any(c.isalnum() and not is_spaceless(c) for c in word))
    return dense / (language.characters or 4.5) + words / language.words
