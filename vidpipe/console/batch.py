"""`vidpipe batch`: a video for each row of a table, on a running vidpipe or one started for them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from vidpipe.console.batch_progress import BatchDisplay
from vidpipe.console.batch_report import Outcome, outcome, planned, refused, write_report
from vidpipe.console.client import ApiClient
from vidpipe.console.make import PASSING, PATIENCE_SECONDS, as_request, require_writable, server
from vidpipe.errors import VidpipeError
from vidpipe.settings import Settings
from vidpipe.text.batch import BatchItem, plan_batch
from vidpipe.text.brief_template import BriefTemplate
from vidpipe.text.csv_table import read_table

POLL_SECONDS = 0.5
ASKED_AT_ONCE = 8
"""Tasks that are asked for in one round from the front of the queue, where the work is, and as many of the others."""
FINAL = frozenset({"succeeded", "failed", "canceled"})

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What the command was given. ``limit`` takes only the first rows; None for ``delimiter`` and so on: found out."""

    table: Path
    template: Path
    out: Path | None = None
    limit: int | None = None
    delimiter: str | None = None
    encoding: str | None = None

    def items(self) -> list[BatchItem]:
        """Return the videos to make, every row checked. Raises InvalidInput, NotFound, StorageError."""
        table = read_table(self.table, delimiter=self.delimiter, encoding=self.encoding)
        return plan_batch(table, BriefTemplate(self.template, table), limit=self.limit)


def check_batch(batch: Batch) -> list[Outcome]:
    """Check every row, make nothing, and write the report if one is wanted. Raises InvalidInput and StorageError."""
    items = batch.items()
    outcomes = [planned(item) for item in items]
    if batch.out is not None:
        write_report(outcomes, items, batch.out)
    return outcomes


def make_batch(batch: Batch, settings: Settings, console: Console, *, url: str | None) -> list[Outcome]:
    """Make the videos of a batch, and return what became of each, in the order of the rows.

    Videos of an earlier, interrupted run of the same batch are not made again; failed ones go on. Interrupted, it
    cancels nothing. Raises InvalidInput before the first is launched, and VidpipeError when vidpipe cannot be reached.
    """
    items = batch.items()
    require_writable(batch.out, "write the report", "report.json")
    with BatchDisplay(console, len(items)) as display, contextlib.ExitStack() as stack:
        base, tend = stack.enter_context(server(settings, url, display))
        client = stack.enter_context(ApiClient(base))
        outcomes = _Making(items, client, display, tend).run()
    if batch.out is not None:
        write_report(outcomes, items, batch.out)
    return outcomes


class _Making:
    """The videos of a batch on their way."""

    def __init__(
        self, items: Sequence[BatchItem], client: ApiClient, display: BatchDisplay, tend: Callable[[], object]
    ) -> None:
        self._items = items
        self._client = client
        self._display = display
        self._tend = tend
        self._waiting: dict[int, tuple[BatchItem, str]] = {}
        """By row: launched, and not known to have ended."""
        self._seen: dict[int, dict[str, Any]] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._turn = 0

    def run(self) -> list[Outcome]:
        for item in self._items:
            self._launch(item)
        while self._waiting:
            self._look()
            self._pause()
        return [self._outcomes[item.row] for item in self._items]

    def _launch(self, item: BatchItem) -> None:
        """Ask for a video, when there is a place; what is refused ends here, and the others go on."""
        while True:
            try:
                answer = self._patiently(lambda: self._ask(item))
            except VidpipeError as error:
                if error.code in PASSING:
                    raise
                if error.code != "TOO_MANY_REQUESTS":
                    self._end(refused(item, error))
                    return
                self._look()
                self._pause()
            else:
                self._waiting[item.row] = (item, answer["taskId"])
                return

    def _ask(self, item: BatchItem) -> dict[str, Any]:
        answer = self._client.generate({**as_request(item.brief, self._client), "dedupeKey": item.key})
        if answer["status"] in ("failed", "canceled"):
            self._client.retry(answer["taskId"], {"userId": "batch"})
        return answer

    def _look(self) -> None:
        """Ask how some of the tasks stand: those in front, where the work is, and the others in turns."""
        rows = list(self._waiting)
        front, rest = rows[:ASKED_AT_ONCE], rows[ASKED_AT_ONCE:]
        at = self._turn % len(rest) if rest else 0
        self._turn += ASKED_AT_ONCE
        for row in front + rest[at : at + ASKED_AT_ONCE]:
            item, task_id = self._waiting[row]
            task = self._patiently(partial(self._client.task, task_id))
            self._seen[row] = task
            if task["status"] in FINAL:
                del self._waiting[row]
                del self._seen[row]
                self._end(outcome(item, task))
        self._display.working(self._seen)

    def _end(self, ended: Outcome) -> None:
        self._outcomes[ended.row] = ended
        self._display.done(ended)

    def _pause(self) -> None:
        self._tend()
        time.sleep(POLL_SECONDS)

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        """Ask through restarts of the web app and the database. Raises VidpipeError."""
        since = time.monotonic()
        while True:
            self._tend()
            try:
                return ask()
            except VidpipeError as error:
                if error.code not in PASSING or time.monotonic() - since > PATIENCE_SECONDS:
                    raise
                time.sleep(POLL_SECONDS)
