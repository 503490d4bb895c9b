"""Terms and keyphrases: what a text is about, in any language, without a model."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log2, sqrt

from vidpipe.text.scripts import is_spaceless
from vidpipe.text.stopwords import ENGLISH_VERBS, STOP_CHARACTERS, STOP_SEQUENCES, STOP_WORDS

_INNER = "'’-"
_LONGEST = 3
_SPACELESS_STOPS = re.compile("|".join([*STOP_SEQUENCES, f"[{''.join(sorted(STOP_CHARACTERS))}]"]))


def tokens(text: str) -> Iterator[str]:
    """Yield the words of a text without punctuation, and "" where punctuation separates two of them."""
    token = ""
    for index, character in enumerate(text):
        category = unicodedata.category(character)[0]
        following = text[index + 1 : index + 2]
        if category in "LMN" or (token and _holds_together(token, character, following)):
            token += character
        else:
            if token:
                yield token
                token = ""
            if category in "PS":
                yield ""
    if token:
        yield token


def _holds_together(token: str, character: str, following: str) -> bool:
    """Whether a mark is inside a word: a joiner, an apostrophe, a hyphen, or the point of a number."""
    if character in ".,":
        return token[-1].isdecimal() and following.isdecimal()
    return character in "\u200c\u200d" or (character in _INNER and following.isalnum())


def terms(text: str, language: str = "en") -> list[str]:
    """Return the terms by which sentences are compared: folded words, or pairs of characters in spaceless scripts."""
    english = language.split("-")[0].lower() == "en"
    found: list[str] = []
    for token in tokens(text):
        if not token:
            continue
        if any(map(is_spaceless, token)):
            found += [token[at : at + 2] for at in range(max(1, len(token) - 1))]
        else:
            found.append(_folded(token, english))
    return found


def _folded(word: str, english: bool) -> str:
    """Lower case; in English also without the "s" of plurals, so that "currents" meets "current"."""
    folded = word.casefold().replace("’", "'")
    if english and len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is")):
        return folded.removesuffix("'s") if folded.endswith("'s") else folded[:-1]
    return folded


def stop_terms(sentences: Sequence[str], language: str) -> frozenset[str]:
    """Return the terms that say little: from a list where we have one, else those in four of ten sentences."""
    primary = language.split("-")[0].lower()
    if primary in STOP_WORDS:
        return STOP_WORDS[primary] | {_folded(word, primary == "en") for word in STOP_WORDS[primary]}
    frequency = Counter(term for sentence in sentences for term in set(terms(sentence, language)))
    common = {term for term, count in frequency.items() if count >= max(3, 0.4 * len(sentences))}
    return frozenset(common | {term for term in frequency if set(term) & STOP_CHARACTERS})


class Keyphrases:
    """Finds the phrases that name what a part of a text is about, seen against the whole text.

    Candidates are runs of up to three telling words with no punctuation in between, and those parts of runs that the
    text repeats; in scripts without spaces runs of characters, likewise. A phrase counts for more the more often the
    whole text has it and the longer it is (after C-value, Frantzi et al. 2000).
    """

    def __init__(self, sentences: Sequence[str], language: str) -> None:
        self._language = language
        self._primary = language.split("-")[0].lower()
        self._stop = stop_terms(sentences, language)
        runs = [run for text in sentences for run in self._runs(text)]
        self._count = Counter(self._key(part) for run in runs for part in _parts(run))

    def best(self, text: str, count: int, *, avoid: Iterable[str] = ()) -> list[str]:
        """Return up to ``count`` phrases of the text as written, the most telling first, none within another."""
        found: dict[str, tuple[float, int, str]] = {}
        for run in self._runs(text):
            for part in self._candidates(run):
                key = self._key(part)
                if key not in found:
                    found[key] = (-self._score(part, key), len(found), _written(part))
        taken: list[str] = []
        used = [set(terms(phrase, self._language)) for phrase in avoid]
        for _, _, phrase in sorted(found.values()):
            own = set(terms(phrase, self._language))
            if not any(own <= other or other <= own for other in used):
                taken.append(phrase)
                used.append(own)
            if len(taken) == count:
                break
        return taken

    def _candidates(self, run: Run) -> Iterator[Run]:
        if len(run) <= (6 if _is_spaceless_run(run) else _LONGEST):
            yield run
        elif not _is_spaceless_run(run):
            # The noun that an English or German phrase is about stands at its end.
            yield run[-_LONGEST:]
        yield from (part for part in _parts(run) if self._count[self._key(part)] > 1)

    def _score(self, part: Run, key: str) -> float:
        weight = log2(len(part)) * 0.8 if _is_spaceless_run(part) else (0.5, 1.6, 1.8)[len(part) - 1]
        return weight * sqrt(self._count[key])

    def _key(self, part: Run) -> str:
        return " ".join(_folded(word, self._primary == "en") for word in part)

    def _runs(self, text: str) -> Iterator[Run]:
        """Yield the runs of telling words, and of characters of scripts without spaces."""
        run: list[str] = []
        for token in [*tokens(text), ""]:
            spaceless = any(map(is_spaceless, token))
            ends_noun = self._primary == "de" and run and run[-1][0].isupper() and token[:1].islower()
            if run and (spaceless or ends_noun or not self._tells(token)):
                yield from self._trimmed(run)
                run = []
            if spaceless:
                yield from (tuple(part) for part in _SPACELESS_STOPS.split(token) if 2 <= len(part) <= 12)
            elif self._tells(token):
                run.append(token)

    def _trimmed(self, run: list[str]) -> Iterator[Run]:
        """Yield the run without adverbs, bare numbers and tiny words at its edges, if anything is left."""
        words = list(run)
        while words and self._is_weak(words[-1]):
            words.pop()
        while words and self._is_weak(words[0]):
            words.pop(0)
        if words:
            yield tuple(words)

    def _is_weak(self, word: str) -> bool:
        if word[0].isdecimal():
            return True
        if self._primary == "de":
            return False
        if self._primary == "en":
            return word.endswith("ly") and len(word) > 4
        return self._primary not in STOP_WORDS and word.isascii() and len(word) <= 3

    def _tells(self, token: str) -> bool:
        folded = token.casefold().replace("’", "'")
        if self._primary == "en" and folded in ENGLISH_VERBS:
            return False
        return bool(token) and folded not in self._stop and (len(token) > 1 or not token.isascii())


Run = tuple[str, ...]
"""Words, or characters of a script without spaces, that stand together."""


def _is_spaceless_run(run: Run) -> bool:
    return is_spaceless(run[0][0])


def _written(run: Run) -> str:
    return ("" if _is_spaceless_run(run) else " ").join(run)


def _parts(run: Run) -> Iterator[Run]:
    """Yield every stretch of a run: up to three words, or two to six characters."""
    shortest, longest = (2, 6) if _is_spaceless_run(run) else (1, _LONGEST)
    for length in range(shortest, min(longest, len(run)) + 1):
        for start in range(len(run) - length + 1):
            yield run[start : start + length]
