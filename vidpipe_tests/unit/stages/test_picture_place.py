"""A scene's picture is as large as its place in the film, and knows what the film covers of it."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

import pytest

from vidpipe.media import layout_for
from vidpipe.models import Action, Aspect, Brief, Choice, Decided, PresenterKind, SafeArea, Scene
from vidpipe.providers import ImageRequest
from vidpipe.stages.context import StageContext
from vidpipe.stages.formats import further_requests, picture_places
from vidpipe.stages.picture_place import PicturePlace, picture_place
from vidpipe.styles import BUILT_IN, Looks, built_in

PANEL = PresenterKind.PANEL


def at(kind: str) -> Choice:
    return Choice(action=Action.PLACE, data={"place": kind})


def brief(**fields: Any) -> Brief:
    return Brief.model_validate({"script": "One.", "resolution": "480p"} | fields)


def place(*, presenter: bool = True, **fields: Any) -> PicturePlace:
    wanted = brief(**fields)
    return picture_place(wanted.all_formats[0], Looks().style(wanted), presenter=presenter)


@pytest.mark.parametrize("style", BUILT_IN)
@pytest.mark.parametrize("aspect", Aspect)
def test_what_the_film_covers_lies_inside_the_picture(style: str, aspect: Aspect) -> None:
    found = place(style=style, aspect=aspect)
    assert (found.width % 2, found.height % 2) == (0, 0)
    for box in (found.captions, found.presenter):
        if box is not None:
            assert min(box.left, box.top) >= 0
            assert box.right <= found.width
            assert box.bottom <= found.height
    assert found.captions is not None


def test_a_panel_takes_its_part_of_the_frame_and_covers_nothing_of_the_picture() -> None:
    found = place(avatar={"place": "panel"})
    assert 500 < found.width < 854
    assert found.presenter is None
    stage = layout_for(854, 480, presenter=True, style=Looks().style(brief(avatar={"place": "panel"}))).stage
    assert (found.width, found.height) == (stage.width, stage.height)


def test_without_captions_and_presenter_the_picture_is_free() -> None:
    found = place(captions="off", presenter=False)
    assert found == PicturePlace(width=854, height=480, captions=None, presenter=None, safe=SafeArea())


def places(drawn_here: bool, *choices: Choice, **fields: Any) -> list[PicturePlace]:
    wanted, decided = brief(**fields), Decided.of(choices)
    asked = Looks().style(wanted)
    context = StageContext[None](
        task_id=uuid4(), trace_id="t", brief=wanted, store=cast("Any", None), provider=None, report=lambda _: None,
        notes={}, decided=decided, style=decided.style(asked), asked_style=asked,
    )  # fmt: skip
    return picture_places(context, drawn_here=drawn_here)


WITHOUT = Choice(action=Action.WITHOUT)


@pytest.mark.parametrize("style", [name for name in BUILT_IN if built_in()[name].presenter.kind is not PANEL])
@pytest.mark.parametrize("aspect", Aspect)
@pytest.mark.parametrize("choice", [WITHOUT, *(at(kind) for kind in ("corner", "intro", "cutout"))])
def test_a_picture_that_costs_money_stays_as_it_was_asked_for_while_its_size_does(
    style: str, aspect: Aspect, choice: Choice
) -> None:
    asked = places(False, style=style, aspect=aspect)
    assert places(False, choice, style=style, aspect=aspect) == asked


def test_what_is_drawn_here_stays_too_unless_something_would_lie_over_its_words() -> None:
    asked = places(True)
    assert places(True, WITHOUT) == asked
    assert places(True, at("intro")) == asked
    (figure,) = places(True, at("cutout"))
    assert figure.presenter is not None
    assert asked[0].presenter is not None
    assert figure.presenter.width > asked[0].presenter.width
    # In a tall frame captions stand lower where there is no presenter.
    assert places(True, WITHOUT, aspect="9:16") != places(True, aspect="9:16")


@pytest.mark.parametrize("drawn_here", [True, False])
def test_a_panel_that_comes_or_goes_changes_the_size_of_every_picture(drawn_here: bool) -> None:
    formats = {"formats": [{"aspect": "9:16"}]}
    asked, beside = places(drawn_here, **formats), places(drawn_here, at("panel"), **formats)
    assert all(not one.is_as_large_as(other) for one, other in zip(asked, beside, strict=True))
    assert [(one.width, one.height) for one in places(drawn_here, WITHOUT, style="news", **formats)] == [
        (one.width, one.height) for one in asked
    ]


def test_further_formats_have_places_of_their_own() -> None:
    wanted = brief(style="news", formats=[{"aspect": "9:16"}, {"aspect": "9:16", "resolution": "720p"}])
    style = built_in()["news"]
    first = picture_place(wanted.all_formats[0], style, presenter=True)
    request = ImageRequest(
        scene=Scene(number=1, narration="n", picture="p"), scene_count=1, title="t", style="news", language="en",
        width=first.width, height=first.height, seed=0, presenter=first.presenter, captions=first.captions,
    )  # fmt: skip
    places = [picture_place(format_, style, presenter=True) for format_ in wanted.all_formats]
    further = further_requests(places, request)
    assert len(further) == 2
    for one, format_ in zip(further, wanted.all_formats[1:], strict=True):
        own = picture_place(format_, style, presenter=True)
        assert (one.width, one.height, one.captions) == (own.width, own.height, own.captions)


def test_what_is_drawn_knows_where_a_brands_watermark_will_be() -> None:
    wanted = brief()
    style = Looks().style(wanted)
    bare = picture_place(wanted.all_formats[0], style, presenter=True)
    marked = picture_place(wanted.all_formats[0], style, presenter=True, mark="top-left")
    assert bare.mark is None
    assert marked.mark is not None
    assert marked.mark.right < marked.width / 2
    assert marked.keeps_clear(bare)
    assert not bare.keeps_clear(marked)
