"""Decides what a card shows: reads the scene's text, and chooses among the layouts the one that fits it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards.values import Value, comparable, leading
from vidpipe.providers.local.cards.words import mentions, stems
from vidpipe.text.bidi import is_rtl
from vidpipe.text.draw import clean

LAYOUTS: dict[str, tuple[str, str]] = {
    "bars": ("bars-columns", "bars-rows"),
    "verdict": ("verdict-rows", "verdict-cards"),
    "layers": ("layers-exploded", "layers-section"),
    "steps": ("steps-path", "steps-stairs"),
    "list": ("list-rows", "list-cards"),
    "quote": ("quote-centred", "quote-side"),
    "figure": ("figure-wide", "figure-split"),
    "hero": ("hero-split", "hero-stage"),
}
"""Per kind of content, the layouts that scenes take in turn by their number: two in a row never share one."""

# No card has room for more characters of one text; reading them would only cost time.
_MOST = 1_000
_CLAUSE = re.compile(r"[,;:.!?，。；：！？、،؛۔।|]|\s[-–—]\s")
_QUOTED = re.compile(r"[“„«「『\"]([^“”„«»「」『』\"]{12,220})[”“»」』\"]")
_NEGATIVE = re.compile(
    r"^(?:not?|never|without|don['’]t|avoid|kein\w*|nicht|ohne|pas|sans|sin|nunca|nem|não|senza|non|не|нет|без|不|没|無|无|"
    r"非|别|禁|아니|לא|אין|ليس|لا|بدون|नहीं)(?:\b|(?<=[不没無无非别禁])|\s)|[✗✘❌×]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one card shows, all texts cleaned and ready to draw."""

    layout: str
    heading: str
    points: tuple[str, ...]
    values: tuple[Value, ...]
    figure: Value | None
    """The number the heading is about; the heading is then the words around it."""
    quote: str
    subject: frozenset[str]
    """Stems of what the picture shows, for choosing a motif."""
    rtl: bool
    variant: int
    """A number from 0 to 9999 that varies what may vary."""


def is_negative(point: str) -> bool:
    """Whether a point says what is not so ("Not copper")."""
    return _NEGATIVE.search(point.strip()) is not None


def make_plan(request: ImageRequest) -> Plan:
    """Read a scene; the same request always gives the same plan."""
    scene, language = request.scene, request.language
    given, picture, title = (clean(text[:_MOST], language) for text in (scene.heading, scene.picture, request.title))
    points = tuple(text for text in (clean(point[:_MOST], language) for point in scene.points[:6]) if text)
    heading = given or _short(picture) or title
    values = tuple(comparable(scene.picture[:_MOST]) or comparable(" ; ".join(points)))
    quote = _quote(request)
    figure = leading(heading)
    kind = _kind(request, points, values, quote, figure is not None)
    # A ring carries its figure inside, so the heading stays whole beside it.
    shows_figure = kind == "figure" and figure is not None and not figure[0].is_share
    layout = kind if kind in {"opener", "closing"} else LAYOUTS[kind][(scene.number + request.seed) % 2]
    return Plan(
        layout=layout,
        heading=figure[1] if shows_figure and figure else heading,
        points=points,
        values=values,
        figure=figure[0] if kind == "figure" and figure else None,
        quote=quote,
        subject=_subject(request),
        rtl=is_rtl(heading),
        variant=_variant(request),
    )


def _kind(
    request: ImageRequest, points: tuple[str, ...], values: tuple[Value, ...], quote: str, has_figure: bool
) -> str:
    scene = request.scene
    words = stems(f"{scene.picture[:_MOST]} {scene.heading[:_MOST]}", request.language)
    if not points and not values and scene.number in {1, request.scene_count}:
        return "opener" if scene.number == 1 else "closing"
    if values:
        return "bars"
    if points:
        return _list_kind(points, words, stems(scene.narration, request.language))
    if quote:
        return "quote"
    return "figure" if has_figure else "hero"


def _list_kind(points: tuple[str, ...], words: list[str], narrated: list[str]) -> str:
    judged = mentions(words, "check", "cross", "wrong", "allowed", "forbidden", "myth")
    if len(points) >= 2 and (any(is_negative(point) for point in points) or judged):
        return "verdict"
    if 2 <= len(points) <= 4 and mentions(words, "layer", "stack", "sheet", "sandwich", "layered", "shell", "crust"):
        return "layers"
    told = words + narrated
    if len(points) >= 3 and mentions(
        told, "step", "process", "stage", "phase", "cycle", "finally", "recipe", "workflow"
    ):
        return "steps"
    return "list"


def _quote(request: ImageRequest) -> str:
    scene, language = request.scene, request.language
    for text in (scene.heading, scene.picture):
        found = _QUOTED.search(text[:_MOST])
        if found:
            return clean(found[1], language)
    return ""


def _short(picture: str) -> str:
    """Return the first clause of a description, at most seven words or twenty-four dense characters."""
    clause = next((part.strip() for part in _CLAUSE.split(picture) if part.strip()), "")
    words = clause.split(" ")
    if len(words) > 1:
        clause = " ".join(words[:7])
    elif not clause.isascii() and len(clause) > 24:
        clause = clause[:24]
    return clause[:1].upper() + clause[1:]


def _subject(request: ImageRequest) -> frozenset[str]:
    scene = request.scene
    return frozenset(stems(f"{scene.picture[:_MOST]} {scene.heading[:_MOST]}", request.language))


def _variant(request: ImageRequest) -> int:
    scene = request.scene
    text = f"{request.seed}\n{scene.number}\n{scene.heading}\n{scene.picture}"
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4]) % 10_000
