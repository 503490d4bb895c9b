"""Reads figures out of a text: "induction 85 %, gas 40 %" becomes two labelled values that a chart can show."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "millionen": 1e6, "millones": 1e6, "millions": 1e6,
    "bn": 1e9, "billion": 1e9, "milliarden": 1e9, "milliards": 1e9, "trillion": 1e12, "万": 1e4, "萬": 1e4, "亿": 1e8,
    "億": 1e8, "만": 1e4, "억": 1e8,
}  # fmt: skip
_SCALE_WORDS = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>[-−+]?)(?P<currency>[$€£¥₹₩]?)\s?"
    r"(?P<digits>\d{1,3}(?:[,.\u00a0\u202f ’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?P<scale>\s?(?:{_SCALE_WORDS})(?![a-zA-Z]))?"
    r"\s?(?P<unit>%|％|٪|percent\b|per cent\b|Prozent\b|por ciento\b|pour cent\b|°\s?[CF]\b|℃|[€$£¥₹₩]"
    r"|(?:kWh|MWh|GWh|TWh|kW|MW|GW|km/h|m/s|mph|kcal|cal|kJ|MJ|kg|mg|µg|mcg|km|mm|cm|nm|ml|cl|ms|min|sec|GB|TB|MB|kB|Hz|kHz|MHz|GHz|dB|ppm|bar|USD|EUR|W|V|A|J|K"
    r"|g|m|h|s|t|l|x|×)(?![\w]))?",
    re.IGNORECASE,
)
_PERCENT = frozenset({"%", "％", "٪", "percent", "per cent", "prozent", "por ciento", "pour cent"})
_CUT = re.compile(
    r"[,;，、；،؛。।:：|/()\[\]–—•\n]|(?<!\d)\.(?!\d)| - |"
    r"\b(?:and|but|versus|vs\.?|while|against|und|y|et|oder)\b",
    re.I,
)
_FILLER = re.compile(
    r"^(?:of|for|in|by|with|at|the|a|an|is|are|was|were|about|around|only|just|nearly|almost|over|under|reaches|manages|"
    r"uses|has|have|comparison|compared|percent|share|use[sd]?|to|from|than|gets?)\b\s*",
    re.I,
)
_TRAILING = re.compile(
    r"\s*\b(?:of|for|in|by|with|at|the|a|an|is|are|was|were|about|around|only|just|nearly|almost|over|reaches|manages|"
    r"uses|has|have|to|from|than|gets?|=)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Value:
    """One figure: its amount, how it is written with its unit, the unit itself, and what it is about."""

    amount: float
    written: str
    unit: str
    label: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether it is a share of a hundred."""
        return self.unit == "%"

    @property
    def is_share(self) -> bool:
        """Whether it is a part of one whole, which a ring can show."""
        return self.is_percent and 0 <= self.amount <= 100


def _amount(digits: str) -> float:
    """Read digits grouped the English or the continental way: 25,000 and 25.000 are both twenty-five thousand."""
    text = re.sub(r"[\u00a0\u202f ’']", "", digits)
    marks = [c for c in text if c in ",."]
    if not marks:
        return float(text)
    last = marks[-1]
    head, _, tail = text.rpartition(last)
    grouped = len(tail) == 3 and head not in {"0", ""} and len(set(marks)) == 1
    if grouped or len([m for m in marks if m == last]) > 1:
        return float(text.replace(",", "").replace(".", ""))
    return float(head.replace(",", "").replace(".", "") + "." + tail)


def _value(match: re.Match[str], label: str) -> Value:
    unit = (match["unit"] or match["currency"] or "").strip()
    if unit.casefold() in _PERCENT:
        unit = "%"
    scale = (match["scale"] or "").strip().casefold()
    amount = _amount(match["digits"]) * _SCALES.get(scale, 1.0) * (-1 if match["sign"] in {"-", "−"} else 1)
    written = match.group().strip()
    if unit == "%":
        written = f"{match['sign']}{match['digits']}%"
    return Value(amount, written, unit, label)


def _plain(text: str) -> str:
    """Write every script's digits as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and _is_digit(c) else c for c in text)


def _is_digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def find(text: str) -> list[Value]:
    """Return the figures of a text in their order, each with the words nearest to it as label."""
    text = _plain(text)[:2000]
    matches = list(_NUMBER.finditer(text))
    found = []
    for index, match in enumerate(matches):
        start = matches[index - 1].end() if index else 0
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        before = _CUT.split(text[start : match.start()].rstrip(" :=：–-"))[-1]
        after = _CUT.split(text[match.end() : end])[0]
        found.append(_value(match, _label(before) or _label(after)))
    return found


def _label(text: str) -> str:
    text = " ".join(text.split())
    for _ in range(6):
        text = _TRAILING.sub("", _FILLER.sub("", text)).strip(" \"'“”„«»=-–")
    words = text.split(" ")
    text = " ".join(words[-4:]) if len(words) > 4 else text
    return text[:1].upper() + text[1:] if 0 < len(text) <= 40 else ""


def comparable(text: str) -> list[Value]:
    """Return two to five labelled figures of one unit that a bar chart can set side by side, else nothing."""
    labelled: dict[str, Value] = {}
    for value in find(text):
        if value.label and value.amount >= 0:
            labelled.setdefault(value.label.casefold(), value)
    groups: dict[str, list[Value]] = {}
    for value in labelled.values():
        groups.setdefault(value.unit, []).append(value)
    best = max(groups.values(), key=len, default=[])
    return best[:5] if len(best) >= 2 and max(value.amount for value in best) > 0 else []


def leading(text: str) -> tuple[Value, str] | None:
    """Split a heading that is about a figure into the figure and its words; ``None`` for any other heading.

    The words are what follows the figure, or the whole heading where the figure stands later in it. Bare small
    numbers and years within a heading are no figures: "Part 2", "Begun in 2021".
    """
    match = _NUMBER.search(_plain(text))
    if match is None:
        return None
    value = _value(match, "")
    rest = text[match.end() :].strip(" ,:–-")
    if not text[: match.start()].strip():
        return (value, rest) if rest or value.unit else None
    telling = value.unit or match["scale"] or abs(value.amount) >= 10_000 or "," in match["digits"]
    return (value, text) if telling else None
