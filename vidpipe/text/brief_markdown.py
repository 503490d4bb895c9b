"""Briefs written as Markdown: settings in the front matter, the script or the article below."""

from __future__ import annotations

import re

from vidpipe.text.article import read_article

_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(.*?\n)??(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_SCENE = re.compile(r"^##[^\S\n]+(\S.*)$", re.MULTILINE)
_TITLE = re.compile(r"^#[^\S\n]+(\S.*)$", re.MULTILINE)
_PICTURE = re.compile(
    r"^[^\S\n]*[*_]{0,2}(?:Picture|Image)[*_]{0,2}[^\S\n]*:[*_]{0,2}[^\S\n]*(.*)$", re.MULTILINE | re.IGNORECASE
)
_VOICE = re.compile(r"^[^\S\n]*[*_]{0,2}Voice[*_]{0,2}[^\S\n]*:[*_]{0,2}[^\S\n]*(\S.*)$", re.MULTILINE | re.IGNORECASE)


class StrayText(ValueError):
    """Text of a script that belongs to no scene, or a heading inside of one."""


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the YAML of the front matter ("" when there is none) and the body."""
    match = _FRONT_MATTER.match(text)
    return (match[1] or "", text[match.end() :]) if match else ("", text)


def read_body(body: str) -> dict[str, object]:
    """Return the fields of a brief that a Markdown body stands for: an article, or a script with its title.

    It is a script when it has ``## `` sections with lines that start with ``Picture:``. Then every section is one
    scene: the heading, the paragraphs as narration, the bullets as points, and who speaks it where a line starts with
    ``Voice:``. Raises :class:`StrayText`.
    """
    if not body.strip():
        return {}
    title = _TITLE.search(body)
    starts = list(_SCENE.finditer(body))
    if not starts or not _PICTURE.search(body, starts[0].end()):
        return {"article": body.strip()}
    stray = read_article(_TITLE.sub("", body[: starts[0].start()], count=1), addresses=True)
    if stray:
        raise StrayText(f"{stray[0].text[:60]!r} stands before the first ## heading and belongs to no scene")
    ends = [match.start() for match in starts[1:]] + [len(body)]
    scenes = [_scene(match[1], body[match.end() : end]) for match, end in zip(starts, ends, strict=True)]
    return {"script": {"scenes": scenes}, **({"title": _plain(title[1])} if title else {})}


def _scene(heading: str, text: str) -> dict[str, object]:
    pictures = [_plain(match[1]) for match in _PICTURE.finditer(text)]
    voices = [match[1].strip() for match in _VOICE.finditer(text)]
    if len(voices) > 1:
        raise StrayText(f"scene {heading!r} names {len(voices)} voices; a scene has one, so divide it into scenes")
    blocks = read_article(_VOICE.sub("\n", _PICTURE.sub("\n", text)), addresses=True)
    # A short paragraph before a long one looks like a heading of plain text; only a mark makes it one here.
    if marked := re.search(r"^ {0,3}#{1,6}\s+(.*)$", text, re.MULTILINE):
        raise StrayText(f"scene {heading!r} has a heading inside ({marked[1][:60]!r}); a scene starts with ##")
    return {
        "heading": _plain(heading),
        "narration": " ".join(block.text for block in blocks if block.kind != "item"),
        "picture": " ".join(filter(None, pictures)),
        "points": [block.text for block in blocks if block.kind == "item"],
        **({"voice": voices[0]} if voices else {}),
    }


def _plain(text: str) -> str:
    """Return a line without marks, and without the "##" that may close a heading."""
    return " ".join(block.text for block in read_article(text.rstrip().rstrip("#"), addresses=True))
