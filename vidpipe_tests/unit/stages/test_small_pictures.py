"""Small copies of pictures: made once, found again, and no failure of the picture when they cannot be made."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import MediaError
from vidpipe.models import Artifact
from vidpipe.stages import small_pictures
from vidpipe.stages.small_pictures import keep_small, small_picture


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


def kept(store: LocalArtifactStore, folder: Path) -> Artifact:
    path = folder / "large.png"
    Image.new("RGB", (1920, 1080), (40, 120, 200)).save(path)
    return store.put_file(path, "image/png")


def test_a_copy_is_made_once(store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = kept(store, tmp_path)
    asyncio.run(keep_small(store, picture))
    monkeypatch.setattr(small_pictures, "make_small", None)
    with Image.open(asyncio.run(small_picture(store, picture))) as image:
        assert (image.format, image.size) == ("JPEG", (480, 270))


def test_a_copy_that_is_gone_is_made_again(store: LocalArtifactStore, tmp_path: Path) -> None:
    picture = kept(store, tmp_path)
    first = asyncio.run(small_picture(store, picture))
    data = first.read_bytes()
    first.unlink()
    assert asyncio.run(small_picture(store, picture)).read_bytes() == data


def test_what_cannot_be_copied_is_no_failure_of_the_picture(store: LocalArtifactStore) -> None:
    broken = store.put_bytes(b"no picture", "image/png")
    asyncio.run(keep_small(store, broken))
    with pytest.raises(MediaError):
        asyncio.run(small_picture(store, broken))
