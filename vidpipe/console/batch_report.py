"""What became of each video of a batch: for people as a table, for programs as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rich.table import Table
from rich.text import Text

from vidpipe.errors import VidpipeError, file_errors
from vidpipe.text.batch import BatchItem

REFUSED = "refused"
"""The status of a row whose request was not taken: there is no task."""
PLANNED = "planned"
_COLOURS = {"succeeded": "green", "failed": "red", REFUSED: "red", "canceled": "yellow", PLANNED: "cyan"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one row. ``place`` is an address or a path; ``cost_usd`` is what providers charged."""

    row: int
    title: str
    key: str
    status: str
    task_id: str | None = None
    place: str | None = None
    error_code: str | None = None
    message: str | None = None
    seconds: float | None = None
    cost_usd: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether the video is there, or nothing was to be made yet."""
        return self.status in ("succeeded", PLANNED)


def planned(item: BatchItem) -> Outcome:
    """Return a row that was only checked."""
    return Outcome(row=item.row, title=title_of(item), key=item.key, status=PLANNED)


def refused(item: BatchItem, error: VidpipeError) -> Outcome:
    """Return a row whose request was refused."""
    return Outcome(
        row=item.row,
        title=title_of(item),
        key=item.key,
        status=REFUSED,
        error_code=error.code,
        message=error.message,
    )


def outcome(item: BatchItem, task: dict[str, Any]) -> Outcome:
    """Return what became of a row's task, as the API tells it."""
    info, result = task["errorInfo"] or {}, task["result"] or {}
    return Outcome(
        row=item.row,
        title=str(result.get("title") or title_of(item)),
        key=item.key,
        status=task["status"],
        task_id=task["id"],
        place=_place(result.get("publishedUrl")),
        error_code=info.get("error_code"),
        message=info.get("error_message"),
        seconds=_seconds(task),
        cost_usd=task["cost"]["spentUsd"],
    )


def title_of(item: BatchItem) -> str:
    """Return what a row's video is called before it has a script."""
    return item.brief.title or f"row {item.row}"


def _place(url: str | None) -> str | None:
    if url is None or not url.startswith("file:"):
        return url
    return unquote(urlsplit(url).path)


def _seconds(task: dict[str, Any]) -> float | None:
    if not task["startedAt"] or not task["completedAt"]:
        return None
    begin, end = datetime.fromisoformat(task["startedAt"]), datetime.fromisoformat(task["completedAt"])
    return round((end - begin).total_seconds(), 1)


def as_table(outcomes: Sequence[Outcome]) -> Table:
    """Return the report for reading."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Row", "Title", "Task", "Status", "Seconds", "Cost", "Where, or why not"):
        table.add_column(name, justify="right" if name in ("Row", "Seconds", "Cost") else "left", overflow="fold")
    for one in outcomes:
        told = f"{one.error_code}: {one.message}" if one.error_code else one.place or ""
        table.add_row(
            str(one.row),
            Text(one.title),
            one.task_id or "",
            Text(one.status, _COLOURS.get(one.status, "")),
            "" if one.seconds is None else f"{one.seconds:.1f}",
            f"${one.cost_usd:.2f}" if one.cost_usd else "",
            Text(told),
        )
    return table


def summary(outcomes: Sequence[Outcome]) -> str:
    """Say in one line how the batch went."""
    good = sum(one.is_good for one in outcomes)
    cost = sum(one.cost_usd for one in outcomes)
    if all(one.status == PLANNED for one in outcomes):
        return f"{good} videos would be made; every row is in order."
    return f"{good} of {len(outcomes)} videos are made" + (f", for ${cost:.2f}." if cost else ".")


def write_report(outcomes: Sequence[Outcome], items: Sequence[BatchItem], out: Path) -> None:
    """Write the report as JSON, with the brief of each row. Raises StorageError."""
    briefs = {item.row: item.brief.model_dump(mode="json", by_alias=True, exclude_unset=True) for item in items}
    report = {
        "videos": [
            {
                "row": one.row,
                "title": one.title,
                "taskId": one.task_id,
                "status": one.status,
                "place": one.place,
                "errorCode": one.error_code,
                "error": one.message,
                "seconds": one.seconds,
                "costUsd": one.cost_usd,
                "dedupeKey": one.key,
                "brief": briefs[one.row],
            }
            for one in outcomes
        ],
        "succeeded": sum(one.status == "succeeded" for one in outcomes),
        "failed": sum(not one.is_good for one in outcomes),
        "costUsd": round(sum(one.cost_usd for one in outcomes), 6),
    }
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    unfinished = out.with_name(f".{out.name}.part")
    with file_errors("write the report", out):
        out.resolve().parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(out)
