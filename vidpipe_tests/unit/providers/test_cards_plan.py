"""Which layout a scene gets, and which words it shows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from vidpipe.models import Scene
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards.layouts import LAYOUT_PAINTERS
from vidpipe.providers.local.cards.plan import LAYOUTS, is_negative, make_plan


def request(
    number: int = 2, *, seed: int = 0, language: str = "en", title: str = "A title", **scene: Any
) -> ImageRequest:
    return ImageRequest(
        scene=Scene(number=number, **{"narration": "Some words.", "picture": "Something", **scene}),
        scene_count=9,
        title=title,
        style="explainer",
        language=language,
        width=854,
        height=480,
        seed=seed,
        presenter=None,
        captions=None,
    )


@pytest.mark.parametrize(
    ("scene", "kind"),
    [
        ({"heading": "85 % of the energy", "picture": "Efficiency, induction 85 %, gas 40 %"}, "bars"),
        ({"heading": "Two prices", "points": ["Coal: 34 %", "Wind: 51 %"]}, "bars"),
        ({"heading": "Only the right pot", "points": ["Iron", "Not copper"]}, "verdict"),
        ({"heading": "Myths", "picture": "check mark and cross", "points": ["It is fast", "It is clean"]}, "verdict"),
        ({"heading": "A coil", "picture": "A coil under a sheet of glass", "points": ["Glass", "Coil"]}, "layers"),
        ({"heading": "How", "picture": "The process", "points": ["Soak", "Rinse", "Roast"]}, "steps"),
        ({"heading": "Three things", "points": ["Water", "Heat", "Time"]}, "list"),
        ({"heading": "Her words", "picture": "“Nothing is lost, everything is changed.”"}, "quote"),
        ({"heading": "25,000 times a second"}, "figure"),
        ({"heading": "每秒 25,000 次", "language": "zh-CN"}, "figure"),
        ({"heading": "97 % is gone"}, "figure"),
        ({"heading": "Construction began in 2021"}, "hero"),
        ({"heading": "The field reaches up"}, "hero"),
    ],
)
def test_layout_follows_from_what_the_text_holds(scene: dict[str, Any], kind: str) -> None:
    assert make_plan(request(**scene)).layout in LAYOUTS[kind]


def test_first_and_last_scene_open_and_close_unless_they_have_something_to_list() -> None:
    assert make_plan(request(1)).layout == "opener"
    assert make_plan(request(9)).layout == "closing"
    assert make_plan(request(1, points=["One", "Two"])).layout in LAYOUTS["list"]
    assert make_plan(request(9, points=["One", "Two"])).layout in LAYOUTS["list"]


@pytest.mark.parametrize("seed", [0, 1, 7, 2**32 - 1])
@pytest.mark.parametrize(
    "scene",
    [
        {"heading": "Words"},
        {"points": ["One", "Two", "Three"]},
        {"points": ["One", "Not two"]},
        {"heading": "25,000 times"},
        {"picture": "A 10 %, B 20 %"},
    ],
)
def test_no_layout_comes_twice_in_a_row(scene: dict[str, Any], seed: int) -> None:
    layouts = [make_plan(request(number, seed=seed, **scene)).layout for number in range(1, 10)]
    assert all(first != second for first, second in pairwise(layouts)), layouts


def test_layouts_of_different_kinds_never_meet() -> None:
    names = [name for pair in LAYOUTS.values() for name in pair]
    assert len(names) == len(set(names))
    assert {*names, "opener", "closing"} == set(LAYOUT_PAINTERS)


def test_the_same_request_gives_the_same_plan() -> None:
    assert make_plan(request(heading="One", seed=5)) == make_plan(request(heading="One", seed=5))


@pytest.mark.parametrize(
    ("scene", "heading"),
    [
        ({"heading": "  Given \n words "}, "Given words"),
        ({"picture": "A pot of boiling water on a glass cooktop, no flame"}, "A pot of boiling water on a"),
        ({"picture": "roasters at work: morning light"}, "Roasters at work"),
        ({"picture": "玻璃炉面上沸腾的一锅水，没有火焰", "language": "zh-CN"}, "玻璃炉面上沸腾的一锅水"),
        ({"heading": "\x00\x07", "picture": "\x1b", "title": "The title"}, "The title"),
    ],
)
def test_heading_is_given_or_a_short_phrase_of_the_picture(scene: dict[str, Any], heading: str) -> None:
    assert make_plan(request(**scene)).heading == heading


def test_narration_never_becomes_the_heading() -> None:
    plan = make_plan(request(picture="A cat", narration="A very long story about a cat"))
    assert plan.heading == "A cat"


@pytest.mark.parametrize(
    ("heading", "figure", "rest"),
    [("25,000 times a second", "25,000", "times a second"), ("1.4 billion euros", "1.4 billion", "euros")],
)
def test_a_figure_is_set_apart_from_its_words(heading: str, figure: str, rest: str) -> None:
    plan = make_plan(request(heading=heading))
    assert plan.figure is not None
    assert (plan.figure.written, plan.heading) == (figure, rest)


def test_a_share_keeps_its_heading_whole_because_a_ring_shows_the_figure() -> None:
    plan = make_plan(request(heading="97 % is gone"))
    assert plan.figure is not None
    assert plan.figure.is_share
    assert plan.heading == "97 % is gone"


@pytest.mark.parametrize("point", ["Not copper", "no glass", "Never", "不能用铜", "ليس النحاس", "Kein Glas", "❌ Tin"])
def test_denials_are_recognised(point: str) -> None:
    assert is_negative(point)


@pytest.mark.parametrize("point", ["Iron and steel", "Nothing is lost", "Notes on glass", "铁和钢", "Nobel prize"])
def test_other_points_are_no_denials(point: str) -> None:
    assert not is_negative(point)
