from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.errors import InvalidInput, NotFound
from vidpipe.text.csv_table import Table, read_table, variable

CELLS = [["Name", "Price"], ["Tee, grün", "3,50"], ['Pan "Nonna"', "two\nlines"], ["茶壺 🍵", "=cmd|' /C calc'!A0"]]


def written(path: Path, rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_usual_form_of_csv_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    table = read_table(written(tmp_path / "t.csv", CELLS, delimiter=delimiter, encoding=encoding))
    assert table.columns == ("Name", "Price")
    assert cells(table) == CELLS[1:]
    assert [row.number for row in table.rows] == [2, 3, 4]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be"])
def test_a_byte_order_mark_is_believed(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "t.csv", CELLS, encoding=encoding)
    path.write_bytes("\ufeff".encode(encoding) + path.read_bytes())
    assert cells(read_table(path)) == CELLS[1:]


def test_old_encodings_must_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", [["Name"], ["Grüner Tee"]], encoding="cp1252")
    with pytest.raises(InvalidInput, match=r"not utf-8 text \(at byte 8\).*--encoding cp1252"):
        read_table(path)
    assert cells(read_table(path, encoding="cp1252")) == [["Grüner Tee"]]
    with pytest.raises(InvalidInput, match="'klingon' is no encoding"):
        read_table(path, encoding="klingon")


def test_semicolons_are_found_although_every_cell_holds_commas(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Name, full;Price, EUR\nTea, green;3,50\nPan, big;34,90\n")
    assert read_table(path).columns == ("Name, full", "Price, EUR")


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert cells(read_table(written(tmp_path / "t.csv", [["Name"], ["Tea"], ["Pan"]]))) == [["Tea"], ["Pan"]]


def test_a_delimiter_that_is_told_is_used(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a^b\n1^2\n")
    assert read_table(path, delimiter="^").columns == ("a", "b")
    with pytest.raises(InvalidInput, match="'::' cannot part cells"):
        read_table(path, delimiter="::")


def test_empty_rows_and_columns_that_spreadsheets_leave_are_passed_over(tmp_path: Path) -> None:
    rows = [["Name", "Price", "", ""], ["Tea", "1", "", ""], ["", "", "", ""], [], ["Pan", "2", "", ""]]
    table = read_table(written(tmp_path / "t.csv", rows))
    assert cells(table) == [["Tea", "1"], ["Pan", "2"]]
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "row 1 is empty; name the columns there"),
        ("\n\n", "row 1 is empty"),
        ("a,,c\n1,2,3\n", "row 1, column 2 has no name"),
        ("a,b,a\n1,2,3\n", "row 1, column 3 is a second 'a'"),
        ("Unit price,unit-price\n1,2\n", "'Unit price' and 'unit-price' are both 'unit_price' to a template"),
        ("a,b\n1,2,3\n4\n5,6\n", "row 2 has 3 cells, and there are 2 columns"),
        ("a,b\n1,2,3\n4\n5,6\n", "row 3 has 1 cells"),
        ('a,b\n1,"2\n', "is no CSV: unexpected end of data"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_by_row(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(InvalidInput) as caught:
        read_table(path)
    assert said in caught.value.message
    assert caught.value.code == "VALIDATION_ERROR"


def test_a_missing_table_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="the table"):
        read_table(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Name", "name"),
        ("Unit price (€)", "unit_price"),
        ("商品 名", "商品_名"),
        ("  A--b ", "a_b"),
        ("Größe", "größe"),
    ],
)
def test_columns_have_names_that_templates_can_write(column: str, name: str) -> None:
    assert variable(column) == name


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=6), st.sampled_from(",;\t|"))
def test_what_a_spreadsheet_writes_is_read_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    path = tmp_path_factory.mktemp("table") / "t.csv"
    path.write_bytes(text.getvalue().encode())
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert cells(read_table(path, delimiter=delimiter)) == kept
