"""Which part of a card the text and shapes get."""

from __future__ import annotations

import pytest

from vidpipe.media.film.layout import Box
from vidpipe.models import Brief
from vidpipe.providers.local.cards.frame import Frame
from vidpipe.stages.picture_place import picture_place
from vidpipe.styles import built_in


def test_a_card_stands_above_captions_in_the_middle_when_the_presenter_is_below() -> None:
    captions, presenter = Box(left=40, top=360, width=400, height=70), Box(left=240, top=450, width=170, height=170)
    alone, together = Frame(480, 854, captions, None), Frame(480, 854, captions, presenter)

    assert alone.area.top > captions.top
    assert together.area.bottom <= captions.top
    assert together.area.width > 0.8 * 480


@pytest.mark.parametrize("style", sorted(built_in()))
@pytest.mark.parametrize("target", ["shorts", "tiktok", "instagram"])
def test_cards_for_phones_have_room_for_a_line(style: str, target: str) -> None:
    brief = Brief.model_validate({"script": "Hello.", "target": target})
    place = picture_place(brief.all_formats[0], built_in()[style], presenter=True)
    area = Frame(place.width, place.height, place.captions, place.presenter).area

    assert area.width >= 0.7 * place.width
