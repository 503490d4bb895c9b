"""One error code explained to a person, in their language."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from vidpipe.errors.catalogue import CATALOGUE, LANGUAGES, Language
from vidpipe.errors.exceptions import InvalidInput, NotFound
from vidpipe.errors.wording import WORDS, facts, happens_by_itself


def explain(code: str, language: Language = "en") -> str:
    """Say what a code means, what the program does about it and what a person can do, as plain text.

    The code may be typed in small letters or with dashes. Raises NotFound (NOT_FOUND) with the nearest codes,
    InvalidInput for a language the catalogue does not have.
    """
    if language not in LANGUAGES:
        raise InvalidInput(f"error codes are explained in {', '.join(LANGUAGES)}; {language!r} is none of them")
    wanted = code.strip().upper().replace("-", "_")
    if wanted not in CATALOGUE:
        raise _unknown(code, wanted)
    entry, words = CATALOGUE[wanted], WORDS[language]
    return "\n".join(
        [
            f"{wanted}: {entry.meaning[language]}",
            facts(entry, language),
            "",
            words.by_itself,
            f"  {happens_by_itself(entry, language)}",
            "",
            words.what_to_do,
            *_numbered(entry.recovery[language]),
            *(["", words.at_command, *_numbered(entry.at_command[language])] if entry.at_command else []),
        ]
    )


def _numbered(steps: Iterable[str]) -> list[str]:
    return [f"  {number}. {step}" for number, step in enumerate(steps, start=1)]


def _unknown(code: str, wanted: str) -> NotFound:
    near = get_close_matches(wanted, CATALOGUE, n=3, cutoff=0.5)
    # A person who types only the end of a name means the codes that contain it.
    near += [name for name in CATALOGUE if wanted and wanted in name and name not in near][: 5 - len(near)]
    hint = f"did you mean {' or '.join(near)}?" if near else "docs/errors.md lists them all"
    return NotFound(f"there is no error code {code!r}; {hint}", code="NOT_FOUND", details={"nearest": near})
