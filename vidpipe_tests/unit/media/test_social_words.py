"""What big captions light at once: words where a script has no spaces, and parts of words that are too wide."""

from __future__ import annotations

import pytest

from vidpipe.media import Box
from vidpipe.media.captions.colors import caption_colors
from vidpipe.media.captions.cues import Cue, Word
from vidpipe.media.captions.setting import Setting
from vidpipe.media.captions.social import social_captions
from vidpipe.models import CaptionKind, CaptionLook, Palette


def setting_of(language: str, *, width: int = 1200) -> Setting:
    return Setting(
        look=CaptionLook(kind=CaptionKind.SOCIAL),
        colors=caption_colors(Palette()),
        area=Box(left=0, top=0, width=width, height=200),
        font_size=40,
        language=language,
        fps=30,
    )


def lit(text: str, language: str, seconds: float) -> list[str]:
    """What is lit together of a text of which each character takes so long, in order."""
    words = tuple(
        Word(text=character, start=number * seconds, end=(number + 1) * seconds, space=False)
        for number, character in enumerate(text)
    )
    cue = Cue(start=0, end=len(text) * seconds, lines=(text,), words=(words,))
    return [unit.text for caption in social_captions(cue, setting_of(language)) for unit in caption._units]


@pytest.mark.parametrize("seconds", [0.12, 0.2, 0.28])
def test_words_of_chinese_are_not_torn(seconds: float) -> None:
    shown = lit("玻璃幾乎不會變熱", "zh-TW", seconds)
    assert "".join(shown) == "玻璃幾乎不會變熱"
    assert any("玻璃" in one for one in shown) and any("幾乎" in one for one in shown)


def test_a_run_without_known_words_is_still_lit_piece_by_piece() -> None:
    assert len(lit("さくらんぼなのかりんごなのか", "ja", 0.2)) >= 3


def test_a_word_too_wide_is_shown_part_by_part_with_hyphens_and_the_time_of_its_letters() -> None:
    long = "Rechtsschutzversicherungsgesellschaften"
    words = (Word(text="Die", start=0, end=0.3), Word(text=long, start=0.3, end=3.0))
    cue = Cue(start=0, end=3.2, lines=(f"Die {long}",), words=(words,))
    captions = list(social_captions(cue, setting_of("de", width=500)))
    assert [[unit.text for unit in caption._units] for caption in captions] == [
        ["Die"],
        ["Rechtsschutz-"],
        ["versicherungs-"],
        ["gesellschaften"],
    ]
    assert all(caption._lines.size >= 0.7 * 1.75 * 40 for caption in captions)
    _, *parts = (caption._units[0] for caption in captions)
    assert parts[0].start == 0.3 and parts[-1].end == pytest.approx(3.0)
    assert all(0.6 < part.end - part.start < 1.2 for part in parts)


def test_a_word_a_little_too_wide_is_made_smaller_instead() -> None:
    cue = Cue(start=0, end=1, lines=("Kindergarten",), words=((Word(text="Kindergarten", start=0, end=1),),))
    (caption,) = social_captions(cue, setting_of("de", width=500))
    assert [unit.text for unit in caption._units] == ["Kindergarten"]
