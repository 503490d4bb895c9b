"""Reading an article: Markdown, HTML-like or plain text becomes headings, paragraphs and list items.

Whatever cannot be read aloud (code, tables, images, addresses, marks) is taken out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

Kind = Literal["heading", "text", "item"]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list item, free of markup, its white space collapsed."""

    kind: Kind
    text: str


_FRONT_MATTER = re.compile(r"\A\ufeff?---[^\S\n]*\n.*?\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FENCED_CODE = re.compile(r"^[ \t]*(`{3,9}|~{3,9})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_UNREAD_TAG = re.compile(r"<(?:!--|(script|style|pre|table|figure|svg|head|nav)\b[^<>]*>)", re.IGNORECASE)
_HEADING_TAG = re.compile(r"<h[1-6]\b[^<>]*>(.{1,500}?)</h[1-6]\s*>", re.DOTALL | re.IGNORECASE)
_ITEM_TAG = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|ul|ol|li|br|hr|section|article|header|footer|main|blockquote|body|html)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")

_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*)$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})\s*$")
_ITEM = re.compile(r"\s*(?:[-*+•·‣]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*$")
_TABLE = re.compile(r"\s*\|.*\|\s*$|\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+$")
_REFERENCE = re.compile(r"\s*\[\^?[^\]\n]+\]:\s")

_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])"), ""),
    (re.compile(r"\[\^[^\[\]]+\]|\[\d{1,3}\]|\[(?:edit|citation needed)\]"), ""),
    (re.compile(r"\[([^\[\]]+)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"<((?:https?://|www\.)[^\s<>]+)>"), r"\1"),
    (re.compile(r"(`{1,3})(.{1,500}?)\1"), r"\2"),
    (re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~|==)(?=\S)(.{1,500}?)(?<=[^\s\\])\1(?!\w)"), r"\2"),
    (re.compile(r"(\*\*)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!~|>-])"), r"\1"),
)
_ADDRESS = re.compile(r"\s*\(?(?:https?://|www\.)[^\s<>()]+[^\s<>().,;:!?]\)?")


def read_article(text: str, *, addresses: bool = False) -> list[Block]:
    """Return the blocks of an article in their order; web addresses stay only when ``addresses`` says so."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FENCED_CODE.sub("\n\n", _FRONT_MATTER.sub("", text))
    text = _without_unread(text)
    text = _HEADING_TAG.sub(lambda match: f"\n\n# {' '.join(match[1].split())}\n\n", text)
    text = _BLOCK_TAG.sub("\n\n", _ITEM_TAG.sub("\n- ", text))
    blocks = [Block(kind, _inline(raw, addresses)) for kind, raw in _raw_blocks(text.split("\n"))]
    return _with_plain_headings([block for block in blocks if any(map(str.isalnum, block.text))])


def _without_unread(text: str) -> str:
    """Take out comments, and elements whose content is not running text; one without an end stays.

    Not one pattern with a lazy middle: an article full of unclosed elements would take it hours.
    """
    folded = text.lower()
    kept: list[str] = []
    position = 0
    endless: set[str] = set()
    for match in _UNREAD_TAG.finditer(text):
        closing = f"</{match[1].lower()}" if match[1] else "-->"
        if match.start() < position or closing in endless:
            continue
        end = folded.find(closing, match.end())
        if end < 0:
            endless.add(closing)
            continue
        kept += [text[position : match.start()], "\n\n"]
        position = folded.find(">", end) + 1 or len(text)
    return "".join([*kept, text[position:]])


def _inline(text: str, addresses: bool) -> str:
    text = " ".join(html.unescape(_TAG.sub("", text)).split())
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    if not addresses:
        text = _ADDRESS.sub("", text)
    text = " ".join(text.split())
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", re.sub(r"\(\s*\)|\[\s*\]", "", text)).strip()


def _raw_blocks(lines: list[str]) -> Iterator[tuple[Kind, str]]:
    """Yield (kind, text with inline marks) for each block."""
    kind: Kind = "text"
    gathered: list[str] = []
    for line in [*lines, ""]:
        line = re.sub(r"^\s{0,3}(?:>\s?)+", "", line)
        if gathered and kind == "text" and len(gathered) == 1 and _UNDERLINE.match(line):
            yield "heading", gathered.pop()
            continue
        heading, item = _HEADING.match(line), _ITEM.match(line)
        starts_block = heading or item or _RULE.match(line) or _TABLE.match(line) or _REFERENCE.match(line)
        if gathered and (starts_block or not line.strip()):
            yield kind, " ".join(gathered)
            gathered = []
        if heading:
            yield "heading", heading[1].rstrip().rstrip("#").rstrip()
        elif item and not _RULE.match(line):
            kind, gathered = "item", [item[1]]
        elif line.strip() and not starts_block:
            if not gathered:
                kind = "text"
            gathered.append(line.strip())


def _with_plain_headings(blocks: list[Block]) -> list[Block]:
    """Recognise headings of plain text: a short paragraph without a full stop, with a longer one behind it."""
    found: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if (
            block.kind == "text"
            and following
            and following.kind == "text"
            and _looks_like_heading(block.text, following.text)
        ):
            block = Block("heading", block.text)
        found.append(block)
    return found


def _looks_like_heading(text: str, following: str) -> bool:
    return (
        len(text) <= 60
        and len(text.split()) <= 8
        and len(following) > len(text)
        and not re.search(r"[.!?…:;,。！？，、；：।؟]\W*$", text)
    )
