"""Words that say little about a text's subject, for the languages we have a list of (``stopwords.yaml``)."""

from __future__ import annotations

from importlib.resources import files

import yaml

_DATA = yaml.safe_load(files("vidpipe.text").joinpath("stopwords.yaml").read_text(encoding="utf-8"))

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _DATA["stop_words"].items()
}
"""Primary language tag → words in lower case."""

STOP_CHARACTERS = frozenset(
    "的了是在和与與也都就而及或被把对對于於从從到这這那其它他她我你们們个個之以为為不有可要很更最既又约約让讓使由所但并並"
    "はがのをにへとでもやかよねだたてなれらりるいうえおきくけしすせそまみむめ"
)
"""Characters of Chinese and Japanese that separate the words which name a subject."""

STOP_SEQUENCES = (
    "因此",
    "所以",
    "但是",
    "然而",
    "如果",
    "因为",
    "因為",
    "由于",
    "由於",
    "没有",
    "沒有",
    "一个",
    "一個",
    "大约",
    "几乎",
    "可以",
)
"""Longer ones, whose characters also occur in such words."""


def _forms(verb: str) -> set[str]:
    stem = verb.removesuffix("e")
    doubled = verb + verb[-1]
    return {verb, verb + "s", verb + "es", stem + "ed", stem + "ing", doubled + "ed", doubled + "ing"} | (
        {verb[:-1] + "ies", verb[:-1] + "ied"} if verb.endswith("y") else set()
    )


_ALSO_NOUNS = _DATA["english_verbs_and_nouns"].split()
ENGLISH_VERBS = frozenset(
    form for verb in [*_DATA["english_verbs"].split(), *_ALSO_NOUNS] for form in _forms(verb)
) - frozenset(_ALSO_NOUNS)
"""Forms of English verbs that seldom name a thing: a phrase is cut at them."""
