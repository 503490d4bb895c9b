"""`vidpipe styles preview` paints frames as films have them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.console.style_preview import Wish, write_preview
from vidpipe.models import Aspect, Resolution
from vidpipe.styles import Looks


def preview(out: Path, style: str, aspect: Aspect, looks: Looks, brand: str | None = None) -> list[Path]:
    wish = Wish(style=style, brand=brand, resolution=Resolution.P480)
    return list(write_preview(wish, [aspect], out, looks))


@pytest.mark.parametrize(
    ("style", "aspect", "size"), [("news", Aspect.LANDSCAPE, (854, 480)), ("social", Aspect.TALL, (480, 600))]
)
def test_frames_and_a_sheet_of_them_are_written(
    tmp_path: Path, style: str, aspect: Aspect, size: tuple[int, int]
) -> None:
    *frames, sheet = preview(tmp_path, style, aspect, Looks())
    assert len(frames) == (4 if aspect is Aspect.LANDSCAPE else 3)
    assert sheet.name == f"{style}.png"
    seen = []
    for path in frames:
        with Image.open(path) as frame:
            assert frame.size == size
            seen.append(np.asarray(frame).astype(int))
    for first, second in pairwise(seen):
        assert np.abs(first - second).mean() > 1


def test_a_brands_colours_are_on_every_frame(tmp_path: Path) -> None:
    brands = tmp_path / "brands"
    brands.mkdir()
    (brands / "acme.yaml").write_text("palette: {background: '#003322', accent: '#ff00aa'}\n", encoding="utf-8")
    looks = Looks.of(tmp_path / "styles", brands)
    *frames, _ = preview(tmp_path / "out", "explainer", Aspect.SQUARE, looks, brand="acme")
    for path in frames:
        with Image.open(path) as frame:
            corner = np.asarray(frame)[-12:, :12].reshape(-1, 3).mean(axis=0)
        assert corner[1] > corner[0] + 15
        assert corner[1] > corner[2] + 5
