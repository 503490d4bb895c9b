"""What a request to a language model asks for: the topic, the language, how many scenes, how long."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from vidpipe.sandbox.writer.topic import Topic, clean_topic

Tongue = Literal["en", "zh-Hant", "zh-Hans"]

WORDS_PER_SECOND = {"en": 2.5, "zh-Hant": 4.2, "zh-Hans": 4.2}
"""An easy speaking pace; Chinese counts characters."""
MOST_SCENES = 200

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_CHINESE = "一二三四五六七八九十"
_COUNT = rf"(?P<n>\d+|{'|'.join(_NUMBERS)}|[{_CHINESE}])"
_RANGE = r"(?:\s*(?:to|-|–|~|至|到)\s*(?:\d+))?"
_SCENE_WORD = r"(?:scenes?|segments?|slides?|shots?|chapters?|(?:個|个)?(?:場景|场景|分鏡|分镜|鏡頭|镜头|段落?|幕|場))"
_SCENES = (
    re.compile(rf"\b{_COUNT}{_RANGE}\s*(?:short\s+|clear\s+)?{_SCENE_WORD}", re.I),
    re.compile(rf"(?:number of scenes|scene[_ ]?count|scenes|場景數|场景数|分鏡數|分镜数)\W{{0,5}}{_COUNT}\b", re.I),
    re.compile(rf"{_COUNT}{_RANGE}\s*{_SCENE_WORD}"),
)
_PER_SCENE = re.compile(
    r"(?P<n>\d+)(?:\s*(?:to|-|–|~|至|到)\s*\d+)?\s*(?:words?|字)\s*(?:per|each|a|in each|for each|every)\s*scene"
    r"|(?:每(?:個|个)?(?:場景|场景|段|幕|鏡頭|镜头))\D{0,8}(?P<m>\d+)\s*(?:個|个)?字"
    r"|(?:each scene|per scene)\D{0,40}?(?P<k>\d+)\s*words",
    re.I,
)
_WORDS = re.compile(
    r"(?P<n>\d[\d,]*)(?:\s*(?:to|-|–)\s*\d+)?\s*(?:(?:spoken|english|chinese)\s+)?(?:words|(?:個|个)?字)", re.I
)
_SECONDS = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)[\s-]*(?P<unit>seconds?|secs?|s\b|秒|minutes?|mins?\b|分鐘|分钟)"
    r"|duration\W{1,5}(?P<m>\d+(?:\.\d+)?)",
    re.I,
)
_SIMPLIFIED = re.compile(r"zh[-_](?:cn|sg|hans)|simplified chinese|简体|簡體|简中", re.I)
_TRADITIONAL = re.compile(r"zh[-_](?:tw|hk|mo|hant)|traditional chinese|繁體|繁体|正體|繁中", re.I)
_CHINESE_ASKED = re.compile(
    r"\b(?:in|into|language\W{1,6}(?:is\s+)?)\s*[\"'`(]*(?:chinese|mandarin|zh)\b|用中文|中文撰寫|中文撰写", re.I
)
_ENGLISH_ASKED = re.compile(
    r"\b(?:in|into)\s+(?:\w+\s+)?english\b|language\W{1,6}(?:is\s+)?[\"'`(]*en(?:glish|-\w+)?\b|用英文|英語|英语", re.I
)
_ONLY_SIMPLIFIED = re.compile("[这们个为说对时会发学国开关电视频间还过让应种动车东书长门问简认识从无与业习]")
_HAN = re.compile("[㐀-鿿]")
_CEILING = re.compile(
    r"(?:at most|no more than|not more than|up to|max(?:imum)?(?: of)?|under|fewer than"
    r"|最多|不超過|不超过|以內|以内)\s*\d+"
    r"\s*(?:\w+\s+)?(?:words|(?:個|个)?字)",
    re.I,
)
_TITLE = re.compile(r"^\W{0,3}(?:title|標題|标题|片名)\s*[:：]\s*[\"“「]?(?P<t>[^\n\"”」]{1,200})", re.I | re.M)
_ARTICLE = re.compile(r"<article>(?P<a>.+?)</article>|\barticle\W{0,4}[:：]\s*(?P<b>.+)", re.I | re.S)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for; None where the request leaves it open."""

    topic: Topic
    tongue: Tongue
    tag: str
    """The language as BCP 47 tag."""
    scenes: int | None
    words: int | None
    """Of the whole script; in Chinese, characters."""
    words_per_scene: int | None
    is_ceiling: bool
    """Whether the words are the most that may be said, rather than what is aimed at."""
    title: str
    article: str


def read_wish(system: str, user: str) -> Wish:
    """Read a request; what the user says goes before what the system instruction says."""
    both = f"{user}\n{system}"
    given = _json_in(user)
    tongue = _tongue(both, user)
    seconds = _seconds(both)
    per_scene = _PER_SCENE.search(both)
    words = _WORDS.search(_PER_SCENE.sub(" ", both))
    article = str(given.get("article") or _found(_ARTICLE, user) or "")
    asked = next((str(given[name]) for name in ("prompt", "topic", "subject", "idea", "wish") if given.get(name)), None)
    wished = int(words["n"].replace(",", "")) if words else None
    return Wish(
        topic=clean_topic(asked, user if not article else user.partition(article)[0] + "\n" + article[:200]),
        tongue=tongue,
        tag={"en": "en", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}[tongue],
        scenes=_scenes(both),
        words=wished or (round(seconds * WORDS_PER_SECOND[tongue]) if seconds else None),
        words_per_scene=int(next(filter(None, per_scene.groups()))) if per_scene else None,
        is_ceiling=bool(_CEILING.search(both)),
        title=str(given.get("title") or _found(_TITLE, user) or "").strip(),
        article=article.strip(),
    )


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next(filter(None, match.groups()), None) if match else None


def _json_in(text: str) -> dict[str, Any]:
    """Return the first JSON object of a text, for requests that hand over their wish as data."""
    decoder = json.JSONDecoder()
    for at in (match.start() for match in re.finditer(r"\{", text)):
        try:
            value, _ = decoder.raw_decode(text, at)
        except ValueError:
            continue
        if isinstance(value, dict):
            return value
    return {}


def _scenes(text: str) -> int | None:
    for pattern in _SCENES:
        for match in pattern.finditer(text):
            count = _number(match["n"])
            if 1 <= count <= MOST_SCENES:
                return count
    return None


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written in _CHINESE:
        return _CHINESE.index(written) + 1
    return _NUMBERS.index(written.lower()) + 1


def _seconds(text: str) -> float | None:
    match = _SECONDS.search(text)
    if match is None:
        return None
    if match["m"]:
        return float(match["m"])
    unit = match["unit"].lower()
    return float(match["n"]) * (60 if unit.startswith(("min", "分")) else 1)


def _tongue(both: str, user: str) -> Tongue:
    """Return the language that is asked for by name, else the one the request is written in."""
    if _TRADITIONAL.search(both):
        return "zh-Hant"
    if _SIMPLIFIED.search(both):
        return "zh-Hans"
    chinese = len(_HAN.findall(user)) * 3 > sum(character.isalpha() for character in user)
    if _ENGLISH_ASKED.search(both) or not (_CHINESE_ASKED.search(both) or chinese):
        return "en"
    return "zh-Hans" if _ONLY_SIMPLIFIED.search(user) else "zh-Hant"
