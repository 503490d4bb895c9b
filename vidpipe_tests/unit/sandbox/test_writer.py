"""The simulated language model: it hears what is asked for, and what it answers fits any schema."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from vidpipe.models import Script
from vidpipe.sandbox.writer import CannotFill, reply, tokens
from vidpipe.sandbox.writer.fill import Filler
from vidpipe.sandbox.writer.script import length, write
from vidpipe.sandbox.writer.wish import read_wish

ARTICLE = (
    "Tides are the rise and fall of the sea. They are caused by the pull of the moon and the sun. The moon is near, "
    "so its pull is stronger. On the side that faces the moon the water rises. On the far side it rises as well. "
    "Between the two the water falls. Harbours publish tables so that ships know when there is enough water. Some "
    "power stations use the tides to make electricity. The largest tides in the world are in the Bay of Fundy. There "
    "the sea rises by more than fifteen metres twice a day."
)


@pytest.mark.parametrize(
    ("request_", "topic", "scenes", "words"),
    [
        ("Topic: how tides work. 5 scenes, 60 s.", "how tides work", 5, 150),
        ("Please make a 2-minute video about induction cooking", "induction cooking", None, 300),
        ("Write a script of about 200 words on the Great Wall, exactly four scenes", "the Great Wall", 4, 200),
        ("<topic>Bees & flowers 🐝</topic>\nUse 6 to 8 scenes.", "Bees & flowers 🐝", 6, None),
        ('Here is the brief: {"prompt": "Explain \\"black holes\\"", "duration": 30}', "black holes", None, 75),
        ("為我製作一支介紹電磁爐原理的影片，共6個場景，約300字", "電磁爐原理", 6, 300),
        ("请写一个关于黑洞的视频脚本，四个场景", "黑洞", 4, None),
        ("Explain photosynthesis.", "photosynthesis", None, None),
        ("", "this subject", None, None),
    ],
)
def test_a_request_is_understood(request_: str, topic: str, scenes: int | None, words: int | None) -> None:
    wish = read_wish("You write narration for short videos.", request_)
    assert (wish.topic.text, wish.scenes, wish.words) == (topic, scenes, words)


@pytest.mark.parametrize(
    ("system", "user", "tag"),
    [
        ("", "Explain tides", "en"),
        ("Answer in Traditional Chinese.", "Explain tides", "zh-TW"),
        ("", "Explain tides. Language: zh-CN", "zh-CN"),
        ("", "Write in Chinese about tides", "zh-TW"),
        ("", "介紹潮汐", "zh-TW"),
        ("", "介绍潮汐这个现象", "zh-CN"),
        ("", "介紹潮汐 (write in English)", "en"),
        ("Language: en-US", "介紹潮汐", "en"),
    ],
)
def test_the_language_asked_for_is_heard_and_else_that_of_the_request(system: str, user: str, tag: str) -> None:
    assert read_wish(system, user).tag == tag


@pytest.mark.parametrize("language", ["English", "Traditional Chinese", "Simplified Chinese"])
@pytest.mark.parametrize(("scenes", "words"), [(1, 30), (3, 60), (5, 150), (8, 480), (20, 1200), (40, 2400)])
def test_a_script_has_as_many_scenes_and_words_as_wished(language: str, scenes: int, words: int) -> None:
    unit = "words" if language == "English" else "字"
    wish = read_wish("", f"Write in {language} about tides: {scenes} scenes, {words} {unit}")
    script = write(wish)
    assert [scene.number for scene in script.scenes] == list(range(1, scenes + 1))
    total = sum(length(scene.narration, wish.tongue) for scene in script.scenes)
    assert abs(total - words) <= max(12, words * 0.1)


def test_a_ceiling_per_scene_is_kept() -> None:
    wish = read_wish("Each narration has at most 30 words per scene.", "Topic: bees. 7 scenes")
    assert all(len(scene.narration.split()) <= 30 for scene in write(wish).scenes)


def test_points_that_the_request_names_get_scenes_of_their_own() -> None:
    script = write(read_wish("", "Induction cooking, why it is safer than gas, and which pots you can use. 6 scenes"))
    narrations = " ".join(scene.narration for scene in script.scenes)
    assert "why it is safer than gas" in narrations
    assert "which pots you can use" in narrations


def test_an_article_is_retold_in_its_own_sentences() -> None:
    script = write(read_wish("", f"Summarise in 4 scenes, 60 words.\n<article>{ARTICLE}</article>"))
    assert len(script.scenes) == 4
    for scene in script.scenes:
        assert scene.narration.split(". ")[0].rstrip(".") in ARTICLE


@pytest.mark.parametrize("topic", ["電磁爐的安全與節能", "介紹 PostgreSQL 資料庫", "介绍潮汐这个现象"])
def test_pictures_are_told_in_english_as_the_prompts_of_chinese_films_demand(topic: str) -> None:
    script = write(read_wish("", f"{topic}。4 個場景"))
    assert all(scene.picture.isascii() for scene in script.scenes)
    assert len({scene.picture for scene in script.scenes}) > 1
    assert not any(scene.narration.isascii() for scene in script.scenes)


def test_the_look_of_a_chinese_film_is_told_in_english_too() -> None:
    schema = {"type": "object", "properties": {"look": {"type": "string"}, "title": {"type": "string"}}}
    filled = Filler(schema, write(read_wish("", "介紹電磁爐"))).value()
    assert filled["look"].isascii()
    assert not filled["title"].isascii()


def test_a_script_is_good_for_filming() -> None:
    script = write(read_wish("", "Topic: how tides work. 6 scenes"))
    assert len({scene.narration for scene in script.scenes}) == 6
    assert len({scene.picture for scene in script.scenes}) == 6
    assert all("{" not in scene.narration + scene.picture + scene.heading for scene in script.scenes)
    assert script.title == script.title.strip()
    assert "tides" in " ".join(script.tags)


class _Rival(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=20)
    strengths: list[str] = Field(min_length=2, max_length=4)
    score: int = Field(ge=0, le=100, multiple_of=5)
    kind: Literal["direct", "indirect"]
    website: str | None
    founded: date


class _Analysis(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rivals: list[_Rival] = Field(min_length=2, max_length=3)
    summary: str = Field(min_length=10, max_length=60)
    keywords: list[str]
    rating: float = Field(gt=0, lt=5)
    colour: str = Field(pattern="^#[0-9a-f]{6}$")
    pair: tuple[int, str]
    notes: dict[str, str] = {}
    nothing: None = None


class _Node(BaseModel):
    name: str
    children: list[_Node] = []


@pytest.mark.parametrize("shape", [Script, _Analysis, _Node])
def test_the_answer_fits_the_schema_of_any_model(shape: type[BaseModel]) -> None:
    said = reply("", "Write about a coffee roaster in 4 scenes", schema=shape.model_json_schema()).text
    shape.model_validate_json(said)


def test_a_script_by_schema_is_whole() -> None:
    said = reply("", "Topic: tides. 4 scenes. Language: en", schema=Script.model_json_schema()).text
    script = Script.model_validate_json(said)
    assert [scene.number for scene in script.scenes] == [1, 2, 3, 4]
    assert script.language == "en"
    assert script.scenes[0].narration.startswith("Let us take a closer look at tides.")
    assert script.scenes[0].picture != script.scenes[0].narration
    assert len(script.scenes[0].points) == 3


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"type": "STRING", "enum": ["a", "b"]}, "a"),
        ({"const": 7}, 7),
        ({"type": "integer", "minimum": 3, "maximum": 3}, 3),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "string", "format": "date"}, "2026-01-01"),
        ({"type": "object", "properties": {"language": {"enum": ["zh-TW", "en"]}}}, {"language": "en"}),
        ({"allOf": [{"type": "object", "properties": {"id": {"type": "integer"}}}]}, {"id": 1}),
        ({"type": "object", "properties": {"script": {"type": "array", "maxItems": 0}}}, {"script": []}),
    ],
)
def test_small_schemas(schema: dict[str, Any], answer: Any) -> None:
    assert json.loads(reply("", "Tides in English", schema=schema).text) == answer


@pytest.mark.parametrize(
    ("items", "asked", "scenes"),
    [({"minItems": 3, "maxItems": 3}, 8, 3), ({"minItems": 6}, 2, 6), ({"maxItems": 4}, 4, 4), ({}, 9, 9)],
)
def test_the_schemas_bounds_win_over_the_wish(items: dict[str, int], asked: int, scenes: int) -> None:
    inner = {"type": "object", "properties": {"voiceover": {"type": "string"}, "imagePrompt": {"type": "string"}}}
    schema = {"type": "object", "properties": {"scenes": {"type": "array", "items": inner, **items}}}
    made = json.loads(reply("", f"Topic: tides. {asked} scenes", schema=schema).text)["scenes"]
    assert len(made) == scenes
    assert all(scene["voiceover"] != scene["imagePrompt"] for scene in made)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/none"},
        {"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {"type": "string", "pattern": "^QX-[0-9]{9}$"},
        {"type": "string", "pattern": "("},
        {"type": "object", "properties": {"a": 5}},
    ],
)
def test_a_schema_that_cannot_be_met_is_refused_rather_than_answered_wrongly(schema: dict[str, Any]) -> None:
    with pytest.raises(CannotFill):
        reply("", "Tides", schema=schema)


def test_text_of_any_kind_gets_an_answer() -> None:
    for text in ("{} {{}} \\ \" ' 🎉", "{x} and {p}", "a" * 5_000, "\n\n", "مرحبا", "こんにちは"):
        script = json.loads(reply("", text, as_json=True).text)
        assert script["scenes"]


def test_tokens_are_about_four_letters_and_one_chinese_character() -> None:
    assert tokens("") == 0
    assert tokens("a" * 400) == 100
    assert 70 <= tokens("潮" * 100) <= 100
