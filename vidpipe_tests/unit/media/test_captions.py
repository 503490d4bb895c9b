from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidpipe.media import Cue, film_cues, make_cues
from vidpipe.media.captions.cues import with_words
from vidpipe.media.captions.phrases import width
from vidpipe.media.captions.wordlists import CLAUSE_END, CLOSING, NEVER_FIRST, OPENING, SENTENCE_END
from vidpipe.models import SceneSpeech, TimedText
from vidpipe_tests.unit.media.speaking import scene, squeezed


def cues_of(*sentences: str, line_length: int = 42, rate: float = 15.0) -> list[Cue]:
    spoken = scene(*sentences, rate=rate)
    return make_cues(spoken, line_length=line_length)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The pot heats itself.", [("The pot heats itself.",)]),
        (
            "How can a plate cook without getting hot itself?",
            [("How can a plate cook", "without getting hot itself?")],
        ),
        (
            "It passes through the glass as if it were air, and reaches the bottom of the pot.",
            [("It passes through the glass", "as if it were air,"), ("and reaches the bottom of the pot.",)],
        ),
    ],
)
def test_english_is_cut_at_phrases(sentence: str, expected: list[tuple[str, ...]]) -> None:
    assert [cue.lines for cue in cues_of(sentence)] == expected


def test_a_sentence_begins_a_cue_of_its_own() -> None:
    cues = cues_of("It is no heating element.", "It is one half of a transformer.")
    assert [cue.text for cue in cues] == ["It is no heating element.", "It is one half of a transformer."]


def test_exclamations_too_short_to_read_alone_share_a_cue() -> None:
    cues = cues_of("No.", "Yes!", "Why?", rate=25)
    assert [cue.text for cue in cues] == ["No. Yes! Why?"]


def test_a_word_longer_than_a_line_is_not_torn() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
    assert word in {line for cue in cues_of(f"Das {word} glänzt.", line_length=30) for line in cue.lines}


def test_chinese_without_spaces_is_parted_at_its_sentences_and_stays_unspaced() -> None:
    text = "电磁炉三分钟就能烧开一壶水，可它的玻璃台面几乎是凉的。这块板子自己不热，怎么做饭呢？"
    border = text.index("。") + 1
    first, second = text[:border], text[border:]
    spoken = SceneSpeech(
        scene=1,
        start=0,
        end=9,
        sentences=[TimedText(text=first, start=0, end=5), TimedText(text=second, start=5, end=8)],
        words=[TimedText(text=text, start=0, end=8)],
    )
    cues = make_cues(spoken)
    assert "".join("".join(cue.lines) for cue in cues) == text
    assert any(cue.text.endswith("凉的。") and cue.end == pytest.approx(5, abs=0.3) for cue in cues)
    assert max(width(line) for cue in cues for line in cue.lines) <= 42


@pytest.mark.parametrize(
    "text",
    [
        "「これは発熱体ではなく、変圧器の半分なのです」と彼女はゆっくりと言いました。そしてスイッチを切った。",
        "他说：“这块板子自己不热（几乎是凉的），每秒换向 25,000 次。”然后就走了，没有再回来。",
    ],
)
@pytest.mark.parametrize("line_length", [18, 26, 42])
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, line_length: int) -> None:
    for cue in cues_of(text, line_length=line_length):
        for line in cue.lines:
            assert line[0] not in (CLOSING | CLAUSE_END | SENTENCE_END | NEVER_FIRST) - {"“", '"', "'"}
            assert line[-1] not in OPENING - {'"', "'"}


def test_numbers_stay_with_their_digits_and_emoji_stay_whole() -> None:
    text = "每秒换向25,000次，宇航员👩🏽‍🚀和旗帜🇹🇼都在这里等着看这个实验的结果，真的很有意思"
    lines = [line for cue in cues_of(text, line_length=20) for line in cue.lines]
    assert any("25,000" in line for line in lines)
    assert any("👩🏽‍🚀" in line for line in lines)
    assert any("🇹🇼" in line for line in lines)


def test_thai_is_never_cut_before_a_vowel_sign() -> None:
    text = "ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนหรือวรรณยุกต์เช่นเดียวกับภาษาจีนและออกเสียงแยกคำต่อคำ"
    lines = [line for cue in cues_of(text, line_length=30) for line in cue.lines]
    assert len(lines) > 1
    assert squeezed("".join(lines)) == text
    assert all(line[0] not in "ะาำๅๆิีึืุู่้๊๋์" and line[-1] not in "เแโใไ" for line in lines)


def test_a_small_gap_closes_and_a_long_one_stays_open() -> None:
    spoken = SceneSpeech(
        scene=1,
        start=0,
        end=20,
        sentences=[
            TimedText(text="The first sentence.", start=1, end=3),
            TimedText(text="The second sentence.", start=3.3, end=5),
            TimedText(text="The third sentence.", start=9, end=11),
        ],
        words=[
            TimedText(text=word, start=begin, end=end)
            for word, begin, end in [
                ("The", 1.0, 1.5), ("first", 1.5, 2.0), ("sentence.", 2.0, 3.0),
                ("The", 3.3, 3.6), ("second", 3.6, 4.0), ("sentence.", 4.0, 5.0),
                ("The", 9.0, 9.5), ("third", 9.5, 10.0), ("sentence.", 10.0, 11.0),
            ]
        ],
    )  # fmt: skip
    first, second, third = make_cues(spoken)
    assert first.end == second.start
    assert third.start - second.end > 1


def test_a_caption_comes_early_when_its_end_would_come_too_soon() -> None:
    word = TimedText(text="Bye!", start=9.7, end=9.95)
    spoken = SceneSpeech(scene=1, start=0, end=10, sentences=[word], words=[word])
    (cue,) = make_cues(spoken)
    assert cue.end == 10
    assert cue.end - cue.start == pytest.approx(0.8)


def test_no_words_give_no_cues() -> None:
    assert make_cues(SceneSpeech(scene=1, start=0, end=1, sentences=[], words=[])) == []


def test_control_characters_do_not_reach_a_caption() -> None:
    (cue,) = cues_of("One\x00two \x1b[31mthree.")
    assert cue.text == "One two [31mthree."


def test_a_scenes_captions_depend_on_that_scene_alone_and_count_from_its_first_frame() -> None:
    alone = scene("The pot heats itself.", "How can that be?")
    later = scene("The pot heats itself.", "How can that be?", number=2, start=30.0)
    assert make_cues(later) == make_cues(alone)
    film = film_cues([alone, later])
    assert film[: len(film) // 2] == make_cues(alone)
    assert [cue.start for cue in film[len(film) // 2 :]] == [30 + cue.start for cue in make_cues(alone)]
    assert film[-1].words[-1][-1].end == pytest.approx(later.words[-1].end, abs=0.002)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(4_000, 30_000), min_size=1, max_size=30),
    st.sampled_from([24, 25, 30, 60]),
    st.integers(1, 90_000),
)
def test_not_a_digit_of_a_cue_depends_on_where_its_scene_lies(lengths: list[int], fps: int, first: int) -> None:
    """Pieces of the film are remembered by their captions; a millisecond more or less would encode them anew."""
    ends = [0.225 + sum(lengths[: number + 1]) / 48_000 for number in range(len(lengths))]
    heard = list(pairwise([0.225, *ends]))

    def at(start: float) -> list[Cue]:
        words = [TimedText(text=f"word{n}", start=a, end=b).shifted(start) for n, (a, b) in enumerate(heard)]
        whole = TimedText(text=" ".join(word.text for word in words), start=0.225, end=ends[-1]).shifted(start)
        end = start + (round(ends[-1] * fps) + 9) / fps
        return make_cues(SceneSpeech(scene=1, start=start, end=end, sentences=[whole], words=words))

    assert at(first / fps) == at(0.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(20, 200), min_size=2, max_size=5), st.sampled_from([24, 25, 30, 60]), st.integers(0, 90_000)
)
def test_captions_of_scenes_without_a_pause_touch_and_never_overlap(frames: list[int], fps: int, first: int) -> None:
    spoken = []
    for number, (begin, end) in enumerate(pairwise(accumulate(frames, initial=first)), 1):
        word = TimedText(text="Hello.", start=begin / fps, end=end / fps)
        scene_ = SceneSpeech(scene=number, start=begin / fps, end=end / fps, sentences=[word], words=[word])
        spoken.append(scene_)
    cues = film_cues(spoken)
    assert all(0 <= later.start - earlier.end <= 0.0021 for earlier, later in pairwise(cues))


def test_a_cue_that_lacks_time_does_not_reach_into_the_scene_before() -> None:
    word = TimedText(text="Bye!", start=10.1, end=10.4)
    spoken = SceneSpeech(scene=2, start=10, end=10.5, sentences=[word], words=[word])
    (cue,) = make_cues(spoken)
    assert (cue.start, cue.end) == (0, 0.5)


def test_a_cue_holds_the_words_of_its_lines_and_when_they_are_heard() -> None:
    spoken = scene("How can a plate cook without getting hot itself?")
    (cue,) = make_cues(spoken)
    assert [[word.text for word in line] for line in cue.words] == [line.split() for line in cue.lines]
    heard = [(word.start, word.end) for line in cue.words for word in line]
    assert heard == [
        (pytest.approx(word.start, abs=0.001), pytest.approx(word.end, abs=0.001)) for word in spoken.words
    ]


@pytest.mark.parametrize("text", ["How can a plate cook?", "电磁炉三分钟就能烧开。", "ภาษาไทยเป็นภาษา"])
def test_words_that_nobody_timed_share_their_cue(text: str) -> None:
    cue = with_words(Cue(start=1, end=3, lines=(text,)))
    (line,) = cue.words
    assert "".join(" " * (word.space and number > 0) + word.text for number, word in enumerate(line)) == text
    assert (line[0].start, line[-1].end) == (1, 3)
    assert all(before.end == after.start for before, after in pairwise(line))
    assert with_words(cue) is cue


def test_a_first_cue_that_is_cut_short_is_given_time_by_the_next() -> None:
    long = "a a of induction induction induction a a induction induction induction"
    spoken = scene(f"a pot. {long}", start=60.0)
    spoken = spoken.model_copy(update={"start": spoken.start - 0.225})
    first, second = make_cues(spoken)
    assert (first.start, first.end, second.start) == (0.0, 0.8, 0.8)
    assert second.text.replace("\n", " ") == long


MARKS = "".join(CLOSING | CLAUSE_END | SENTENCE_END) + " "
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=14
)
SENTENCES = st.lists(st.lists(WORD, min_size=1, max_size=25).map(" ".join), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.integers(16, 42), st.floats(5, 30))
def test_cues_follow_each_other_keep_every_word_and_hold_two_lines(
    sentences: list[str], line_length: int, rate: float
) -> None:
    spoken = scene(*sentences, rate=rate)
    cues = make_cues(spoken, line_length=line_length)
    assert squeezed("".join(cue.text for cue in cues)) == squeezed("".join(sentences))
    assert all(0 <= cue.start <= cue.end <= spoken.end + 0.001 for cue in cues)
    assert all(earlier.end <= later.start for earlier, later in pairwise(cues))
    assert all(1 <= len(cue.lines) <= 2 for cue in cues)
    for line in (line for cue in cues for line in cue.lines):
        # A lone mark that closes something stays with the word before it.
        assert width(line) <= line_length or " " not in line.rstrip(MARKS)
        assert line == line.strip()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "of", "induction", "water,", "heats", "pot."]), min_size=4, max_size=30),
        min_size=1,
    )
)
def test_at_an_ordinary_pace_every_cue_can_be_read(texts: list[list[str]]) -> None:
    spoken = [scene(" ".join(text), number=number, start=number * 60.0) for number, text in enumerate(texts, 1)]
    # A scene's first words are heard some time after its picture appears.
    spoken = [one.model_copy(update={"start": one.start - 0.225}) for one in spoken]
    for cue in film_cues(spoken):
        assert cue.end - cue.start >= 0.799
        assert len("".join(cue.lines)) / (cue.end - cue.start) <= 20
