"""The topic of a request: what remains when the wrapping is off, in a form that fits into sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 90
"""Characters of a topic that still fits into a sentence."""

_LABELS = (
    "topic|subject|prompt|theme|idea|request|wish|brief|user prompt|video about"
    "|主題|主题|題目|题目|提示詞|提示词|需求|內容|内容"
)
_TAGGED = re.compile(rf"<({_LABELS})>\s*(.+?)\s*</\1>", re.I | re.S)
_LABELLED = re.compile(
    rf"(?:^|\n|[.。]\s)\W{{0,3}}(?:the\s+)?(?:{_LABELS})\W{{0,2}}\s*[:：]\s*(?:\n\s*)?(.+?)(?=\n|$)", re.I | re.S
)
_ABOUT = re.compile(
    r"(?:\babout|\bexplain(?:ing|s)?|\bintroduc(?:es|ing|e)|關於|关于|介紹|介绍|說明|说明|講解|讲解)\s*[:：]?\s*(.+?)(?=\n|$)",
    re.I,
)
_LIMITS = re.compile(
    r"[,.;(，。；、]?\s*(?:in\s+|with\s+|about\s+|共|約|约|大約|大约)?(?:exactly\s+|about\s+|around\s+|roughly\s+)?"
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|[一二三四五六七八九十])[\s-]*"
    r"(?:to\s*\d+\s*)?(?:scenes?|segments?|words?|seconds?|secs?|s|minutes?|mins?|(?:個|个)?(?:場景|场景|分鏡|分镜|字|段)|秒|分鐘|分钟)"
    r"(?![A-Za-z])(?:\s+(?:long|per scene|each|in total))?(?:鐘|钟)?的?[).]?",
    re.I,
)
_SETTINGS = re.compile(
    r"[.,;，。；]?\s*\b(?:language|style|tone|mood|duration|length|audience|format|scenes|voice|aspect(?: ratio)?"
    r"|resolution|語言|语言|風格|风格|語氣|语气|觀眾|观众|長度|长度)\s*[:：=]\s*[^.,;\n，。；]*",
    re.I,
)
_WRAPPING = (
    re.compile(r"^(?:please\s+|can you\s+|could you\s+|i (?:want|need|would like)\s+(?:you to\s+)?)", re.I),
    re.compile(
        r"^(?:make|create|write|produce|generate|prepare|give)(?:\s+(?:me|us))?\s+(?:an?\s+|the\s+|some\s+)?"
        r"(?:[\w-]+\s+){0,3}?(?:video|script|film|clip|explainer|narration|story|documentary)s?(?:\s+script)?\s*"
        r"(?:about|on|of|for|explaining|that explains|which explains|to explain|introducing|showing)?\s*",
        re.I,
    ),
    re.compile(r"^(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}(?:video|script|film|explainer)\s+(?:about|on|of|for)\s+", re.I),
    re.compile(
        r"^(?:explain|describe|introduce|tell|teach|show|analy[sz]e|compare|review)(?:\s+(?:me|us|people|viewers))?(?:\s+about)?\s+",
        re.I,
    ),
    re.compile(r"^(?:about|on|of|for)\s+", re.I),
    re.compile(r"^(?:請|请)?(?:幫我|帮我|為我|为我)?(?:製作|制作|做|寫|写|生成|拍)(?:[一1](?:個|个|支|部|段|篇|份))?"),
    re.compile(r"^(?:關於|关于|介紹|介绍|說明|说明|解釋|解释|講解|讲解|談談|谈谈)"),
    re.compile(r"的?(?:影片|視頻|视频|短片|腳本|脚本|介紹|介绍)$"),
)
_SPLIT = re.compile(r"\s*[,;，；、]\s*(?:and\s+)?|\s+and\s+(?=(?:how|why|what|when|where|who|which)\b)", re.I)
_SMALL = frozenset(
    "how why what when where who which the a an our your my this these that is are using making".split()  # noqa: SIM905
)
_EDGES = " \t\n.,;:!?。，；：！？、\"'“”「」『』`*#()[]{}<>"


@dataclass(frozen=True)
class Topic:
    """What it is about: ``text`` for the middle of a sentence, and the points that the request itself names."""

    text: str
    points: tuple[str, ...]


def clean_topic(asked: str | None, request: str) -> Topic:
    """Find the topic of a request; ``asked`` is the topic where the request names it as such."""
    text = asked or _named(request)
    text = _LIMITS.sub(" ", _SETTINGS.sub(" ", " ".join(text.split()))).strip(_EDGES)
    for _ in range(2):
        for wrapping in _WRAPPING:
            text = wrapping.sub("", text).strip(_EDGES)
    head, colon, rest = text.partition(": ") if ": " in text else text.partition("：")
    parts = [head, *_SPLIT.split(rest)] if colon else _SPLIT.split(_first_sentence(text))
    parts = [part.strip(_EDGES) for part in parts if _says_something(part)]
    if not parts:
        return Topic("this subject", ())
    return Topic(_lowered(_short(parts[0])), tuple(_lowered(_short(part)) for part in parts[1:7]))


def _named(request: str) -> str:
    for pattern, group in ((_TAGGED, 2), (_LABELLED, 1)):
        if match := pattern.search(request):
            return match[group]
    if match := _ABOUT.search(request):
        return match[1]
    lines = [line.strip() for line in request.splitlines() if _says_something(line)]
    return lines[0] if lines else ""


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[a-z0-9])[.!?]\s|[。！？]", text, maxsplit=1)[0]


def _says_something(part: str) -> bool:
    return sum(character.isalnum() for character in part) >= 2


def _short(text: str) -> str:
    """Cut a long text at a word."""
    if len(text) <= MOST:
        return text
    cut = text[:MOST].rpartition(" ")[0] or text[:MOST]
    return cut.strip(_EDGES)


def _lowered(text: str) -> str:
    first, space, rest = text.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.lower() in _SMALL else text
