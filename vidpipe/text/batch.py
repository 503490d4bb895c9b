"""The briefs of a batch: one for each row of a table, all of them checked before anything is made."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vidpipe.errors import InvalidInput, NotFound
from vidpipe.errors.files import file_errors
from vidpipe.models import Brief
from vidpipe.text.brief_problems import Problem, refusal
from vidpipe.text.brief_template import BriefTemplate
from vidpipe.text.csv_table import Row, Table

ROWS_NAMED = 4
"""Rows that are named where many have the same problem."""


@dataclass(frozen=True, kw_only=True)
class BatchItem:
    """One video of a batch."""

    row: int
    brief: Brief
    key: str
    """The same template, cells and files have the same one, so that no video is made twice."""


def plan_batch(table: Table, template: BriefTemplate, *, limit: int | None = None) -> list[BatchItem]:
    """Return the videos of a table's first ``limit`` rows, or of all.

    Raises InvalidInput with the problems of every row, and StorageError for a named file that cannot be read.
    """
    rows = table.rows[:limit]
    if not rows:
        problem = {"field": "", "problem": "has no rows", "fix": "write one for each video, below the header"}
        raise refusal([problem], "the table")
    items: list[BatchItem] = []
    problems: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rows:
        try:
            brief = template.brief(row)
            items.append(BatchItem(row=row.number, brief=brief, key=_key(template, row, brief)))
        except (InvalidInput, NotFound) as error:
            for problem in _told(error):
                problems[problem["field"], problem["problem"], problem["fix"]].append(row.number)
    if problems:
        raise refusal([_of_rows(numbers, *told) for told, numbers in problems.items()])
    return items


def _told(error: InvalidInput | NotFound) -> Iterable[Problem]:
    return error.details.get("problems") or [{"field": "", "problem": error.message.rstrip("."), "fix": ""}]


def _of_rows(numbers: Sequence[int], field: str, problem: str, fix: str) -> Problem:
    named = ", ".join(map(str, numbers[:ROWS_NAMED]))
    more = f" and {len(numbers) - ROWS_NAMED} more" if len(numbers) > ROWS_NAMED else ""
    rows = f"{'row' if len(numbers) == 1 else 'rows'} {named}{more}"
    return {"field": f"{rows}: {field}" if field else rows, "problem": problem, "fix": fix}


def _key(template: BriefTemplate, row: Row, brief: Brief) -> str:
    """Return the dedupe key: a hash of the template, the row's cells, and what is in the files that its brief names."""
    files = (brief.avatar.image, brief.music.file, brief.publish.thumbnail)
    named = [Path(name) for name in files if isinstance(name, str)]
    # An article may have been read from a file as well.
    parts = [template.source, dict(row.cells), brief.article, [_file_hash(path) for path in named if path.is_file()]]
    return f"batch-{hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:40]}"


def _file_hash(path: Path) -> str:
    with file_errors("read the file", path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
