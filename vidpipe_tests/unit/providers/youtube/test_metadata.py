from __future__ import annotations

from typing import Any

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.metadata import resource_of, tags_length
from vidpipe.providers.youtube.upload import YouTubeUploadProvider
from vidpipe_tests.unit.providers.youtube.fake import Publishing


def resource(publishing: Publishing, **settings: Any) -> dict[str, Any]:
    request = publishing.request()
    return resource_of(request.script, request.brief, publishing.config(**settings))


def refused(publishing: Publishing) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        resource(publishing)
    assert caught.value.code == "YOUTUBE_INVALID_METADATA"
    return [f"{one['field']} {one['problem']}" for one in caught.value.details["problems"]]


def test_what_just_fits_is_left_as_it_is(publishing: Publishing) -> None:
    title, description = "🌊" * 100, "茶" * 1_666 + "ab"
    tags = ["a b"] * 83 + ["c" * 2]  # 83 times 5, and 2, and 83 commas
    publishing.script = {"title": title, "description": description, "tags": tags, "language": "zh-TW"}
    snippet = resource(publishing)["snippet"]
    assert (snippet["title"], snippet["description"], snippet["tags"]) == (title, description, tags)
    assert snippet["defaultLanguage"] == snippet["defaultAudioLanguage"] == "zh-TW"
    assert tags_length(tags) == 500


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ({"title": "x" * 101}, "title has 101 characters"),
        ({"title": "   "}, "title is empty"),
        ({"title": "a < b"}, "title holds an angle bracket"),
        ({"description": "茶" * 1_667}, "publish: description has 5,001 bytes as UTF-8"),
        ({"description": "see -> there"}, "publish: description holds an angle bracket"),
        ({"tags": ["a b"] * 83 + ["c" * 3]}, "publish: tags have 501 characters with their commas and quotes"),
        ({"tags": ["<b>"]}, "publish: tags '<b>' holds an angle bracket"),
    ],
)
def test_what_youtube_would_not_take_is_refused_and_never_cut(
    publishing: Publishing, script: dict[str, Any], problem: str
) -> None:
    publishing.script = script
    assert refused(publishing) == [problem]


def test_every_problem_is_told_at_once(publishing: Publishing) -> None:
    publishing.script = {"title": "<" * 101, "description": ">", "tags": ["x" * 501]}
    assert len(refused(publishing)) == 4


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
