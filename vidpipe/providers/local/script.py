"""Scripts without a language model: the person's own scenes word for word, or an article condensed by extraction."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Scene, Script, ScriptBrief
from vidpipe.text.article import Block, read_article
from vidpipe.text.keyphrases import Keyphrases
from vidpipe.text.sentences import split_sentences
from vidpipe.text.summary import Sentence, points_back, speaking_seconds, summarise
from vidpipe.text.words import join_words

DEFAULT_SECONDS = 60.0
"""Wished length when the brief names none."""
SHORTEST_ARTICLE = 10.0
"""Seconds of speech (25 words) below which an article is too little to make a video of."""
_SCENE_ENOUGH, _SCENE_FULL, _SCENE_STUMP = 6.0, 9.5, 3.0
_SCENE_SENTENCES = 3
_SHORTEST, _LONGEST = 1.2, 40.0
"""Seconds that a piece of text takes to speak if it is a sentence and not a stump or a page without full stops."""
_VERSION = 1


class LocalScriptProvider:
    """Takes the words from the brief: a script as it is, or an article's most telling sentences, word for word."""

    name = "brief"

    def fingerprint(self) -> dict[str, object]:
        """Name the version of the rules."""
        return {"provider": self.name, "version": _VERSION}

    def problems(self) -> list[str]:
        """Nothing can be missing: it needs no key, no network and no optional package."""
        return []

    def accepts(self, brief: Brief) -> None:
        """Refuse a bare prompt (LANGUAGE_MODEL_REQUIRED) and an article without enough text (ARTICLE_TOO_SHORT)."""
        if brief.prompt is not None:
            raise InvalidInput(
                "Writing a script from a prompt needs a language model, and none is configured. Give `script` (your "
                "own scenes) or `article` (a text to condense), or configure a language model: set "
                "VIDPIPE_SCRIPT_PROVIDER and its API key.",
                code="LANGUAGE_MODEL_REQUIRED",
                details={"field": "prompt"},
            )
        if brief.article is not None:
            _read(brief.article, brief.language)

    async def write_script(self, brief: Brief) -> Script:
        """Return the brief's own scenes, or those made of its article."""
        self.accepts(brief)
        if brief.script is not None:
            return _own_script(brief, brief.script)
        return await asyncio.to_thread(_condensed, brief, brief.article or "")


def _own_script(brief: Brief, script: ScriptBrief) -> Script:
    narrations = [_collapsed(scene.narration) for scene in script.scenes]
    scenes = [
        Scene(
            number=number,
            narration=narration,
            picture=_collapsed(scene.picture) or narration,
            heading=_collapsed(scene.heading),
            points=[_collapsed(point) for point in scene.points],
            voice=scene.voice,
        )
        for number, (scene, narration) in enumerate(zip(script.scenes, narrations, strict=True), 1)
    ]
    sentences = [sentence for narration in narrations for sentence in split_sentences(narration, brief.language)]
    phrases = Keyphrases(sentences, brief.language)
    title = brief.title or scenes[0].heading or _phrase_title(phrases, sentences)
    return _script(brief, title, scenes, phrases, sentences, description="")


def _collapsed(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Article:
    """An article taken apart: its headings by section number, its lists by section, its sentences in order."""

    sentences: list[Sentence]
    headings: dict[int, str]
    lists: dict[int, list[str]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return next(iter(self.headings.values()), "")


def _read(text: str, language: str) -> _Article:
    """Take an article apart; raises ARTICLE_TOO_SHORT when there is too little to speak."""
    article = _taken_apart(read_article(text), language)
    seconds = sum(speaking_seconds(sentence.text) for sentence in article.sentences)
    if seconds < SHORTEST_ARTICLE:
        raise InvalidInput(
            f"The article has too little running text for a video: about {seconds:.0f} seconds of speech, at least "
            f"{SHORTEST_ARTICLE:.0f} are needed (25 words in whole sentences). Write more, or give `script` with your "
            "own scenes.",
            code="ARTICLE_TOO_SHORT",
            details={"field": "article", "seconds": round(seconds, 1)},
        )
    return article


def _taken_apart(blocks: Sequence[Block], language: str) -> _Article:
    sentences: list[Sentence] = []
    headings: dict[int, str] = {}
    lists: dict[int, list[str]] = {}
    section = 0
    for paragraph, block in enumerate(blocks):
        if block.kind == "heading":
            section += 1
            headings[section] = block.text
            continue
        found = [part for part in split_sentences(block.text, language) if _is_sentence(part)]
        if block.kind == "item":
            lists.setdefault(section, []).append(block.text)
            # An item that is a sentence can be spoken; the rest are points for the picture.
            found = [part for part in found if speaking_seconds(part) >= 2.5]
        sentences += [Sentence(part, paragraph, section) for part in found]
    return _Article(sentences, headings, lists)


def _is_sentence(text: str) -> bool:
    """Whether a piece of text is a whole sentence: of a sentence's length, ended, and mostly letters."""
    ended = re.search(r"[.!?…。！？｡؟۔।॥።။។։]\W*$", text) or re.search(r"[\u0e00-\u0eff]", text)
    spoken = sum(character.isalpha() for character in text)
    return (
        bool(ended) and _SHORTEST <= speaking_seconds(text) <= _LONGEST and spoken >= 0.5 * len(text.replace(" ", ""))
    )


def _condensed(brief: Brief, text: str) -> Script:
    article = _read(text, brief.language)
    chosen = summarise(article.sentences, brief.duration or DEFAULT_SECONDS, brief.language)
    everything = [sentence.text for sentence in article.sentences]
    phrases = Keyphrases(everything, brief.language)
    title = brief.title or article.title or _phrase_title(phrases, everything)
    scenes: list[Scene] = []
    used_headings, used_lists = {title}, set[int]()
    for number, group in enumerate(_grouped(chosen), 1):
        narration = join_words(sentence.text for sentence in group)
        heading = _heading(group, article, phrases, used_headings)
        used_headings.add(heading)
        points = [] if group[-1].section in used_lists else _points(group, article, chosen, phrases)
        if points:
            used_lists.add(group[-1].section)
        picture = ", ".join(filter(None, [heading, *phrases.best(narration, 3, avoid=[heading])]))
        scenes.append(
            Scene(number=number, narration=narration, picture=picture or narration, heading=heading, points=points)
        )
    return _script(brief, title, scenes, phrases, everything, description=join_words(s.text for s in chosen[:2]))


def _grouped(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Group sentences into scenes of one to three, about six to nine seconds each; a new section opens a scene."""
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if groups and _joins(groups[-1], sentence):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    for before, after in reversed(list(pairwise(groups))):
        if (
            _seconds(after) < _SCENE_STUMP
            and len(before) <= _SCENE_SENTENCES
            and before[-1].section == after[0].section
        ):
            before += after
            after.clear()
    return [group for group in groups if group]


def _joins(group: Sequence[Sentence], sentence: Sentence) -> bool:
    length, added = _seconds(group), speaking_seconds(sentence.text)
    if len(group) >= _SCENE_SENTENCES or length >= _SCENE_ENOUGH:
        return False
    if group[-1].section != sentence.section:
        return length < _SCENE_STUMP
    # What points back stays with what it points to, even in a scene that gets a little long.
    return length + added <= _SCENE_FULL + 2.5 * points_back(sentence.text) or length < _SCENE_STUMP


def _seconds(group: Sequence[Sentence]) -> float:
    return sum(speaking_seconds(sentence.text) for sentence in group)


def _heading(group: Sequence[Sentence], article: _Article, phrases: Keyphrases, used: set[str]) -> str:
    """Choose the article's own heading where a section begins, else the scene's best keyphrase."""
    own = article.headings.get(group[0].section, "")
    if own and own not in used and len(own) <= 60:
        return own
    narration = join_words(sentence.text for sentence in group)
    candidates = phrases.best(narration, 5, avoid=used)
    several = [phrase for phrase in candidates if " " in phrase or not phrase.isascii()]
    return _capitalised((several or candidates or [""])[0])


def _points(group: Sequence[Sentence], article: _Article, chosen: Sequence[Sentence], phrases: Keyphrases) -> list[str]:
    """Return the list of the scene's section, on the last scene of that section; long items give their keyphrase."""
    section = group[-1].section
    if section not in article.lists or group[-1] is not [s for s in chosen if s.section == section][-1]:
        return []
    points = []
    for item in article.lists[section][:6]:
        short = re.split(r"\s[–—-]\s|[:：;；]\s?|[(（]", item)[0].strip().rstrip(".。!?")
        if len(short) > 48:
            short = _capitalised((phrases.best(item, 1) or [""])[0])
        if short and short not in points:
            points.append(short)
    return points


def _phrase_title(phrases: Keyphrases, sentences: Sequence[str]) -> str:
    best = phrases.best(" ".join(sentences), 2)
    return _capitalised(best[0]) if best else _collapsed(sentences[0])[:80]


def _capitalised(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _script(
    brief: Brief,
    title: str,
    scenes: list[Scene],
    phrases: Keyphrases,
    sentences: Sequence[str],
    *,
    description: str,
) -> Script:
    return Script(
        title=title,
        description=brief.publish.description or description,
        tags=list(brief.publish.tags) or phrases.best(" ".join(sentences), 8),
        language=brief.language,
        scenes=scenes,
    )
