from __future__ import annotations

import asyncio

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Script
from vidpipe.providers.local.script import LocalScriptProvider
from vidpipe.text.summary import points_back, speaking_seconds

ARTICLE = """
# How heat pumps work

![diagram](pump.png)

A heat pump moves warmth from outside air into your home, even on a freezing day. It works like a refrigerator run in
reverse. [Many people](https://example.com/x) assume that cold air contains no heat, but that is **wrong**: even air at
-20 °C holds a great deal of thermal energy.

## The refrigerant cycle

Inside the machine a special fluid, the refrigerant, circulates in a closed loop. In the outdoor unit the liquid
refrigerant meets the outside air and boils, because its boiling point lies far below zero. This turns it into a gas. A
compressor then squeezes the gas, which raises its temperature to 60 °C or more. The hot gas flows through a heat
exchanger indoors, gives off its warmth to the heating water, and becomes liquid again. Finally, an expansion valve
lowers the pressure, and the cycle starts over.

The main parts are:

- Evaporator: takes in heat outdoors
- Compressor - raises the pressure
- Condenser (gives heat to the house)

```python
print("never spoken")
```

## Costs

Installing a heat pump costs more than replacing a gas boiler. Running costs depend on the price of electricity compared
with gas. However, many countries pay subsidies that cover a third or more of the price. Because a heat pump burns
nothing, it causes no emissions at the house. They are therefore seen as a key technology. See https://x.org for more.
"""

CHINESE = """电磁炉的原理

电磁炉利用电磁感应原理加热锅具。玻璃面板下面有一个铜线圈，电流通过线圈产生交变磁场。磁场穿过玻璃，在铁锅底部产生涡流。涡流遇到金属的电阻，就变成热量。因此，锅本身就是热源，玻璃面板几乎不热。只有含铁的锅才能使用，铜锅和玻璃锅都不行。
"""


def _write(**brief: object) -> Script:
    return asyncio.run(LocalScriptProvider().write_script(Brief.model_validate(brief)))


def test_a_prompt_is_refused_with_the_ways_out() -> None:
    brief = Brief(prompt="a video about cats")
    with pytest.raises(InvalidInput) as caught:
        LocalScriptProvider().accepts(brief)
    assert caught.value.code == "LANGUAGE_MODEL_REQUIRED"
    assert all(word in caught.value.message for word in ("`script`", "`article`", "VIDPIPE_SCRIPT_PROVIDER"))
    with pytest.raises(InvalidInput):
        asyncio.run(LocalScriptProvider().write_script(brief))


def test_own_scenes_are_kept_word_for_word() -> None:
    script = _write(
        title="T",
        script=[
            {"narration": "It's  25,000 —\n“so” 😀 *fast*.", "points": ["a  b"]},
            {"narration": "Two.", "picture": "a pot", "heading": "Pot"},
        ],
        publish={"description": "D", "tags": ["x"]},
    )
    first, second = script.scenes
    assert (first.number, first.narration) == (1, "It's 25,000 — “so” 😀 *fast*.")
    assert (first.picture, first.heading, first.points) == (first.narration, "", ["a b"])
    assert (second.number, second.picture, second.heading) == (2, "a pot", "Pot")
    assert (script.title, script.description, script.tags) == ("T", "D", ["x"])


@pytest.mark.parametrize(
    ("scenes", "title"),
    [
        ([{"narration": "x y", "heading": "First heading"}], "First heading"),
        ([{"narration": "A magnetic field heats. The magnetic field is strong."}], "Magnetic field"),
        ([{"narration": "So it is."}], "So it is."),
        ([{"narration": "😀"}], "😀"),
    ],
)
def test_a_script_without_title_gets_one(scenes: list[object], title: str) -> None:
    assert _write(script=scenes).title == title


def test_an_article_becomes_scenes_of_its_own_sentences() -> None:
    script = _write(article=ARTICLE)
    plain = " ".join(ARTICLE.replace("**", "").replace("[Many people](https://example.com/x)", "Many people").split())
    spoken = " ".join(scene.narration for scene in script.scenes)
    assert script.title == "How heat pumps work"
    assert 45 <= speaking_seconds(spoken) <= 66
    for scene in script.scenes:
        # A sentence may lose its "However," and nothing else.
        assert scene.narration[1:] in plain
        assert 2 <= speaking_seconds(scene.narration) <= 12
        assert scene.heading
        assert scene.picture
    assert not any(trash in spoken for trash in ("https", "![", "**", "print", "main parts are"))
    headings = [scene.heading for scene in script.scenes]
    assert len(set(headings)) == len(headings)
    assert "The refrigerant cycle" in headings
    assert ["Evaporator", "Compressor", "Condenser"] in [scene.points for scene in script.scenes]
    assert [scene.number for scene in script.scenes] == list(range(1, len(headings) + 1))
    assert "heat pump" in script.tags


@pytest.mark.parametrize("duration", [10, 20, 30, 45])
def test_the_wished_duration_sets_the_length(duration: int) -> None:
    script = _write(article=ARTICLE, duration=duration)
    seconds = sum(speaking_seconds(scene.narration) for scene in script.scenes)
    assert 0.6 * duration <= seconds <= 1.1 * duration
    assert not points_back(script.scenes[0].narration)


def test_the_same_article_gives_the_same_script() -> None:
    assert _write(article=ARTICLE, duration=30) == _write(article=ARTICLE, duration=30)


def test_title_description_and_tags_of_the_brief_go_first() -> None:
    script = _write(article=ARTICLE, title="Mine", publish={"description": "D", "tags": ["t"]})
    assert (script.title, script.description, script.tags) == ("Mine", "D", ["t"])


def test_chinese_is_condensed_by_characters() -> None:
    script = _write(article=CHINESE, language="zh", duration=15)
    assert script.title == "电磁炉的原理"
    assert script.language == "zh"
    spoken = "".join(scene.narration for scene in script.scenes)
    assert all(sentence + "。" in CHINESE for sentence in spoken.rstrip("。").split("。"))
    assert 8 <= speaking_seconds(spoken) <= 16.5
    assert " " not in spoken


SWAHILI = """Kila siku jua huchomoza mashariki. Jua hutoa mwanga na joto kwa dunia yote. Mimea hutumia mwanga wa jua
kutengeneza chakula. Wanyama hula mimea ili kupata nguvu."""
ARABIC = """تدور الأرض حول الشمس في سنة واحدة كاملة. يدور القمر حول الأرض في شهر واحد تقريبا. الشمس نجم كبير جدا وبعيد
عنا. تعطي الشمس الضوء والحرارة لكل الكائنات الحية على الأرض."""
HINDI = """पृथ्वी सूर्य के चारों ओर एक वर्ष में घूमती है। चंद्रमा पृथ्वी के चारों ओर लगभग एक महीने में घूमता है। सूर्य एक
बहुत बड़ा तारा है और हमसे बहुत दूर है।"""
THAI = """โลกหมุนรอบดวงอาทิตย์ใช้เวลาหนึ่งปี ดวงจันทร์หมุนรอบโลกใช้เวลาประมาณหนึ่งเดือน"""


@pytest.mark.parametrize(("language", "text"), [("sw", SWAHILI), ("ar", ARABIC), ("hi", HINDI), ("th", THAI)])
def test_any_language_can_be_condensed(language: str, text: str) -> None:
    script = _write(article=text, language=language, duration=10)
    assert all(scene.narration in " ".join(text.split()) for scene in script.scenes)
    assert script.title
    # Thai cannot be cut into words without a dictionary; its scenes have no headings.
    assert all(scene.heading or language == "th" for scene in script.scenes)


@pytest.mark.parametrize(
    "article", ["Too short.", "# Only\n\n## Headings", "- a\n- b\n- c", "word " * 100, "```\ncode\n```"]
)
def test_too_little_text_is_refused(article: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        LocalScriptProvider().accepts(Brief(article=article))
    assert caught.value.code == "ARTICLE_TOO_SHORT"


def test_it_is_always_ready() -> None:
    provider = LocalScriptProvider()
    assert provider.problems() == []
    assert provider.fingerprint()["provider"] == provider.name == "brief"
