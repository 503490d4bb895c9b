"""Checks of a script's words that no schema can make: their language, whether all can be spoken, and their numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from vidpipe.providers.writing.languages import chinese_of, is_known, primary_of
from vidpipe.text.scripts import native_scripts, script_of
from vidpipe.text.stopwords import STOP_WORDS

_SIMPLIFIED = frozenset(
    "这为说时过发会个们来对国学长电间问东车见马鱼书习飞风单观现实变样给让还进远运动气张无线页语认识热"
)
_TRADITIONAL = frozenset(
    "這為說時過發會個們來對國學長電間問東車見馬魚書習飛風單觀現實變樣給讓還進遠運動氣張無線頁語認識熱"
)
"""The commonest characters of which a Chinese text has one form or the other."""

_LATIN = frozenset({"Latin"})
_ENOUGH_WORDS = 12

_DIRECTION_WORDS = (
    r"music|jingle|sound|sounds|sound effects?|sfx|pauses?|silence|beat|cut(?:s|ting)? to|fade[sd]?|visuals?|camera"
    r"|close[- ]?up|voice[- ]?over|narrator|applause|laugh(?:s|ing|ter)?|sigh(?:s|ing)?|intro|outro|transition"
    r"|on[- ]?screen|whisper(?:s|ing)?|musik|schnitt|musique|música|musica"
)
_DIRECTION_WORDS_EAST_ASIAN = (
    r"音乐|音樂|音效|停顿|停頓|镜头|鏡頭|画面|畫面|旁白|转场|轉場"
    r"|字幕|片头|片頭|片尾|淡入|淡出|効果音|ナレーション|カメラ"
)
_SPEAKERS = (
    r"narrator|voice[- ]?over|v\.?o\.?|host|speaker(?: \d+)?|scene \d+|szene \d+|sprecher|旁白|解说|解說|主持人"
    r"|场景\s*\d+|場景\s*\d+|ナレーター|ナレーション"
)
_DIRECTIONS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\[[^\]]*\]|【[^】]*】",
        rf"[(（*]\s*(?:[\w-]+\s){{0,2}}(?:{_DIRECTION_WORDS})\b[^)）*]{{0,60}}[)）*]",
        rf"[(（][^)）]{{0,20}}(?:{_DIRECTION_WORDS_EAST_ASIAN})[^)）]{{0,40}}[)）]",
        rf"^\W*(?:{_SPEAKERS})\s*[:：]",
        r"\*\*|^#{1,6} |```|__",
        r"https?://\S+",
    )
)
"""Brackets nobody speaks, directions in parentheses, names of speakers, Markdown, addresses."""
_NUMBER = re.compile(r"\d(?:[\d.,'’]*\d)?")


def stage_direction(narration: str) -> str:
    """Return the part of a narration that is not meant to be spoken: a direction, a speaker, Markdown; "" if none."""
    found = next(filter(None, (direction.search(narration) for direction in _DIRECTIONS)), None)
    return found[0].strip()[:80] if found else ""


def wrong_language(text: str, tag: str) -> str:
    """Name what a text is written in when it is not the language of the tag; "" when it is, or nobody can tell."""
    return _wrong_script(text, tag) or _wrong_chinese(text, tag) or _wrong_words(text, primary_of(tag))


def _wrong_script(text: str, tag: str) -> str:
    """Judge by the letters: most must be of the language's own scripts."""
    subtags = {part.lower() for part in tag.split("-")[1:]}
    own = native_scripts(primary_of(tag)) or (_LATIN if is_known(tag) else frozenset())
    if not own or subtags & {"latn", "cyrl", "arab"}:
        return ""
    counts = Counter(script for script in map(script_of, text) if script)
    total = sum(counts.values())
    if not total:
        return ""
    if sum(counts[script] for script in own) < 0.5 * total:
        return f"{counts.most_common(1)[0][0]} letters"
    kana = counts["Hiragana"] + counts["Katakana"]
    if primary_of(tag) == "ja" and total > 30 and kana < 0.1 * total:
        return "Chinese"
    return "Japanese" if primary_of(tag) == "zh" and kana > 0.1 * total else ""


def _wrong_chinese(text: str, tag: str) -> str:
    wanted = chinese_of(tag)
    simplified, traditional = (sum(c in kind for c in text) for kind in (_SIMPLIFIED, _TRADITIONAL))
    right, wrong = (simplified, traditional) if wanted == "simplified" else (traditional, simplified)
    if not wanted or wrong < 3 or wrong < 0.3 * (right + wrong):
        return ""
    return "simplified Chinese" if wanted == "traditional" else "traditional Chinese"


def _wrong_words(text: str, primary: str) -> str:
    """Judge by the little words, which make up a third of any text in a language and of no other."""
    words: list[str] = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _ENOUGH_WORDS:
        return ""
    hits = {language: sum(word in stop for word in words) for language, stop in STOP_WORDS.items()}
    likeliest = max(hits, key=lambda language: hits[language])
    if primary in STOP_WORDS:
        return likeliest if likeliest != primary and hits[likeliest] > 1.5 * hits[primary] + 3 else ""
    foreign_to_own = not native_scripts(primary) and hits["en"] > 0.35 * len(words)
    return "en" if foreign_to_own and is_known(primary) else ""


def foreign_numbers(text: str, source: str) -> list[str]:
    """Return the numbers of three digits and more that a source does not have, however it groups or scales them.

    Smaller ones are often written out as words on one side, so they prove nothing.
    """
    grouped = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", source)
    known = {_significant(number) for number in _numbers(source) + _numbers(grouped)} | {""}
    found = (number for number in _numbers(text) if sum(map(str.isdigit, number)) >= 3)
    return [number for number in dict.fromkeys(found) if _significant(number) not in known]


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(unicodedata.normalize("NFKC", text))


def _significant(number: str) -> str:
    """Return a number's digits without its zeros at either end: 25,000 and 25 thousand are the same."""
    return "".join(str(unicodedata.digit(character)) for character in number if character.isdigit()).strip("0")
