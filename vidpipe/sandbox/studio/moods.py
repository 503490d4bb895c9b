"""Light and colours of a drawn scene, from the words of its prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vidpipe.providers.local.cards.colours import Colour, parse


@dataclass(frozen=True)
class Mood:
    """Sky above and at the horizon, ground, light, and the colour of what stands in the scene."""

    high: Colour
    low: Colour
    ground: Colour
    light: Colour
    thing: Colour
    night: bool = False
    water: bool = False


def _mood(colours: str, *, night: bool = False) -> Mood:
    high, low, ground, light, thing = (parse(colour) for colour in colours.split())
    return Mood(high, low, ground, light, thing, night)


_NAMED = (
    (r"night|midnight|space|star|galaxy|moon|planet|black hole|夜|星|月|宇宙|太空|黑洞", "night"),
    (r"dusk|sunset|evening|autumn|fire|desert|warm|黃昏|黄昏|夕陽|夕阳|秋|火|沙漠|黎明|dawn|sunrise", "dusk"),
    (r"snow|ice|winter|cold|glacier|雪|冰|冬", "snow"),
    (r"forest|garden|tree|plant|farm|nature|green|leaf|森林|花園|花园|植物|農|农|綠|绿", "forest"),
    (r"city|street|factory|computer|robot|data|machine|network|城市|街|工廠|工厂|電腦|电脑|機器|机器|電|电", "city"),
)
_MOODS = {
    # high low ground light thing
    "night": _mood("#0b1033 #39407f #12163d #ffe9b0 #ffd27a", night=True),
    "dusk": _mood("#4a3b78 #ffb27a #43284f #ffd9a0 #fff1dc"),
    "snow": _mood("#7fb0d8 #e9f4fb #7f9fbd #fff7e0 #27496d"),
    "forest": _mood("#8fcbe0 #f4f0cf #1f5a45 #fff3b8 #f6fbf0"),
    "city": _mood("#23496b #c7dbe6 #1c2f4a #ffe2a6 #ffb35c"),
    "day": _mood("#69b7e6 #f3ead2 #2f6f6b #fff0b5 #fffaf0"),
    "rose": _mood("#8a6fb8 #ffd3c4 #5a3a6b #ffeccb #fffaf2"),
}
_PLAIN = ("day", "dusk", "forest", "rose", "city")
_WATER = re.compile(
    r"\b(?:sea|ocean|lake|river|water|tides?|ship|boat|beach|coast|island|harbou?r)\b|海|湖|河|水|潮|船|島|岛", re.I
)


def mood_of(prompt: str, chance: int) -> Mood:
    """Return the mood that a prompt names, or one chosen by a number."""
    name = next((name for words, name in _NAMED if re.search(rf"{words}", prompt, re.I)), _PLAIN[chance % len(_PLAIN)])
    mood = _MOODS[name]
    return replace(mood, water=True) if _WATER.search(prompt) else mood
