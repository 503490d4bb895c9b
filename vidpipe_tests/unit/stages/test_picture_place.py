"""A scene's picture is as large as its place in the film, and knows what the film covers of it."""

from __future__ import annotations

from typing import Any

import pytest

from vidpipe.media import layout_for
from vidpipe.models import Aspect, Brief, SafeArea, Scene
from vidpipe.providers import ImageRequest
from vidpipe.stages.formats import further_requests
from vidpipe.stages.picture_place import PicturePlace, picture_place
from vidpipe.styles import BUILT_IN, Looks, built_in


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
