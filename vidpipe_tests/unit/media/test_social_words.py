"""What big captions light at once where a script has no spaces."""

from __future__ import annotations

import pytest

from vidpipe.media import Box
from vidpipe.media.captions.colors import caption_colors
from vidpipe.media.captions.cues import Cue, Word
from vidpipe.media.captions.setting import Setting
from vidpipe.media.captions.social import social_captions
from vidpipe.models import CaptionKind, CaptionLook, Palette


def lit(text: str, language: str, seconds: float) -> list[str]:
    """What is lit together of a text of which each character takes so long, in order."""
    words = tuple(
        Word(text=character, start=number * seconds, end=(number + 1) * seconds, space=False)
        for number, character in enumerate(text)
    )
    setting = Setting(
        look=CaptionLook(kind=CaptionKind.SOCIAL),
        colors=caption_colors(Palette()),
        area=Box(left=0, top=0, width=1200, height=200),
        font_size=40,
        language=language,
        fps=30,
    )
    cue = Cue(start=0, end=len(text) * seconds, lines=(text,), words=(words,))
    return [unit.text for caption in social_captions(cue, setting) for unit in caption._units]


@pytest.mark.parametrize("seconds", [0.12, 0.2, 0.28])
def test_words_of_chinese_are_not_torn(seconds: float) -> None:
    shown = lit("玻璃幾乎不會變熱", "zh-TW", seconds)
    assert "".join(shown) == "玻璃幾乎不會變熱"
    assert any("玻璃" in one for one in shown) and any("幾乎" in one for one in shown)


def test_a_run_without_known_words_is_still_lit_piece_by_piece() -> None:
    assert len(lit("さくらんぼなのかりんごなのか", "ja", 0.2)) >= 3
