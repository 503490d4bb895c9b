from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from vidpipe.media import Box, CaptionLayer, Cue, Word, layout_for, make_cues
from vidpipe.media.frames.frame import Frame
from vidpipe.models import CaptionKind, CaptionLook, Palette, SceneSpeech, TimedText
from vidpipe.text.words import split_words

FPS = 30
SIZES = {"16:9": (512, 288), "9:16": (288, 512), "1:1": (384, 384), "4:5": (384, 480)}
TEXTS = {
    "en": "How can a plate cook without getting hot itself? Donaudampfschifffahrtsgesellschaftskapitän!",
    "zh": "电磁炉三分钟就能烧开一壶水，可它的USB-C玻璃台面几乎是凉的。",
    "ar": "يعمل موقد USB-C 3.2 بسرعة 20 جيجابت (تقريبًا) في 25% من الوقت.",
    "hi": "इंडक्शन कुकर 25,000 बार प्रति सेकंड दिशा बदलता है, फिर भी काँच ठंडा रहता है।",
    "th": "ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนหรือวรรณยุกต์เช่นเดียวกับภาษาจีน",
    "und": "Boil 🍵 tea, send a 🚀 rocket 👩🏽‍🚀 and party 🎉🎉🎉",
}
KINDS = [CaptionKind.CLEAN, CaptionKind.KARAOKE, CaptionKind.SOCIAL]


def spoken(text: str) -> SceneSpeech:
    words, at = [], 0.2
    for word in split_words(text):
        words.append(TimedText(text=word, start=at, end=at + 0.05 + 0.06 * len(word)))
        at = words[-1].end
    return SceneSpeech(scene=1, start=0, end=at + 1, sentences=[TimedText(text=text, start=0.2, end=at)], words=words)


def layer_of(
    cues: list[Cue],
    kind: CaptionKind,
    size: tuple[int, int] = SIZES["16:9"],
    language: str = "en",
    font: Path | None = None,
    **look: object,
) -> tuple[CaptionLayer, Box]:
    layout = layout_for(*size, presenter=False)
    layer = CaptionLayer(
        cues,
        CaptionLook(kind=kind, **look),  # type: ignore[arg-type]
        Palette(),
        area=layout.captions,
        font_size=layout.font_size,
        language=language,
        fps=FPS,
        font=font,
    )
    return layer, layout.captions


def painted(layer: CaptionLayer, number: int, size: tuple[int, int] = SIZES["16:9"], luma: int = 235) -> np.ndarray:
    """Return the luma of one frame of a bright picture under captions."""
    frame = Frame(*size)
    frame.y[:], frame.cb[:], frame.cr[:] = luma, 128, 128
    layer.draw(frame, number)
    return frame.y.copy()


def words(*texts: str, start: float = 0.5, each: float = 0.5) -> Cue:
    timed = tuple(
        Word(text=text, start=start + number * each, end=start + (number + 1) * each)
        for number, text in enumerate(texts)
    )
    return Cue(start=start, end=timed[-1].end, lines=(" ".join(texts),), words=(timed,))


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("aspect", SIZES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["bottom", "middle"])
def test_captions_stay_inside_their_box_and_the_box_inside_its_area(
    kind: CaptionKind, aspect: str, language: str, place: str
) -> None:
    size = SIZES[aspect]
    cues = make_cues(spoken(TEXTS[language]), line_length=layout_for(*size, presenter=False).line_length)
    layer, area = layer_of(cues, kind, size, language, place=place)
    boxes = layer.boxes()
    assert [cue for cue, _ in boxes] == cues
    for cue, box in boxes:
        assert area.left <= box.left
        assert box.right <= area.right
        assert area.top <= box.top
        assert box.bottom <= area.bottom
        seen = painted(layer, round((cue.start + cue.end) / 2 * FPS), size) != 235
        assert seen.any()
        rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
        # 4:2:0 patches are padded to even places, but what is padded is transparent.
        assert box.top <= rows.min()
        assert rows.max() < box.bottom
        assert box.left <= columns.min()
        assert columns.max() < box.right


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_shows_a_caption_from_its_beginning_to_its_end(kind: CaptionKind) -> None:
    layer, _ = layer_of([words("one", "two"), words("three", start=2.0)], kind)
    shown = [number for number in range(90) if (painted(layer, number) != 235).any()]
    assert shown == [*range(15, 45), *range(60, 75)]


def test_captions_of_kind_none_are_not_drawn() -> None:
    layer, _ = layer_of([words("one", "two")], CaptionKind.NONE)
    assert layer.boxes() == []
    assert (painted(layer, 20) == 235).all()


def test_clean_captions_do_not_move() -> None:
    layer, _ = layer_of([words("one", "two", "three")], CaptionKind.CLEAN)
    first = painted(layer, 15)
    assert all(np.array_equal(painted(layer, number), first) for number in range(16, 60))


def test_karaoke_lights_one_word_after_the_other_and_leaves_them_lit() -> None:
    layer, _ = layer_of([words("one", "two", "three")], CaptionKind.KARAOKE)
    states = [painted(layer, number) for number in (20, 35, 50)]
    changed = [np.flatnonzero((later != earlier).any(axis=0)) for earlier, later in pairwise(states)]
    # The words stand apart: what changes for the second ends before what changes for the third begins.
    assert changed[0].max() < changed[1].min()
    assert np.array_equal(painted(layer, 25), states[0])


def test_karaoke_in_arabic_is_lit_from_the_right() -> None:
    layer, _ = layer_of([words("يعمل", "موقد", "هنا")], CaptionKind.KARAOKE, language="ar")
    states = [painted(layer, number) for number in (20, 35, 50)]
    changed = [np.flatnonzero((later != earlier).any(axis=0)) for earlier, later in pairwise(states)]
    assert changed[0].min() > changed[1].max()


def test_a_word_lights_up_over_several_frames() -> None:
    layer, _ = layer_of([words("one", "two")], CaptionKind.KARAOKE)
    frames = [painted(layer, number).astype(int) for number in range(26, 36)]
    steps = [int(np.abs(later - earlier).sum()) for earlier, later in pairwise(frames)]
    assert sum(step > 0 for step in steps) >= 3
    assert steps[0] == steps[-1] == 0


def test_what_a_frame_shows_does_not_depend_on_the_frames_before_it() -> None:
    cues = make_cues(spoken(TEXTS["en"]))
    for kind in KINDS:
        running, _ = layer_of(cues, kind)
        for number in range(120):
            shown = painted(running, number)
            if number % 7 == 0:
                alone, _ = layer_of(cues, kind)
                assert np.array_equal(painted(alone, number), shown)


def test_big_words_come_at_most_three_at_a_time_and_the_spoken_one_stands_on_the_accent() -> None:
    layer, _ = layer_of([words("one", "two", "three", "four", "five.", "six")], CaptionKind.SOCIAL)
    frame = Frame(*SIZES["16:9"])
    places = []
    for number in range(15 + 10, 15 + 90, 15):
        frame.y[:], frame.cb[:], frame.cr[:] = 128, 128, 128
        layer.draw(frame, number)
        # The accent is yellow: little blue.
        accent = np.flatnonzero((frame.cb < 70).any(axis=0))
        places.append(int(accent.mean()))
    # Three groups: one two three / four five. / six.
    assert places[0] < places[1] < places[2]
    assert places[3] < places[4]
    assert abs(places[5] * 2 - SIZES["16:9"][0] / 2) < 4


def test_big_words_pop_up_within_a_tenth_of_a_second() -> None:
    layer, _ = layer_of([words("one", "two", each=1.0)], CaptionKind.SOCIAL)
    widths = []
    for number in range(15, 24):
        columns = np.flatnonzero((painted(layer, number) != 235).any(axis=0))
        widths.append(int(columns.max() - columns.min()))
    assert widths[0] < widths[1] < widths[-1]
    assert len(set(widths[3:])) == 1


def test_capitals_are_drawn_where_the_look_wants_them() -> None:
    small, _ = layer_of([words("one", "two")], CaptionKind.CLEAN)
    large, _ = layer_of([words("one", "two")], CaptionKind.CLEAN, uppercase=True)
    written, _ = layer_of([words("ONE", "TWO")], CaptionKind.CLEAN)
    assert np.array_equal(painted(large, 20), painted(written, 20))
    assert not np.array_equal(painted(small, 20), painted(large, 20))


def test_a_cue_without_word_times_is_lit_all_the_same() -> None:
    layer, _ = layer_of([Cue(start=0, end=3, lines=("one two", "three four"))], CaptionKind.KARAOKE)
    states = [painted(layer, number) for number in (5, 80)]
    assert not np.array_equal(*states)


def test_text_that_no_font_can_draw_leaves_no_panel_behind() -> None:
    layer, _ = layer_of([Cue(start=0, end=1, lines=("\U000f0000",))], CaptionKind.CLEAN)
    assert layer.boxes() == []
    assert (painted(layer, 5) == 235).all()


@pytest.mark.parametrize("luma", [16, 235])
def test_text_stands_out_on_white_and_on_black(luma: int) -> None:
    size = (1280, 720)
    layer, _ = layer_of([words("Hamburg", "lit", each=2.0)], CaptionKind.CLEAN, size)
    ((_, box),) = layer.boxes()
    inside = painted(layer, 30, size, luma)[box.top : box.bottom, box.left : box.right].astype(float)
    light, dark = (((value - 16) / 219) ** 2.2 for value in (inside.max(), np.percentile(inside, 10)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_closed_layer_draws_again_when_it_is_asked() -> None:
    layer, _ = layer_of([words("one", "two")], CaptionKind.KARAOKE)
    before = painted(layer, 20)
    layer.close()
    assert np.array_equal(painted(layer, 20), before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_font_of_ones_own_draws_the_captions_inside_their_area(kind: CaptionKind, own_font: Path) -> None:
    cue = words("ACME", "COOKS", "株式会社")
    (own, area), (plain, _) = (layer_of([cue], kind, font=font) for font in (own_font, None))
    assert not np.array_equal(painted(own, 20), painted(plain, 20))
    [(_, box)] = own.boxes()
    assert area.left <= box.left
    assert box.right <= area.right
    assert area.top <= box.top
    assert box.bottom <= area.bottom
