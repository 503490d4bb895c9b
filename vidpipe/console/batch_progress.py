"""How far a batch has come: live on a terminal, a line for each finished video elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from vidpipe.console.batch_report import Outcome
from vidpipe.console.progress import TITLES

MOST_SHOWN = 8
"""Videos at work that are shown one by one."""


class BatchDisplay:
    """Shows a batch; ``total`` is the number of its videos."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._started = time.monotonic()
        self._done: list[Outcome] = []
        self._working: dict[int, dict[str, Any]] = {}
        self._live = Live(console=console, refresh_per_second=4, transient=True) if console.is_terminal else None

    def __enter__(self) -> BatchDisplay:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def preparing(self, what: str) -> None:
        """Show that a part of the stack is ready."""
        if self._live:
            self._live.update(Spinner("dots", Text(f" Starting: {what} is ready")))

    def waiting(self, what: str) -> None:
        """Show that something else has to end first."""
        if self._live:
            self._live.update(Spinner("dots", Text(f" Waiting for {what}")))

    def working(self, tasks: Mapping[int, dict[str, Any]]) -> None:
        """Show the tasks that are at work, by row."""
        self._working = {row: task for row, task in tasks.items() if task["status"] == "running"}
        self._show()

    def done(self, outcome: Outcome) -> None:
        """Show that a video is done, or will not be."""
        self._done.append(outcome)
        self._working.pop(outcome.row, None)
        self._show()
        if not self._live:
            told = f" {outcome.error_code}" if outcome.error_code else ""
            line = f"[{len(self._done)}/{self._total}] row {outcome.row} {outcome.title}: {outcome.status}{told}"
            self._console.print(line, markup=False, soft_wrap=True)

    def _show(self) -> None:
        if self._live:
            self._live.update(self._picture())

    def _picture(self) -> RenderableType:
        bad = sum(not one.is_good for one in self._done)
        left = self._total - len(self._done) - len(self._working)
        seconds = int(time.monotonic() - self._started)
        parts = [f"{len(self._done) - bad} of {self._total} made", f"{len(self._working)} at work", f"{left} waiting"]
        parts += [f"{bad} failed"] if bad else []
        head = Text(f"{'   '.join(parts)}   {seconds // 60}:{seconds % 60:02}", "bold")
        table = Table.grid(padding=(0, 2))
        for row, task in sorted(self._working.items())[:MOST_SHOWN]:
            bar = ProgressBar(total=100, completed=task["progress"], width=28)
            title = str(task["payload"].get("title") or "")
            table.add_row(f"row {row}", Text(title, overflow="ellipsis", no_wrap=True), bar, Text(_stage(task), "dim"))
        return Group(head, table)


def _stage(task: Mapping[str, Any]) -> str:
    at_work = [stage["stage"] for stage in task["stages"] if stage["status"] == "running"]
    return ", ".join(TITLES.get(stage, stage) for stage in at_work)
