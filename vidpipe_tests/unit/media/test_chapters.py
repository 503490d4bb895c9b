"""Chapters: where scenes become parts that YouTube and players take, and how they are called."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media.captions.phrases import width
from vidpipe.media.packaging.chapters import (
    FEWEST,
    MOST,
    SHORT_FILM,
    SHORTEST,
    TITLE_WIDTH,
    chapter_lines,
    fewer_chapters,
    make_chapters,
)
from vidpipe.models import Chapter, Scene, SceneSpeech


def film(
    lengths: list[float], headings: list[str] | None = None, *, intro: float = 0.0, outro: float = 0.0
) -> list[Chapter]:
    """Chapters of a film whose scenes take so long."""
    names = headings or [f"Part {number}" for number in range(1, len(lengths) + 1)]
    scenes, spoken, at = [], [], intro
    for number, (length, heading) in enumerate(zip(lengths, names, strict=True), 1):
        scenes.append(Scene(number=number, narration=f"Words of {number}.", picture="Tea", heading=heading))
        spoken.append(SceneSpeech(scene=number, start=at, end=at + length, sentences=[], words=[]))
        at += length
    return make_chapters(scenes, spoken, at + outro)


def test_every_scene_that_is_long_enough_is_a_chapter() -> None:
    assert film([20, 25, 30]) == [
        Chapter(title="Part 1", start=0),
        Chapter(title="Part 2", start=20),
        Chapter(title="Part 3", start=45),
    ]


def test_a_short_film_has_none() -> None:
    assert film([19, 20, 20]) == []


def test_fewer_than_three_are_none() -> None:
    assert film([50, 50]) == []
    assert film([50, 50, 5]) == []


def test_scenes_that_are_too_short_are_joined_to_the_one_before() -> None:
    found = film([12, 4, 4, 20, 30, 3])
    assert [(one.title, one.start) for one in found] == [("Part 1", 0), ("Part 2", 12), ("Part 5", 40)]


def test_scenes_under_the_same_heading_are_one_chapter() -> None:
    assert [one.start for one in film([20, 20, 20, 20], ["A", "B", "B", "C"])] == [0, 20, 60]


def test_title_cards_belong_to_the_first_and_the_last_chapter() -> None:
    found = film([8, 20, 20, 5], intro=4, outro=4)
    assert [one.start for one in found] == [0, 12, 32]


def test_without_a_heading_a_chapter_is_called_by_its_first_words_cut_at_a_phrase() -> None:
    words = "When the Moon stands over the ocean, the water rises towards it and the coast is flooded twice a day."
    scenes = [Scene(number=number, narration=words, picture="Sea") for number in (1, 2, 3)]
    spoken = [SceneSpeech(scene=n, start=30.0 * (n - 1), end=30.0 * n, sentences=[], words=[]) for n in (1, 2, 3)]
    assert make_chapters(scenes, spoken, 90)[0].title == "When the Moon stands over the ocean…"


@pytest.mark.parametrize("text", ["潮汐是由月球引力引起的" * 12, "يرتفع الماء نحو القمر " * 9, "Wort" * 60])
def test_long_names_are_cut_in_every_script(text: str) -> None:
    found = film([30, 30, 30], [text, "B", "C"])
    assert 0 < width(found[0].title) <= TITLE_WIDTH
    assert found[0].title.endswith("…")


@given(
    st.lists(st.floats(0.5, 90), min_size=1, max_size=120),
    st.floats(0, 10),
    st.floats(0, 10),
)
def test_whatever_the_scenes_the_rules_of_youtube_hold(lengths: list[float], intro: float, outro: float) -> None:
    found = film(lengths, intro=intro, outro=outro)
    duration = sum(lengths) + intro + outro
    if not found:
        return
    assert duration >= SHORT_FILM
    assert FEWEST <= len(found) <= MOST
    assert found[0].start == 0
    starts = [int(one.start) for one in found]
    assert all(after - before >= SHORTEST for before, after in pairwise([*starts, duration]))


def test_lines_are_as_youtube_reads_them() -> None:
    chapters = [Chapter(title="Start", start=0), Chapter(title="Two\nlines", start=65.9), Chapter(title="C", start=600)]
    assert chapter_lines(chapters) == "0:00 Start\n1:05 Two lines\n10:00 C"
    late = [*chapters, Chapter(title="Late", start=3_725)]
    assert chapter_lines(late).splitlines()[0::3] == ["0:00:00 Start", "1:02:05 Late"]
    assert chapter_lines([]) == ""


def test_fewer_chapters_lose_the_shortest_and_keep_the_first() -> None:
    chapters = [Chapter(title=str(start), start=start) for start in (0, 30, 42, 80)]
    assert [one.start for one in fewer_chapters(chapters)] == [0, 42, 80]
    assert fewer_chapters(chapters[:3]) == []
