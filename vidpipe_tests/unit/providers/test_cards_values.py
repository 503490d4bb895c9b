"""Figures are read out of texts as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.providers.local.cards.values import comparable, find, leading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Comparison of efficiency, induction 85 %, gas 40 %", [("Induction", 85, "%"), ("Gas", 40, "%")]),
        ("Induction reaches 85 percent, gas only 40 percent", [("Induction", 85, "%"), ("Gas", 40, "%")]),
        ("85 % induction vs 40 % gas", [("Induction", 85, "%"), ("Gas", 40, "%")]),
        ("Europe: 48 million, Asia: 31 million", [("Europe", 48e6, ""), ("Asia", 31e6, "")]),
        (
            "Espresso 64 mg, filter 95 mg, decaf 3 mg",
            [("Espresso", 64, "mg"), ("Filter", 95, "mg"), ("Decaf", 3, "mg")],
        ),
        ("Kohle: 34,5 %; Wind: 51 %", [("Kohle", 34.5, "%"), ("Wind", 51, "%")]),
        ("效率对比：电磁炉 85%，燃气 40%", [("电磁炉", 85, "%"), ("燃气", 40, "%")]),
        ("الحث ٨٥٪، الغاز ٤٠٪", [("الحث", 85, "%"), ("الغاز", 40, "%")]),
        ("Rent $1,200, food $640", [("Rent", 1200, "$"), ("Food", 640, "$")]),
    ],
)
def test_labelled_figures_of_one_unit_can_be_compared(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(value.label, value.amount, value.unit) for value in comparable(text)] == expected


@pytest.mark.parametrize("text", ["", "One pot", "Only 85 %", "3 and 4", "Chapter 7", "A 0 %, B 0 %"])
def test_what_cannot_be_compared_makes_no_chart(text: str) -> None:
    assert comparable(text) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [("25,000", 25_000), ("25.000", 25_000), ("3,5", 3.5), ("0.125", 0.125), ("1 234 567", 1_234_567),
     ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("2.5 million", 2.5e6), ("12万", 120_000), ("−5", -5)],
)  # fmt: skip
def test_numbers_are_read_in_english_and_continental_writing(text: str, amount: float) -> None:
    assert [value.amount for value in find(text)] == [pytest.approx(amount)]


@pytest.mark.parametrize("text", ["Part 2", "Begun in 2021", "The field reaches up", "Covid19", "7"])
def test_headings_that_merely_hold_a_number_are_not_about_it(text: str) -> None:
    assert leading(text) is None


def test_figures_are_written_as_the_author_did() -> None:
    assert [value.written for value in find("$3.5bn and 85 % and 1.4 billion")] == ["$3.5bn", "85%", "1.4 billion"]


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    values = comparable(text)
    assert not values or (len({value.unit for value in values}) == 1 and 2 <= len(values) <= 5)
    leading(text)
