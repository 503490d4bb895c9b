"""The assignment that a language model gets for a brief: role, wish, length, and the shape of its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief
from vidpipe.providers.local.script import DEFAULT_SECONDS, SHORTEST_ARTICLE
from vidpipe.providers.writing.languages import chinese_of, full_name, primary_of, seconds_of, unit_of
from vidpipe.providers.writing.length import Length, length_for
from vidpipe.text.article import read_article

VERSION = 1
"""Of the prompts and checks; part of every writer's fingerprint."""

_LARGEST_ARRAY = 40
"""Longest list whose length the schema states: models refuse schemas with larger bounds as too complex."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What a model is asked to write. ``source`` is the article whose facts alone may be used; "" for a wish."""

    brief: Brief
    length: Length
    role: str = field(repr=False)
    request: str = field(repr=False)
    source: str = field(repr=False)

    def schema(self, *, strict: bool = False) -> dict[str, Any]:
        """Return the JSON Schema of the answer, shallow on purpose.

        ``strict`` is OpenAI's kind: every field required, none added, no bounds.
        """
        text = {"type": "string"}
        texts = {"type": "array", "items": text}
        scene = _object(
            {"narration": text, "heading": text, "points": texts, "picture": text},
            strict=strict,
        )
        scenes: dict[str, Any] = {"type": "array", "items": scene}
        if not strict and self.length.most_scenes <= _LARGEST_ARRAY:
            scenes |= {"minItems": self.length.fewest_scenes, "maxItems": self.length.most_scenes}
        return _object(
            {"title": text, "description": text, "tags": texts, "look": text, "scenes": scenes}, strict=strict
        )

    @property
    def expected_tokens(self) -> tuple[int, int]:
        """Estimate the tokens of the request and of the answer, for its price before it is sent."""
        narration = round(self.length.target * 1.5)
        return tokens_in(self.role + self.request), narration + self.length.scenes * 110 + 300


def _object(properties: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    closed = {"additionalProperties": False} if strict else {}
    return {"type": "object", "properties": properties, "required": list(properties)} | closed


def tokens_in(text: str) -> int:
    """Estimate a text's tokens: about one for four Latin letters, and one for each letter of most other scripts."""
    plain = sum(character.isascii() for character in text)
    return plain // 4 + (len(text) - plain)


def accepts(brief: Brief) -> None:
    """Refuse an article with too little text. Raises InvalidInput (ARTICLE_TOO_SHORT)."""
    if brief.article is None:
        return
    seconds = seconds_of(_article_text(brief.article), brief.language)
    if seconds < SHORTEST_ARTICLE:
        raise InvalidInput(
            f"The article has too little text for a video: about {seconds:.0f} seconds of speech, at least "
            f"{SHORTEST_ARTICLE:.0f} are needed. Write more, or give `prompt` instead to have the rest thought up.",
            code="ARTICLE_TOO_SHORT",
            details={"field": "article", "seconds": round(seconds, 1)},
        )


def assignment_for(brief: Brief, *, tolerance: float) -> Assignment:
    """Return the assignment for a brief with a prompt or an article."""
    words = _words_for(brief.language)
    wished = brief.duration or DEFAULT_SECONDS
    article = "" if brief.article is None else _article_text(brief.article)
    if article:
        # A short article is not stretched: there would be nothing left to say but inventions.
        wished = min(wished, max(seconds_of(article, brief.language), SHORTEST_ARTICLE))
    length = length_for(wished, brief.language, tolerance)
    kind = "article" if article else "wish"
    paragraphs = [
        words[kind].format(source=article or (brief.prompt or "").strip()),
        _length_told(words, length, brief.language),
        _style_told(words, brief.style),
    ]
    if brief.title:
        paragraphs.append(words["title"].format(title=brief.title))
    return Assignment(
        brief=brief,
        length=length,
        role=words["role"].format(shape=_SHAPE, language=_language_told(brief.language)),
        request="\n\n".join(paragraphs),
        source=article,
    )


def _article_text(article: str) -> str:
    """Return an article's readable text, its headings and lists kept apart."""
    marks = {"heading": "# ", "item": "- ", "text": ""}
    return "\n\n".join(marks[block.kind] + block.text for block in read_article(article))


def _length_told(words: dict[str, Any], length: Length, language: str) -> str:
    return str(words["length"]).format(
        seconds=max(round(length.seconds), 1),
        target=length.target,
        unit=words["units"][unit_of(language)],
        # The model is given half of what is allowed: it seldom hits what it aims at.
        least=round(length.target * (1 - length.tolerance / 2)),
        most=round(length.target * (1 + length.tolerance / 2)),
        scenes=length.scenes,
        per_scene=length.per_scene,
    )


def _style_told(words: dict[str, Any], style: str) -> str:
    name = style.strip().lower()
    tone = words["tones"].get(name, "")
    look = _prompts()["looks"].get(name, style)
    return f"{words['style'].format(style=style, tone=tone).strip()}\n{words['look'].format(look=look)}"


def _language_told(tag: str) -> str:
    name = {"zh-TW": "繁體中文", "zh-CN": "简体中文"}.get(_wording_of(tag))
    return f"{name}（{tag}）" if name else full_name(tag)


def _wording_of(tag: str) -> str:
    """Return the language in which the prompt itself is written."""
    if primary_of(tag) != "zh":
        return "en"
    return "zh-TW" if chinese_of(tag) == "traditional" else "zh-CN"


def _words_for(tag: str) -> dict[str, Any]:
    words: dict[str, Any] = _prompts()[_wording_of(tag)]
    return words


@cache
def _prompts() -> dict[str, Any]:
    text = files("vidpipe.providers.writing").joinpath("prompts.yaml").read_text(encoding="utf-8")
    prompts: dict[str, Any] = yaml.safe_load(text)
    return prompts


_SHAPE = json.dumps(
    {
        "title": "…",
        "description": "…",
        "tags": ["…"],
        "look": "…",
        "scenes": [{"narration": "…", "heading": "…", "points": ["…"], "picture": "…"}],
    },
    ensure_ascii=False,
)
