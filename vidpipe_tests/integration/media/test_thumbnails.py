from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.errors import MediaError
from vidpipe.media import make_thumbnail
from vidpipe_tests.integration.media.material import picture


@pytest.mark.parametrize(
    ("frame", "size"), [((1920, 1080), (1280, 720)), ((1080, 1920), (720, 1280)), ((480, 480), (1080, 1080))]
)
@pytest.mark.parametrize(
    ("title", "language"),
    [("Heat & 'light' {x}", "en"), ("电磁炉为什么不烫手？🎉", "zh"), ("كيف يعمل الموقد؟", "ar"), ("Word " * 40, "en")],
)
def test_a_thumbnail_has_its_size_and_a_title(
    tmp_path: Path, frame: tuple[int, int], size: tuple[int, int], title: str, language: str
) -> None:
    source = picture(tmp_path / "p.png", *frame)
    out = tmp_path / "t.jpg"
    make_thumbnail(source, title, out, width=frame[0], height=frame[1], language=language)
    image = Image.open(out)
    assert (image.format, image.size) == ("JPEG", size)
    assert out.stat().st_size < 2_000_000
    pixels = np.asarray(image.convert("L"))
    assert (pixels > 240).sum() > 2_000, "white letters"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.png", "t.jpg"]


def test_a_broken_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"x")
    with pytest.raises(MediaError) as caught:
        make_thumbnail(tmp_path / "p.png", "T", tmp_path / "t.jpg", width=16, height=9, language="en")
    assert caught.value.code == "MEDIA_INVALID"
