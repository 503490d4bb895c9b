from __future__ import annotations

from typing import Any

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief, Chapter
from vidpipe.models.platforms import Platform
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.metadata import resource_of, said_of
from vidpipe.providers.youtube.upload import YouTubeUploadProvider
from vidpipe.text.limits import Words, tags_length
from vidpipe_tests.unit.providers.youtube.fake import Publishing


def resource(publishing: Publishing, **settings: Any) -> dict[str, Any]:
    request = publishing.request()
    words, _ = said_of(request.script, request.brief)
    return resource_of(words, request.script, request.brief, publishing.config(**settings))


def said(publishing: Publishing, chapters: int = 0, title: str = "") -> tuple[Words, list[str]]:
    """What is said about the video; ``title`` is the brief's."""
    request = publishing.request()
    brief = request.brief.model_copy(update={"title": title})
    marks = [Chapter(title=f"Part {number}", start=60.0 * number) for number in range(chapters)]
    return said_of(request.script, brief, marks)


def test_what_just_fits_is_left_as_it_is(publishing: Publishing) -> None:
    title, description = "🌊" * 100, "茶" * 1_666 + "ab"
    tags = ["a b"] * 83 + ["c" * 2]  # 83 times 5, and 2, and 83 commas
    publishing.script = {"title": title, "description": description, "tags": tags, "language": "zh-TW"}
    snippet = resource(publishing)["snippet"]
    assert (snippet["title"], snippet["description"], snippet["tags"]) == (title, description, tags)
    assert snippet["defaultLanguage"] == snippet["defaultAudioLanguage"] == "zh-TW"
    assert said(publishing)[1] == []


@pytest.mark.parametrize(
    ("brief", "problem"),
    [
        ({"description": "茶" * 1_667}, "publish: description has 5,001 bytes as UTF-8"),
        ({"description": "see -> there"}, "publish: description holds an angle bracket"),
        ({"description": "#a " * 61}, "publish: description has 61 hashtags"),
        ({"tags": ["a b"] * 40 + ["c" * 300]}, "publish: tags have 540 characters with their commas and quotes"),
        ({"tags": ["<b>"]}, "publish: tags '<b>' holds an angle bracket"),
    ],
)
def test_what_a_person_wrote_is_refused_and_never_cut(
    publishing: Publishing, brief: dict[str, Any], problem: str
) -> None:
    publishing.brief = brief
    with pytest.raises(InvalidInput) as caught:
        said(publishing)
    assert caught.value.code == "YOUTUBE_INVALID_METADATA"
    assert [f"{one['field']} {one['problem']}" for one in caught.value.details["problems"]] == [problem]


def test_a_persons_title_is_refused_and_the_programs_is_shortened_at_a_word(publishing: Publishing) -> None:
    publishing.script = {"title": "Water " * 20}
    with pytest.raises(InvalidInput):
        said(publishing, title="Water " * 20)
    words, warnings = said(publishing)
    assert words.title == "Water " * 15 + "Water…"
    assert warnings == ["The title was shortened to the 100 characters that YouTube takes."]


def test_what_the_program_wrote_is_made_to_fit_with_a_warning(publishing: Publishing) -> None:
    publishing.script = {"title": "a < b", "description": "茶水 " * 1_000 + ">", "tags": ["tea leaves"] * 60}
    words, warnings = said(publishing)
    assert words.title == "a ‹ b"
    assert len(words.description.encode()) <= 5_000
    assert words.description.endswith("茶水…")
    assert 480 < tags_length(words.tags) <= 500
    assert len(warnings) == 2


def test_an_empty_title_is_refused(publishing: Publishing) -> None:
    publishing.script = {"title": "   "}
    with pytest.raises(InvalidInput, match="title is empty"):
        said(publishing)


def test_every_problem_is_told_at_once(publishing: Publishing) -> None:
    publishing.brief = {"description": "> 茶" * 1_250, "tags": ["x" * 501]}
    with pytest.raises(InvalidInput) as caught:
        said(publishing)
    assert len(caught.value.details["problems"]) == 3


def test_the_chapters_stand_below_the_description(publishing: Publishing) -> None:
    publishing.script = {"description": "All about tea.\n"}
    words, warnings = said(publishing, 3)
    assert words.description == "All about tea.\n\n0:00 Part 0\n1:00 Part 1\n2:00 Part 2"
    assert warnings == []
    publishing.script = {"description": ""}
    assert said(publishing, 3)[0].description == "0:00 Part 0\n1:00 Part 1\n2:00 Part 2"


def test_where_not_all_chapters_have_room_there_are_fewer_and_they_begin_at_the_beginning(
    publishing: Publishing,
) -> None:
    publishing.brief = {"description": "x" * 4_900}
    words, warnings = said(publishing, 40)
    lines = words.description.splitlines()[2:]
    assert lines[0] == "0:00 Part 0"
    assert 3 <= len(lines) < 40
    assert len(words.description) <= 5_000
    assert warnings == []


def test_a_description_that_leaves_no_room_goes_without_chapters_and_a_warning(publishing: Publishing) -> None:
    publishing.brief = {"description": "x" * 4_990}
    words, warnings = said(publishing, 40)
    assert words.description == "x" * 4_990
    assert len(warnings) == 1
    assert "no room for the chapters" in warnings[0]


def test_a_short_has_no_chapters(publishing: Publishing) -> None:
    request = publishing.request()
    brief = request.brief.model_copy(update={"target": Platform.SHORTS})
    marks = [Chapter(title=str(number), start=30.0 * number) for number in range(3)]
    assert said_of(request.script, brief, marks) == (said_of(request.script, brief)[0], [])


def test_chapters_hold_no_angle_bracket(publishing: Publishing) -> None:
    request = publishing.request()
    marks = [Chapter(title="a <b>", start=30.0 * number) for number in range(3)]
    assert "0:00 a ‹b›" in said_of(request.script, request.brief, marks)[0].description


@pytest.mark.parametrize(
    ("brief", "settings", "wanted"),
    [
        ({}, {"made_for_kids": True, "synthetic_media": False}, (True, False)),
        ({"made_for_kids": False, "synthetic_media": True}, {"synthetic_media": False}, (False, True)),
        ({"made_for_kids": False}, {"made_for_kids": None, "synthetic_media": True}, (False, True)),
    ],
)
def test_declarations_come_from_the_brief_else_from_the_settings(
    publishing: Publishing, brief: dict[str, Any], settings: dict[str, Any], wanted: tuple[bool, bool]
) -> None:
    publishing.brief = brief
    status = resource(publishing, **settings)["status"]
    assert (status["selfDeclaredMadeForKids"], status["containsSyntheticMedia"]) == wanted


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"made_for_kids": None, "synthetic_media": None}, ["made_for_kids", "synthetic_media"]),
        ({"made_for_kids": None}, ["made_for_kids"]),
        ({"synthetic_media": None}, ["synthetic_media"]),
    ],
)
def test_nothing_is_declared_by_guess(publishing: Publishing, settings: dict[str, Any], missing: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        resource(publishing, **settings)
    assert caught.value.code == "YOUTUBE_DECLARATION_MISSING"
    assert caught.value.details["missing"] == missing
    for name in missing:
        assert f"publish: {name}: true or false" in caught.value.message
        assert f"VIDPIPE_YOUTUBE_{name.upper()}" in caught.value.message


def test_the_settings_say_what_the_brief_does_not(publishing: Publishing) -> None:
    shown = resource(publishing, visibility="public", category="28", license="creativeCommon", embeddable=False)
    assert shown["snippet"]["categoryId"] == "28"
    status = shown["status"]
    assert (status["privacyStatus"], status["license"], status["embeddable"]) == ("public", "creativeCommon", False)
    publishing.brief = {"visibility": "unlisted", "category": "1"}
    shown = resource(publishing, visibility="public", category="28")
    assert (shown["snippet"]["categoryId"], shown["status"]["privacyStatus"]) == ("1", "unlisted")


@pytest.mark.parametrize(
    ("brief", "code"),
    [
        ({"title": "x" * 101}, "YOUTUBE_INVALID_METADATA"),
        ({"publish": {"tags": ["<"]}}, "YOUTUBE_INVALID_METADATA"),
        ({"publish": {"publish_at": "2001-01-01T00:00:00Z"}}, "YOUTUBE_INVALID_METADATA"),
        ({"publish": {"publish_at": "0001-01-01T00:00:00+23:00"}}, "YOUTUBE_INVALID_METADATA"),
        ({"publish": {"publish_at": "9999-12-31T23:59:59-23:00"}}, None),
        ({"publish": False, "title": "x" * 101}, None),
        ({}, None),
    ],
)
def test_a_brief_is_refused_before_anything_is_made(
    publishing: Publishing, brief: dict[str, Any], code: str | None
) -> None:
    provider = YouTubeUploadProvider(Session(), publishing.config())
    wanted = Brief.model_validate({"script": [{"narration": "Tea."}], **brief})
    if code is None:
        provider.accepts(wanted)
        return
    with pytest.raises(InvalidInput) as caught:
        provider.accepts(wanted)
    assert caught.value.code == code
