from __future__ import annotations

import json
from typing import Any

import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Brief, Script
from vidpipe.providers.writing import accepts, assignment_for, read_answer
from vidpipe.providers.writing.languages import seconds_of
from vidpipe.text.summary import speaking_seconds
from vidpipe_tests.unit.providers.writing.drafts import LOOK, SENTENCES, draft

PROMPT = Brief(prompt="Tides", duration=28)
ARTICLE = """# Tides

The moon pulls the sea toward itself. In 1969 people measured 1,250 metres of beach, which the water covers twice a day.
Six hours later the water has gone again, and the children look for shells on the wide sand of the coast.
"""


def read(answer: Any, brief: Brief = PROMPT, tolerance: float = 0.4) -> Script:
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return read_answer(
        text,
        assignment_for(brief, tolerance=tolerance),
        lambda problem: ProviderError(problem, code="PROVIDER_RESPONSE_INVALID"),
    )


def problem_of(answer: Any, brief: Brief = PROMPT, tolerance: float = 0.4) -> str:
    with pytest.raises(ProviderError) as caught:
        read(answer, brief, tolerance)
    return caught.value.message


def test_what_the_brief_says_of_title_description_and_tags_goes_first() -> None:
    brief = Brief.model_validate(
        {"prompt": "Tides", "duration": 28, "title": "Mine 🌊", "publish": {"description": "d", "tags": ["t"]}}
    )
    script = read(draft(), brief)

    assert (script.title, script.description, script.tags) == ("Mine 🌊", "d", ["t"])


@pytest.mark.parametrize(
    "around",
    ["SCRIPT", "```json\nSCRIPT\n```", '<think>Say {"a": 1}?</think>\nSCRIPT', "Here:\nSCRIPT\nEnjoy!", "\ufeffSCRIPT"],
)
def test_the_object_is_found_whatever_stands_around_it(around: str) -> None:
    assert len(read(around.replace("SCRIPT", json.dumps(draft()))).scenes) == 4


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", "no text"),
        ("I cannot do that.", "no JSON object"),
        ('{"title": "x"', "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ({"title": "x"}, "look"),
        (draft(look="  "), "look"),
        (draft(title=None), "title"),
        (draft(scenes=[]), "scenes"),
        (draft(scenes="none"), "scenes"),
        (draft((*SENTENCES[:3], " ")), "scenes.3.narration"),
        (draft((*SENTENCES[:3], "…")), "scene 4"),
        (draft((*SENTENCES[:3], "[music] " + SENTENCES[3])), "scene 4: '[music]'"),
        (draft(tuple(f"Szene: {text}" for text in ("Der Mond zieht das Meer an sich, und es steigt.",) * 5)), "in de"),
    ],
)
def test_an_answer_that_cannot_be_filmed_is_refused_with_its_reason(answer: Any, problem: str) -> None:
    assert problem in problem_of(answer)


def test_lists_may_be_missing_and_blank_points_are_left_out() -> None:
    answer = draft(tags=None, description=None)
    del answer["scenes"][0]["points"]
    answer["scenes"][1]["points"] = ["", None, "two metres"]
    script = read(answer)

    assert script.tags == []
    assert script.description == ""
    assert [scene.points for scene in script.scenes[:2]] == [[], ["two metres"]]


@pytest.mark.parametrize(("copies", "as_wished"), [(1, False), (2, True), (4, True), (5, True), (8, False)])
def test_a_script_that_misses_the_wished_length_is_taken_with_a_warning(copies: int, as_wished: bool) -> None:
    script = read(draft(SENTENCES[:1] * copies), tolerance=0.6)
    assert len(script.scenes) == copies
    assert any("seconds to speak" in warning for warning in script.warnings) is not as_wished


def test_a_script_of_another_order_of_length_is_refused() -> None:
    assert "seconds to speak" in problem_of(draft(SENTENCES * 20), tolerance=0.6)


def test_one_endless_scene_is_told_of() -> None:
    assert "1 scenes, 4 were asked for" in read(draft((" ".join(SENTENCES),))).warnings


def test_chinese_is_counted_in_characters() -> None:
    narration = "月亮把海水拉向自己，這個時候海水會慢慢升高，來到岸邊的人們會說潮水來了。"
    brief = Brief(prompt="潮汐", duration=32, language="zh-TW")
    request = assignment_for(brief, tolerance=0.4).request

    assert len(read(draft((narration,) * 4), brief).scenes) == 4
    assert "個字" in request
    assert "潮汐" in request


def test_numbers_that_the_article_does_not_have_are_told_of() -> None:
    brief = Brief(article=ARTICLE)
    faithful = "In 1969 people measured 1250 metres of beach, and the sea covers all of it twice a day."
    invented = "In 1970 people measured 1250 metres of beach, and the sea covers all of it twice a day."

    assert not any("1969" in warning for warning in read(draft((faithful, SENTENCES[2])), brief).warnings)
    assert any("1970" in warning for warning in read(draft((invented, SENTENCES[2])), brief).warnings)


def test_a_short_article_is_not_stretched_to_the_wished_length() -> None:
    length = assignment_for(Brief(article=ARTICLE, duration=600), tolerance=0.4).length

    assert length.seconds < speaking_seconds(ARTICLE) + 5


def test_an_article_of_a_few_words_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        accepts(Brief(article="One line, no more."))

    assert caught.value.code == "ARTICLE_TOO_SHORT"


@pytest.mark.parametrize("language", ["en", "zh-TW", "zh-CN", "ja", "de", "th", "tlh"])
@pytest.mark.parametrize("seconds", [1, 15, 60, 600, 3_600])
def test_the_length_in_words_is_what_takes_that_long_to_speak(language: str, seconds: int) -> None:
    length = assignment_for(Brief(prompt="x", language=language, duration=seconds), tolerance=0.4).length
    unit = {"zh": "潮", "ja": "潮", "th": "น"}.get(language[:2], "tide ")

    assert seconds / 2 <= length.seconds <= seconds
    assert seconds_of(unit * length.target, language) == pytest.approx(length.seconds, abs=1.0)
    assert 1 <= length.scenes <= 60


def test_a_schema_for_strict_servers_allows_nothing_else_and_states_no_bounds() -> None:
    assignment = assignment_for(PROMPT, tolerance=0.4)
    strict, loose = assignment.schema(strict=True), assignment.schema()

    assert strict["additionalProperties"] is False
    assert strict["properties"]["scenes"]["items"]["required"] == ["narration", "heading", "points", "picture"]
    assert "maxItems" not in strict["properties"]["scenes"]
    assert loose["properties"]["scenes"]["maxItems"] == 8
    long = assignment_for(Brief(prompt="x", duration=3_600), tolerance=0.4)
    assert "maxItems" not in long.schema()["properties"]["scenes"]


@pytest.mark.parametrize("style", ["explainer", "product", "news", "social", "documentary", "quiz", "ukiyo-e {print}"])
@pytest.mark.parametrize("language", ["en", "zh-TW", "zh-CN", "fr"])
def test_every_style_gives_the_look_a_direction(style: str, language: str) -> None:
    request = assignment_for(Brief(prompt="x", style=style, language=language), tolerance=0.4).request

    assert style in request
    assert "look" in request
    assert LOOK not in request
