"""A brief as a Jinja template of YAML: filled in with the cells of a table's row, one brief for each.

A cell is always text and nothing else. What a template prints is put into the YAML only after it was parsed, so that no
cell can become a field, a list or a comment, whatever quotes, colons or line breaks it holds.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief
from vidpipe.text.brief_file import from_yaml, parse_brief
from vidpipe.text.brief_problems import Problem, refusal
from vidpipe.text.csv_table import Row, Table, variable
from vidpipe.text.written_file import read_text

PRIVATE_USE = range(0xE000, 0xF900)
"""Characters that mean nothing (Unicode, section 23.5); one that nobody uses marks what a template printed."""

_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What a template can raise while it is filled in."""


class BriefTemplate:
    """A template, ready to make the briefs of a table's rows. The same template and row give the same brief."""

    def __init__(self, path: Path, table: Table) -> None:
        """Read a template file. Raises InvalidInput, NotFound (FILE_NOT_FOUND) and StorageError."""
        self.path = path
        self.source = read_text(path, "the template")
        self._columns = table.columns
        used = set(self.source).union(*(cell for row in table.rows for cell in row.cells.values()))
        mark = next((chr(code) for code in PRIVATE_USE if chr(code) not in used), None)
        if mark is None:
            raise refusal([_problem("", "uses every private character there is", "leave one unused")], str(path))
        self._prints = _Prints(mark)
        self._template = self._compiled()

    def _compiled(self) -> Template:
        environment = ImmutableSandboxedEnvironment(
            undefined=_Missing, finalize=self._prints.kept, keep_trailing_newline=True, autoescape=False
        )
        environment.filters["tojson"] = self._prints.json
        try:
            return environment.from_string(self.source)
        except TemplateSyntaxError as error:
            told = f"line {error.lineno}: {error.message}"
            raise refusal([_problem("", f"is no template: {told}", "correct it there")], str(self.path)) from error

    def brief(self, row: Row) -> Brief:
        """Return the brief of a row; paths in it are relative to the template.

        Raises InvalidInput with ``details["problems"]``, each field beginning with the row, and NotFound.
        """
        source = f"row {row.number}"
        data = from_yaml(self._rendered(row), source)
        try:
            filled = self._prints.put_back(data)
        except ValueError as error:
            raise self._refused(row, str(error), f"look at {self.path.name}") from error
        return parse_brief(filled, source=source, base_dir=self.path.parent)

    def _rendered(self, row: Row) -> str:
        try:
            return self._template.render(variables(row.cells))
        except UndefinedError as error:
            told = str(error.message)
            raise self._refused(row, told, self._columns_fix(told)) from error
        except _FAULTS as error:
            told = f"the template cannot be filled in: {error}"
            raise self._refused(row, told, f"look at this row's cells, and at {self.path.name}") from error

    def _columns_fix(self, told: str) -> str:
        names = [variable(column) for column in self._columns]
        wanted = (re.findall(r"'([^']*)'", told) or [""])[-1]
        close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
        return f"did you mean {close[0]!r}?" if close else f"the columns are {', '.join(names)}"

    def _refused(self, row: Row, told: str, fix: str) -> InvalidInput:
        return refusal([_problem("", told, fix)], f"row {row.number}")


def variables(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return what a template may name: each column, and ``row`` with all cells by the columns' own names."""
    return {**{variable(column): cell for column, cell in cells.items()}, "row": dict(cells)}


class _Missing(StrictUndefined):
    """A column that is not there: the error names it."""

    @property
    def _undefined_message(self) -> str:
        return f"there is no column {self._undefined_name!r}"


class _Json(str):
    """JSON that a template wrote on purpose; what is in it is marked already."""

    __slots__ = ()


class _Prints:
    """What a template printed, and the marks that stand for it until the YAML is parsed."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._pattern = re.compile(f"{mark}(\\d+){mark}")
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []

    def kept(self, value: object) -> object:
        """Return what goes into the YAML for a printed value: a mark for a text, JSON for all else."""
        match value:
            case _Json():
                return value
            case str():
                return self._marked(str(value))
            case Undefined():
                # To print it is to fail.
                return str(value)
            case _:
                return self.json(value)

    def json(self, value: object) -> _Json:
        """Return a value as JSON, which is YAML too, its texts marked. Raises ValueError for what has no such form."""
        return _Json(json.dumps(self._all_marked(value), ensure_ascii=False))

    def _all_marked(self, value: object) -> object:
        match value:
            case str():
                return self._marked(str(value))
            case list() | tuple():
                return [self._all_marked(item) for item in value]
            case dict():
                return {self._marked(str(key)): self._all_marked(item) for key, item in value.items()}
            case None | bool() | int() | float():
                return value
            case _:
                raise ValueError(f"{type(value).__name__} cannot be printed")

    def _marked(self, text: str) -> str:
        number = self._numbers.setdefault(text, len(self._texts))
        if number == len(self._texts):
            self._texts.append(text)
        return f"{self._mark}{number}{self._mark}"

    def put_back(self, data: object) -> object:
        """Put the texts back into parsed YAML. Raises ValueError where a mark was cut."""
        match data:
            case str():
                return self._text(data)
            case list():
                return [self.put_back(item) for item in data]
            case dict():
                return {self.put_back(key): self.put_back(value) for key, value in data.items()}
            case _:
                return data

    def _text(self, text: str) -> str:
        if self._mark not in text:
            return text
        # A text may hold marks in turn, where a template printed a part of itself.
        whole = self._pattern.sub(lambda match: self._text(self._texts[int(match[1])]), text)
        if self._mark in whole:
            raise ValueError("a filter cuts or changes what was printed already; use it on the column itself")
        return whole


def _problem(field: str, problem: str, fix: str) -> Problem:
    return {"field": field, "problem": problem, "fix": fix}
