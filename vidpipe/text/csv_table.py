"""Reading a table of texts from a CSV file, as spreadsheets write them in every country."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from vidpipe.errors import InvalidInput
from vidpipe.errors.files import file_errors, require_file
from vidpipe.text.brief_problems import Problem, refusal
from vidpipe.text.encodings import encoding_of

LARGEST_TABLE = 64 * 1024 * 1024
"""Bytes."""
LONGEST_CELL = 4 * 1024 * 1024
"""Characters; the largest article has 200,000."""
BEGINNING = 200_000
"""Characters by which the delimiter is found."""
DELIMITERS = ("\t", ";", "|", ",")
"""Those that texts and numbers hold least come first."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its number, as a spreadsheet shows it (the header is row 1), and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: its columns in order, and its rows. Rows without any text are left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(
    path: Path,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    what: str = "the table",
    option: str | None = "--encoding cp1252",
) -> Table:
    """Read a CSV file whose first row names the columns; ``what`` is its part, for messages.

    ``option`` is how a person may name another encoding, None where they cannot.

    The encoding is what the file's byte order mark says, else UTF-8; the delimiter is the one of comma, semicolon, tab
    and bar that makes the rows equally long. Cells may hold quotes, delimiters and line breaks when they are quoted.

    Raises InvalidInput (VALIDATION_ERROR, PAYLOAD_TOO_LARGE) with every problem by row, NotFound (FILE_NOT_FOUND),
    StorageError.
    """
    text = _decoded(path, _content(path, what), encoding, option)
    records = _records(path, text, delimiter or _delimiter(text))
    if not records or not any(name.strip() for name in records[0]):
        raise _refused(path, "row 1", "is empty", "name the columns there")
    columns = _columns(path, records[0])
    return Table(columns=columns, rows=_rows(path, columns, records[1:]))


def _content(path: Path, what: str) -> bytes:
    with file_errors(f"read {what}", path):
        require_file(path, what)
        with path.open("rb") as file:
            content = file.read(LARGEST_TABLE + 1)
    if len(content) > LARGEST_TABLE:
        raise InvalidInput(
            f"{path} is larger than {LARGEST_TABLE // 1024**2} MB; make several tables of it.",
            code="PAYLOAD_TOO_LARGE",
            details={"path": str(path), "limit": LARGEST_TABLE},
        )
    return content


def _decoded(path: Path, content: bytes, encoding: str | None, option: str | None) -> str:
    known = encoding_of(content, encoding)
    try:
        return content.decode(known).removeprefix("\ufeff")
    except LookupError as error:
        raise _refused(path, "", f"{known!r} is no encoding", "name one such as utf-8, cp1252 or big5") from error
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        fix = "save it as CSV UTF-8" + (f", or say which encoding it has, such as {option}" if option else "")
        raise _refused(path, "", f"is not {known} text (at byte {start})", fix) from error


def _delimiter(text: str) -> str:
    """Return the delimiter by which most rows are as long as the header, which must have several cells."""
    best, best_share = ",", -1.0
    for delimiter in DELIMITERS:
        try:
            records = [record for record in _parsed(text[:BEGINNING], delimiter, strict=False) if record]
        except csv.Error:
            continue
        width = len(records[0]) if records else 0
        # Where the beginning of a long table ends, a row may be cut.
        whole = records[:-1] if len(text) > BEGINNING else records
        alike = sum(len(record) == width for record in whole) / max(len(whole), 1)
        if width > 1 and alike > best_share:
            best, best_share = delimiter, alike
    return best


def _parsed(text: str, delimiter: str, *, strict: bool = True) -> list[list[str]]:
    previous = csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))
    finally:
        csv.field_size_limit(previous)


def _records(path: Path, text: str, delimiter: str) -> list[list[str]]:
    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise _refused(path, "", f"{delimiter!r} cannot part cells", "give one character, such as ;")
    try:
        return _parsed(text, delimiter)
    except csv.Error as error:
        fix = 'a quote inside a quoted cell is written twice: ""; and every quote that opens must close'
        raise _refused(path, "", f"is no CSV: {error}", fix) from error


def _columns(path: Path, header: Sequence[str]) -> tuple[str, ...]:
    # Spreadsheets write columns to the right of the last one that was ever touched.
    while header and not header[-1].strip():
        header = header[:-1]
    names = tuple(name.strip() for name in header)
    problems: list[Problem] = []
    for place, name in enumerate(names, start=1):
        if not name:
            problems.append(_problem(f"row 1, column {place}", "has no name", "name it"))
        elif name in names[: place - 1]:
            problems.append(_problem(f"row 1, column {place}", f"is a second {name!r}", "give it another name"))
    twins = {name: [other for other in names if variable(other) == variable(name)] for name in names}
    for name, same in twins.items():
        if len(same) > 1 and name == same[0] and len(set(same)) > 1:
            told = f"{' and '.join(map(repr, same))} are both {variable(name)!r} to a template"
            problems.append(_problem("row 1", told, "rename one of them"))
    if problems:
        raise refusal(problems, str(path))
    return names


def variable(column: str) -> str:
    """Return the name by which a template calls a column: ``Unit price (€)`` is ``unit_price``."""
    return re.sub(r"\W+", "_", column.strip().lower()).strip("_")


def _rows(path: Path, columns: tuple[str, ...], records: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in enumerate(records, start=2):
        cells = list(record)
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            told = f"has {len(cells)} cells, and there are {len(columns)} columns"
            problems.append(_problem(f"row {number}", told, "put quotes around a cell that holds the delimiter"))
            continue
        rows.append(Row(number=number, cells=MappingProxyType(dict(zip(columns, cells, strict=True)))))
    if problems:
        raise refusal(problems, str(path))
    return tuple(rows)


def _problem(field: str, problem: str, fix: str) -> Problem:
    return {"field": field, "problem": problem, "fix": fix}


def _refused(path: Path, field: str, problem: str, fix: str) -> InvalidInput:
    return refusal([_problem(field, problem, fix)], str(path))
