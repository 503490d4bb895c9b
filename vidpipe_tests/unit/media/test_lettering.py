from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from vidpipe.media.lettering import draw, fit, measure

BOX = {"width": 700.0, "height": 500.0, "largest": 120, "smallest": 36, "max_lines": 6}


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("How an induction cooker works", "en"),
        ("电磁炉为什么不烫手？", "zh"),
        ("IHクッキングヒーターはどうやってお湯を沸かすのか", "ja"),
        ("كيف يعمل الموقد الحثي في 25 ثانية؟", "ar"),
        ("इंडक्शन कुकर कैसे काम करता है?", "hi"),
        ("Party 🎉 time", "en"),
        ("word " * 40, "en"),
        ("x" * 200, "en"),
        ("漢" * 200, "zh"),
    ],
)
def test_every_title_fits_its_box(title: str, language: str) -> None:
    text = fit(title, language, **BOX)  # type: ignore[arg-type]
    assert text.height <= BOX["height"]
    assert len(text.lines) <= BOX["max_lines"]
    assert all(measure(line, text.size, language) <= BOX["width"] for line in text.lines)
    kept = "".join(text.lines).replace(" ", "")
    assert kept == title.replace(" ", "") or kept.endswith("…")


def test_a_short_title_is_larger_than_a_long_one() -> None:
    short = fit("Heat", "en", **BOX)  # type: ignore[arg-type]
    long = fit("Heat " * 20, "en", **BOX)  # type: ignore[arg-type]
    assert short.size == BOX["largest"]
    assert long.size < short.size


def test_a_common_chinese_word_is_not_torn() -> None:
    assert "什么" in "|".join(fit("电磁炉为什么不烫手？", "zh", **BOX).lines)  # type: ignore[arg-type]


def test_right_to_left_text_stands_at_the_right() -> None:
    image = Image.new("L", (400, 200))
    text = fit("مرحبا\u00a0يا عالم جميل", "ar", width=400, height=200, largest=60, smallest=20, max_lines=2)
    assert text.rtl
    draw(ImageDraw.Draw(image), text, 0, 0, "white")  # type: ignore[arg-type]
    box = image.getbbox()
    assert box is not None
    assert box[2] == pytest.approx(text.width, abs=text.size / 6)


def test_a_font_of_ones_own_sets_and_draws_what_it_has(own_font: Path) -> None:
    def drawn(text: str, font: Path | None) -> bytes:
        image = Image.new("L", (800, 300))
        draw(ImageDraw.Draw(image), fit(text, "en", **BOX, font=font), 0, 0, "white")  # type: ignore[arg-type]
        return image.tobytes()

    assert drawn("ACME", own_font) != drawn("ACME", None)
    assert drawn("株式会社", own_font) == drawn("株式会社", None)
