"""Styles come from files, and a file that holds none says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.models import CaptionKind, Mood, MotionKind, TransitionKind
from vidpipe.styles import BUILT_IN, Styles, built_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "styles"
    folder.mkdir()
    return folder


def write(folder: Path, text: str, name: str = "own.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_the_six_styles_differ_in_colours_words_and_pace() -> None:
    styles = built_in().values()
    assert [style.name for style in styles] == list(BUILT_IN)
    for part in ("look", "title", "summary", "palettes", "pauses"):
        assert len({repr(getattr(style, part)) for style in styles}) == 6, part
    assert {style.captions.kind for style in styles} >= {CaptionKind.CLEAN, CaptionKind.KARAOKE, CaptionKind.SOCIAL}
    assert {style.transition.kind for style in styles} == set(TransitionKind)
    assert {style.motion.kind for style in styles} == {MotionKind.GENTLE, MotionKind.LIVELY}


def test_explainer_is_as_calm_as_ever() -> None:
    explainer = built_in()["explainer"]
    assert explainer.music.mood is Mood.NONE
    assert (explainer.captions.kind, explainer.transition.kind) == (CaptionKind.CLEAN, TransitionKind.CROSSFADE)


def test_a_style_of_ones_own_says_only_what_is_different(folder: Path) -> None:
    write(folder, "title: Unser Stil 🎬\nlike: documentary\nlook: charcoal\ncaptions: {size: 1.2}\n")
    own, like = Styles(folder)["own"], built_in()["documentary"]
    assert (own.name, own.title, own.look, own.design) == ("own", "Unser Stil 🎬", "charcoal", "documentary")
    assert own.captions == like.captions.model_copy(update={"size": 1.2})
    assert own.palettes == like.palettes


def test_a_palette_of_ones_own_is_the_only_one(folder: Path) -> None:
    write(folder, "palette: {background: '#101010', surface: '#202020', ink: '#ffffff', accent: '#ff0000'}\n")
    own = Styles(folder)["own"]
    assert own.palette.accent == "#ff0000"
    assert own.palettes == ()


def test_an_empty_file_is_the_style_explainer_under_another_name(folder: Path) -> None:
    write(folder, "")
    own = Styles(folder)["own"]
    assert own.model_copy(update={"name": "explainer", "title": "Explainer", "summary": ""}) == built_in()[
        "explainer"
    ].model_copy(update={"summary": ""})


def test_a_style_of_ones_own_goes_before_ours_of_the_same_name(folder: Path) -> None:
    write(folder, "title: Nightly\n", "news.yaml")
    assert Styles(folder)["news"].title == "Nightly"
    assert list(Styles(folder)) == list(BUILT_IN)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("colour: red\n", r"colour: is no field of a style|colour is no field of a style"),
        ("captions: {knd: social}\n", r"captions: knd is no field of a style; did you mean 'kind'"),
        ("palettes:\n  - {background: '#000000', acent: '#ffffff'}\n", r"palettes 1: acent .* did you mean 'accent'"),
        ("palette: {accent: red}\n", r"palette: accent: 'red' .*#1c4bd0"),
        ("transition: {kind: zoom}\n", r"'zoom' is not one of cut, crossfade, slide, wipe"),
        ("title: [\n", r"own.yaml: this is not YAML: line 2, column 1"),
        ("title: a\ntitle: b\n", r"line 2, column 1: the field 'title' is given twice"),
        ("- a\n", r"a style is a mapping of fields, not a list"),
        ("like: newz\n", r"did you mean 'news'"),
        (
            "palette: {background: '#777777', surface: '#ffffff', ink: '#888888'}\n",
            r"palette: ink: #888888 cannot be read on the background #777777: the contrast is 1\.\d",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place_and_the_fix(folder: Path, text: str, told: str) -> None:
    write(folder, text)
    with pytest.raises(InvalidInput, match=told) as caught:
        Styles(folder)["own"]
    assert caught.value.code == "VALIDATION_ERROR"


def test_an_unknown_name_is_refused_with_the_nearest_one(folder: Path) -> None:
    write(folder, "", "acme.yaml")
    with pytest.raises(InvalidInput, match="there is no style 'acmee' here; did you mean 'acme'"):
        Styles(folder).named("acmee")
    with pytest.raises(InvalidInput, match=r"there are explainer, product, .*acme"):
        Styles(folder).named("baroque")


def test_a_broken_file_is_listed_with_its_problem_and_spoils_no_other(folder: Path) -> None:
    write(folder, "colour: red\n", "broken.yaml")
    write(folder, "", "fine.yaml")
    write(folder, "", "My Style.yaml")
    listed = {one.name: one for one in Styles(folder).listed()}
    assert listed["fine"].problem == ""
    assert "colour" in listed["broken"].problem
    assert "small letters" in listed["My Style.yaml"].problem
    assert all(listed[name].style is not None for name in BUILT_IN)
    assert Styles(folder)["fine"].name == "fine"


def test_there_need_be_no_folder(tmp_path: Path) -> None:
    assert list(Styles(tmp_path / "nothing")) == list(Styles()) == list(BUILT_IN)
