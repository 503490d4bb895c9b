"""What the command line uploads for a brief."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from vidpipe.console.client import ApiClient
from vidpipe.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "wanted", "said"),
    [
        ("song.mp3", "image", "song.mp3 is not a picture: give a file of one of these kinds: .png"),
        ("anna.jpg", "audio", "anna.jpg is not music: give a file of one of these kinds: .mp3"),
    ],
)
def test_a_picture_for_music_and_music_for_a_picture_are_told_before_they_are_sent(
    tmp_path: Path, name: str, wanted: Literal["image", "audio"], said: str
) -> None:
    (tmp_path / name).write_bytes(b"whatever")
    with ApiClient("http://127.0.0.1:9") as client, pytest.raises(InvalidInput) as caught:
        client.upload(tmp_path / name, wanted)
    assert caught.value.message.startswith(said)
