"""Writing the script: scenes with a beginning and an end, as many and as long as wished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, pairwise
from typing import Any
from zlib import crc32

import yaml

from vidpipe.sandbox.writer.wish import WORDS_PER_SECOND, Tongue, Wish
from vidpipe.text.keyphrases import Keyphrases
from vidpipe.text.scripts import script_of
from vidpipe.text.sentences import split_sentences
from vidpipe.text.summary import Sentence, summarise
from vidpipe.text.words import join_words

_DEFAULT_SCENES = 5
_DEFAULT_WORDS = {"en": 22, "zh-Hant": 40, "zh-Hans": 40}
_ENOUGH_ARTICLE = 3
"""Sentences from which on a script keeps to the article it was given."""


_GAP = 1.5
"""How many words a script may be too long or short rather than skip a line that leads to the next."""


@dataclass(frozen=True)
class WrittenScene:
    """One scene."""

    number: int
    narration: str
    picture: str
    heading: str
    points: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Written:
    """A whole script."""

    topic: str
    title: str
    description: str
    tags: tuple[str, ...]
    tag: str
    scenes: tuple[WrittenScene, ...]


@cache
def _bank() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((files(__package__) / "beats.yaml").read_text(encoding="utf-8"))
    return loaded


def length(text: str, tongue: Tongue) -> int:
    """Count the words of a text; in Chinese, the characters that are spoken."""
    if tongue == "en":
        return len(text.split())
    return sum(character.isalnum() for character in text)


def write(wish: Wish, fewest: int = 1, most: int | None = None) -> Written:
    """Write the script of a wish, with at least ``fewest`` and at most ``most`` scenes whatever the wish says."""
    tongue, bank = wish.tongue, _bank()[wish.tongue]
    count = _scene_count(wish, fewest, most)
    per_scene = wish.words_per_scene or (max(4, round(wish.words / count)) if wish.words else _DEFAULT_WORDS[tongue])
    said = _from_article(wish, count, per_scene * count) or _from_beats(wish, count, per_scene)
    names = {"x": wish.topic.text, "X": _title_case(wish.topic.text, tongue)}
    title = wish.title or bank["titles"][crc32(wish.topic.text.encode()) % len(bank["titles"])].format(**names)
    subject = _subject(wish)
    scenes = tuple(
        WrittenScene(
            number=number,
            narration=narration,
            picture=bank["look"].format(s=_in_english(_titled(picture or subject, tongue)), view=view),
            heading=heading,
            points=_points(narration, tongue),
            seconds=round(length(narration, tongue) / WORDS_PER_SECOND[tongue], 1),
        )
        for number, (narration, heading, view, picture) in enumerate(said, 1)
    )
    description = join_words(line.format(**names) for line in bank["description"])
    tags = tuple(dict.fromkeys([*_phrases(wish), *bank["tags"]]))
    return Written(wish.topic.text, title, description, tags, wish.tag, scenes)


def _scene_count(wish: Wish, fewest: int, most: int | None) -> int:
    count = wish.scenes
    if count is None:
        count = max(3, round(wish.words / _DEFAULT_WORDS[wish.tongue])) if wish.words else _DEFAULT_SCENES
    count = max(fewest, count)
    return max(0, count if most is None else min(count, most))


_Said = tuple[str, str, str, str]
"""Narration, heading, view, and what the picture shows ("" for the topic itself)."""


def _from_beats(wish: Wish, count: int, per_scene: int) -> list[_Said]:
    bank = _bank()[wish.tongue]
    said: list[_Said] = []
    owed = 0
    for beat, point in _beats(wish, count):
        names = {"x": wish.topic.text, "p": point, "P": _titled(point, wish.tongue)}
        lines = [line.format(**names) for line in beat["lines"]]
        spare = [line.format(**names) for other in bank["middle"] if other is not beat for line in other["lines"][1:]]
        target = per_scene if wish.is_ceiling else per_scene + owed
        chosen = _choose(lines, spare[len(said) * 7 % len(spare) :], target, wish.tongue, ceiling=wish.is_ceiling)
        narration = join_words(chosen)
        # What one scene is short of, the next one makes up for: the whole comes out as long as wished.
        owed += per_scene - length(narration, wish.tongue)
        said.append((narration, beat["heading"].format(**names)[:60], beat["view"], point))
    return said


def _beats(wish: Wish, count: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Choose what the scenes are about: an opening, what the request names, what there is always to say, an end."""
    bank = _bank()[wish.tongue]
    between = max(0, count - 2)
    middle: list[tuple[dict[str, Any], str]] = [(bank["point"], point) for point in wish.topic.points[:between]]
    general = [(beat, "") for beat in bank["middle"]]
    while len(middle) < between:
        middle[:0] = general[: between - len(middle)]
    return iter(
        [(bank["opening"], ""), *middle, (bank["closing"], "")][:count] if count != 1 else [(bank["opening"], "")]
    )


def _choose(lines: Sequence[str], spare: Sequence[str], words: int, tongue: Tongue, *, ceiling: bool) -> list[str]:
    """Choose the lines that come nearest to so many words: the first one always, more from elsewhere when needed.

    Under a ceiling nothing longer is chosen, unless the first line alone is.
    """
    sizes = [length(line, tongue) for line in lines]

    def miss(rest: tuple[int, ...]) -> float:
        over = sizes[0] + sum(sizes[number] for number in rest) - words
        gaps = sum(after - before > 1 for before, after in pairwise((0, *rest)))
        return (1_000 if ceiling and over > 0 else 0) + abs(over) + gaps * _GAP

    chances = (rest for many in range(len(lines)) for rest in combinations(range(1, len(lines)), many))
    chosen = [lines[0], *(lines[number] for number in min(chances, key=miss))]
    missing = words - sum(length(line, tongue) for line in chosen)
    for line in spare:
        size = length(line, tongue)
        if missing < (size if ceiling else size / 2):
            break
        chosen.append(line)
        missing -= size
    return chosen


def _from_article(wish: Wish, count: int, words: int) -> list[_Said]:
    """Take an article's most telling sentences, in their order; nothing when it has too few."""
    found = split_sentences(" ".join(wish.article.split()), wish.tag)
    if len(found) < max(_ENOUGH_ARTICLE, count):
        return []
    seconds = words / WORDS_PER_SECOND[wish.tongue]
    chosen = [s.text for s in summarise([Sentence(text, 0, 0) for text in found], seconds, wish.tag)]
    if len(chosen) < count:
        chosen = found
    phrases = Keyphrases(found, wish.tag)
    views = [beat["view"] for beat in _bank()[wish.tongue]["middle"]]
    edges = [round(number * len(chosen) / count) for number in range(count + 1)]
    said: list[_Said] = []
    for number in range(count):
        narration = join_words(chosen[edges[number] : edges[number + 1]])
        picture = ", ".join(phrases.best(narration, 2))
        said.append((narration, _titled(picture.partition(", ")[0], wish.tongue), views[number % len(views)], picture))
    return said


def _phrases(wish: Wish) -> list[str]:
    source = wish.article or ". ".join([wish.topic.text, *wish.topic.points])
    sentences = split_sentences(source, wish.tag) or [source]
    return [phrase for phrase in Keyphrases(sentences, wish.tag).best(source, 6) if phrase]


def _subject(wish: Wish) -> str:
    """What the pictures show: the topic without its question word."""
    return re.sub(
        r"^(?:how|why|what|when|where|who|which)\s+(?:(?:do|does|is|are|to|the)\s+)?", "", wish.topic.text, flags=re.I
    )


def _in_english(shown: str) -> str:
    """Return what a picture shows as image models are told it: of other letters, only the English among them stays."""
    if all(script_of(letter) in ("", "Latin") for letter in shown):
        return shown
    return " ".join(re.findall(r"[A-Za-z][A-Za-z0-9'-]*", shown)) or "The subject of the film"


def _points(narration: str, tongue: Tongue) -> tuple[str, ...]:
    if tongue != "en":
        return tuple(clause for clause in re.split("[，。：！？、]", narration) if 3 <= len(clause) <= 14)[:3]
    found = Keyphrases(split_sentences(narration, tongue), tongue).best(narration, 3)
    return tuple(_titled(phrase, tongue) for phrase in found)


def _titled(text: str, tongue: Tongue) -> str:
    return text[:1].upper() + text[1:] if tongue == "en" else text


_MINOR = frozenset("a an the of and or to in on at for by with from as is are".split())  # noqa: SIM905


def _title_case(text: str, tongue: Tongue) -> str:
    if tongue != "en":
        return text
    words = text.split(" ")
    return " ".join(w if n and w in _MINOR else w[:1].upper() + w[1:] for n, w in enumerate(words))
