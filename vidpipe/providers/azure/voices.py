"""Which of Azure's voices speaks: the one that is named, or the language's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from vidpipe.errors import InvalidInput
from vidpipe.providers.writing.languages import primary_of

_SAME = {"no": "nb", "nn": "nb", "yue": "zh", "iw": "he", "tl": "fil"}
"""Languages that Azure files under another tag."""


def choose_voice(named: str, language: str) -> str:
    """Return the voice for a language. Raises InvalidInput (LANGUAGE_NOT_SUPPORTED) when none can speak it."""
    if not named:
        voice = _voices().get(language.lower()) or _voices().get(primary_of(language))
        if voice is None:
            raise InvalidInput(
                f"No voice of Azure is known here for {language!r}. Name one as `voice`, or with VIDPIPE_AZURE_VOICE.",
                code="LANGUAGE_NOT_SUPPORTED",
                details={"language": language},
            )
        return voice
    spoken = _SAME.get(primary_of(named), primary_of(named))
    # Azure's "HD" voices, with a colon in their names, speak every language as well.
    many = "Multilingual" in named or ":" in named
    if not many and spoken != _SAME.get(primary_of(language), primary_of(language)):
        raise InvalidInput(
            f"The voice {named} speaks {spoken!r}, not {language!r}. Name another, or one that is multilingual.",
            code="LANGUAGE_NOT_SUPPORTED",
            details={"language": language, "voice": named},
        )
    return named


def locale_of(voice: str) -> str:
    """Return the locale that a voice's name begins with: ``en-US`` of ``en-US-JennyNeural``."""
    return voice.rsplit("-", 1)[0]


@cache
def _voices() -> Mapping[str, str]:
    text = files("vidpipe.providers.azure").joinpath("voices.yaml").read_text(encoding="utf-8")
    table: dict[str, str] = yaml.safe_load(text)
    return {language.lower(): voice for language, voice in table.items()}
