"""Times, lengths, sizes and money in words, and a title for every task."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vidpipe.models import PresenterKind, Task

EXCERPT = 160
"""Characters of a text that stand for it in a list."""
PLACE_WORDS: Mapping[str, str] = {
    PresenterKind.CORNER: "in a circle",
    PresenterKind.PANEL: "in a panel",
    PresenterKind.INTRO: "full screen first",
    PresenterKind.CUTOUT: "cut out, as a figure",
}
"""Where a presenter stands, in words."""


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago something was, or how soon it will be: ``3 min ago``, ``in 2 h``."""
    seconds = (now - moment).total_seconds()
    if -1 < seconds < 5:
        return "just now"
    words = _rounded(abs(seconds))
    return f"{words} ago" if seconds > 0 else f"in {words}"


def _rounded(seconds: float) -> str:
    for size, unit, limit in ((1, "s", 60), (60, "min", 3_600), (3_600, "h", 172_800), (86_400, "days", 86_400 * 90)):
        if seconds < limit:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds // (86_400 * 30))} months"


def length(seconds: float) -> str:
    """Say how long something took: ``< 0.1 s``, ``0.4 s``, ``12 s``, ``3:07 min``, ``1:02:03 h``."""
    if seconds < 0.1:
        return "< 0.1 s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes}:{rest:02} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02} h"


def left(seconds: float) -> str:
    """Say how long it is until something: ``8 s``, ``1:05 min``, ``2:00:00 h``; ``live.js`` counts in these words."""
    whole = max(math.ceil(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes}:{rest:02} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02} h"


def money(usd: float) -> str:
    """Write US dollars, small amounts with more digits: ``$0``, ``$0.0042``, ``$0.04``, ``$12.50``."""
    if usd == 0:
        return "$0"
    if usd < 0.0001:
        return "< $0.0001"
    text = f"{usd:.2f}" if usd >= 1 else f"{usd:.4f}".rstrip("0")
    whole, _, cents = text.partition(".")
    return f"${whole}.{cents:0<2}"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: ``1 scene``, ``3 scenes``."""
    return f"{count} {noun if count == 1 else noun + 's'}"


def exact(moment: datetime) -> str:
    """Write a time out: ``2026-11-21 09:30:05 UTC``."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def size(count: int) -> str:
    """Write a number of bytes: ``812 B``, ``41 kB``, ``8.3 MB``."""
    for factor, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= factor:
            value = count / factor
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{count} B"


def title_of(task: Task) -> str:
    """Return a title for a task, from whatever there is: its result, its brief, or its first words."""
    # Programs insert rows of their own, so that a payload may hold anything.
    for source in (task.result or {}, task.payload):
        title = source.get("title")
        if isinstance(title, str) and title.strip():
            return _shortened(title)
    return _shortened(_first_words(task.payload)) or "Untitled"


def _first_words(payload: Mapping[str, Any]) -> str:
    for name in ("prompt", "article", "script"):
        text = _text_in(payload.get(name))
        if text:
            return text
    return ""


def _text_in(value: object) -> str:
    match value:
        case str():
            return value
        case {"scenes": scenes}:
            return _text_in(scenes)
        case [first, *_]:
            return _text_in(first)
        case {"heading": str(heading)} if heading.strip():
            return heading
        case {"narration": narration}:
            return _text_in(narration)
    return ""


def _shortened(text: str) -> str:
    text = " ".join(text[: EXCERPT * 4].split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
