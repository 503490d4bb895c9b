"""What `vidpipe retry` makes of its options."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from vidpipe.console.client import ApiClient
from vidpipe.console.retry import _thumbnail


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
