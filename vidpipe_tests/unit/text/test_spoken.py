from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.text.spoken import spoken_words

ENGLISH = [
    ("85 %", "85 percent"),
    ("85%", "85 percent"),
    ("1 %", "1 percent"),
    ("20 °C.", "20 degrees Celsius."),
    ("-5°F", "-5 degrees Fahrenheit"),
    ("25,000 times", "25,000 times"),
    ("3.5 kg", "3.5 kilograms"),
    ("1 kg", "1 kilogram"),
    ("10 km/h", "10 kilometers per hour"),
    ("5 m/s", "5 meters per second"),
    ("€5", "5 euros"),
    ("$1", "1 dollar"),
    ("€5.50,", "5 euros 50,"),
    ("$3.05", "3 dollars 5"),
    ("$3 million", "3 million dollars"),
    ("£2.5bn", "2.5 billion pounds"),
    ("5€", "5 euros"),
    ("3–5 days", "3 to 5 days"),
    ("10-20%", "10 to 20 percent"),
    ("555-1234", "555-1234"),
    ("in 1998", "in 19 98"),
    ("in 1905", "in 19 oh 5"),
    ("the 1990s", "the 19 nineties"),
    ("in 2000", "in 2000"),
    ("in 2026,", "in 20 26,"),
    ("1998 kg", "1998 kilograms"),
    ("Dr. Smith", "Doctor Smith"),
    ("St. James St. today", "Saint James Street today"),
    ("vs. them", "versus them"),
    ("No. 5", "Number 5"),
    ("Yes or no.", "Yes or no."),
    ("(Fig. 3)", "(Figure 3)"),
    ("e.g. this", "for example this"),
    ("the U.S. Army", "the U S Army"),
    ("CO₂ and H₂O", "C O 2 and H2O"),
    ("World War II", "World War 2"),
    ("and/or", "and or"),
    ("https://www.example.com/a/", "example.com slash a"),
    ("#tag #1", "hashtag tag number 1"),
    ("C# C++", "C sharp C++"),
    ("~5 km", "about 5 kilometers"),
    ("A → B", "A to B"),
    ("salt & pepper", "salt & pepper"),
    ("*bold* _x_ `code`", "bold x code"),
    ("[[abc]]", "abc"),
    ("well—fine", "well, fine"),
    ("hello… world…", "hello, world."),
    ("a — b", "a , b"),
    ("fire🔥 😀 🇩🇪 1️⃣", "fire 1"),
    ("💡", ""),
    ("“!?”", ""),
]


@pytest.mark.parametrize(("written", "spoken"), ENGLISH)
def test_english_is_read_out_as_people_say_it(written: str, spoken: str) -> None:
    assert " ".join(filter(None, spoken_words(written.split(), "en-US"))) == spoken


def test_units_and_money_of_other_languages_are_left_to_the_engine() -> None:
    assert spoken_words(["85", "%", "€5", "😀", "Dr.", "…"], "de") == ["85", "%", "€5", "", "Dr.", ""]


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6), st.sampled_from(["en", "de", "zh"]))
def test_every_written_word_has_one_spoken_form(words: list[str], language: str) -> None:
    assert len(spoken_words(words, language)) == len(words)
