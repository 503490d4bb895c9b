"""What is said about a video, place by place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.models.limits import TEXT_LIMITS, TextLimits
from vidpipe.models.platforms import Platform
from vidpipe.text.limits import Words, description_size, fitted, shortened, tags_length, word_problems


def words(title: str = "Tea", description: str = "", tags: tuple[str, ...] = ()) -> Words:
    return Words(title=title, description=description, tags=tags)


@pytest.mark.parametrize(
    ("place", "description", "size"),
    [
        (Platform.YOUTUBE, "茶🍵", 7),
        (Platform.TIKTOK, "茶🍵", 3),
        (Platform.LINKEDIN, "茶🍵", 2),
        (Platform.INSTAGRAM, "茶🍵", 2),
    ],
)
def test_each_place_counts_a_description_its_own_way(place: Platform, description: str, size: int) -> None:
    assert description_size(description, TEXT_LIMITS[place]) == size


def test_tags_count_with_commas_and_with_quotes_where_there_is_a_space() -> None:
    assert tags_length([]) == 0
    assert tags_length(["tea"]) == 3
    assert tags_length(["tea", "green tea"]) == 3 + 1 + 11


def test_every_platform_has_its_limits() -> None:
    assert set(TEXT_LIMITS) == set(Platform)


@pytest.mark.parametrize("place", TEXT_LIMITS)
@given(
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300),
    description=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200),
    times=st.integers(1, 60),
    tags=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60), max_size=30),
)
def test_what_the_program_wrote_always_comes_to_fit(
    place: Platform, title: str, description: str, times: int, tags: list[str]
) -> None:
    limits = TEXT_LIMITS[place]
    given_words = words("T" + title, description * times, tuple(tags))
    made, _ = fitted(given_words, limits)
    assert [
        one for one in word_problems(made, limits) if one["field"] != "title" or "empty" not in one["problem"]
    ] == []
    if not word_problems(given_words, limits):
        assert made == given_words


def test_what_a_person_wrote_is_left_alone() -> None:
    long = words("x" * 500, "y" * 6_000, ("z" * 600,))
    made, warnings = fitted(long, TEXT_LIMITS[Platform.YOUTUBE], own=["title", "description", "tags"])
    assert (made, warnings) == (long, [])


def test_hashtags_beyond_the_limit_lose_their_mark_and_stay_as_words() -> None:
    limits = TextLimits(place="Here", description_length=100, hashtags=2)
    made, _ = fitted(words(description="#one #two #three #four"), limits)
    assert made.description == "#one #two three four"


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("The quick brown fox", 12, "The quick…"),
        ("The quick brown fox", 10, "The quick…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        ("电磁炉为什么不烫手", 5, "电磁炉为…"),
        ("One, two, three", 10, "One, two…"),
        ("ab 👩\u200d🔬x", 6, "ab…"),
        ("cafe\u0301s", 5, "caf…"),
    ],
)
def test_a_text_is_cut_at_a_word_and_never_inside_a_letter(text: str, most: int, short: str) -> None:
    assert shortened(text, lambda part: len(part) <= most) == short
