"""What `vidpipe retry` makes of its options."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from vidpipe.console.client import ApiClient
from vidpipe.console.retry import Wishes, _request, _thumbnail
from vidpipe.errors import InvalidInput
from vidpipe.models import PresenterKind


class Uploads:
    def upload(self, path: Path) -> str:
        return f"artifact:{path.name}"


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ("2", {"number": 2}),
        ("brief", {}),
        ("own/top.png", {"image": "artifact:top.png"}),
        ("4", {"image": "artifact:4"}),
    ],
)
def test_a_thumbnail_is_a_number_a_picture_or_what_the_brief_says(wish: str, asked: dict[str, object]) -> None:
    assert _thumbnail(wish, cast(ApiClient, Uploads())) == asked


def wishes(**given: Any) -> Wishes:
    return Wishes(by="mia", edits={}, **given)


@pytest.mark.parametrize("place", PresenterKind)
def test_a_place_is_a_decision_about_the_presenter(place: PresenterKind) -> None:
    asked = _request(wishes(place=place, drop=[2]))
    assert asked["avatar"] == {"action": "place", "place": place.value}
    assert asked["scenes"] == [{"scene": 2, "action": "drop"}]


@pytest.mark.parametrize("other", [{"portrait": Path("me.png")}, {"without_avatar": True}, {"restore_avatar": True}])
def test_only_one_thing_is_decided_about_the_presenter_at_once(other: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="only one of --portrait, --place"):
        _request(wishes(place=PresenterKind.CORNER, **other))
