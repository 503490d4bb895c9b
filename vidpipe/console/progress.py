"""The live display of a video in the making: stages, scenes, seconds."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from vidpipe.models import Stage

TITLES = {
    Stage.SCRIPT: "Script",
    Stage.SCENE_IMAGES: "Pictures",
    Stage.NARRATION: "Narration",
    Stage.AVATAR: "Presenter",
    Stage.COMPOSITE: "Film",
    Stage.UPLOAD: "Publishing",
}


class Preparing(Protocol):
    """Shows what has to be before there is a task."""

    def preparing(self, what: str) -> None:
        """Show that a part of the stack is ready."""

    def waiting(self, what: str) -> None:
        """Show that something else has to end first."""


class ProgressDisplay:
    """Shows a task as the API tells it: live on a terminal, a line for each finished stage elsewhere."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._title = title
        self._started = time.monotonic()
        self._since = 0
        self._told: set[tuple[str, int, int, str]] = set()
        self._live = Live(console=console, refresh_per_second=8, transient=False) if console.is_terminal else None

    def __enter__(self) -> ProgressDisplay:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def preparing(self, what: str) -> None:
        """Show that a part of the stack is ready, before there is a task."""
        if self._live:
            self._live.update(Spinner("dots", Text(f" Starting: {what} is ready")))

    def waiting(self, what: str) -> None:
        """Show that something else has to end first."""
        if self._live:
            self._live.update(Spinner("dots", Text(f" Waiting for {what}")))

    def going_on(self, task: dict[str, Any]) -> None:
        """Show a task that is continued: what its next attempt does, not what the earlier ones did."""
        self._title = str(task["payload"].get("title") or self._title)
        self._since = task["attempt"] + 1

    def show(self, task: dict[str, Any]) -> None:
        """Show how far the task has come."""
        again = task.get("selection") or list(Stage)
        # What an earlier attempt did to a stage that is to run again says nothing about how far it is.
        latest = {
            stage["stage"]: stage
            for stage in task.get("stages", [])
            if stage["attempt"] >= self._since or stage["stage"] not in again
        }
        if self._live:
            self._live.update(self._picture(task, latest))
        else:
            self._tell(latest)

    def _picture(self, task: dict[str, Any], latest: dict[str, dict[str, Any]]) -> RenderableType:
        head = Text.assemble((self._title, "bold"), f"   {task['progress']} %   {self._elapsed()}")
        table = Table.grid(padding=(0, 2))
        for stage in Stage:
            table.add_row(*_row(stage, latest.get(stage), _scenes(latest)))
        return Group(head, table)

    def _elapsed(self) -> str:
        seconds = int(time.monotonic() - self._started)
        return f"{seconds // 60}:{seconds % 60:02}"

    def _tell(self, latest: dict[str, dict[str, Any]]) -> None:
        for stage in Stage:
            row = latest.get(stage)
            if row is None or row["status"] == "running" or row["attempt"] < self._since:
                continue
            key = (stage.value, row["attempt"], row["tryNumber"], row["status"])
            if key not in self._told:
                self._told.add(key)
                note = _note(stage, row, _scenes(latest))
                line = f"[{self._elapsed()}] {TITLES[stage]}: {row['status']} {_seconds(row)}  {note}"
                self._console.print(line, markup=False, soft_wrap=True)


def _row(stage: Stage, row: dict[str, Any] | None, scenes: int) -> tuple[RenderableType, ...]:
    name = TITLES[stage]
    if row is None:
        return Text("·", "dim"), Text(name, "dim"), Text(""), Text(""), Text("")
    mark: RenderableType = {
        "succeeded": Text("✓", "green"),
        "failed": Text("✗", "red"),
        "retrying": Text("↻", "yellow"),
        "canceled": Text("–", "yellow"),
    }.get(row["status"], Spinner("dots"))
    bar = ProgressBar(total=1.0, completed=row["progress"], width=28)
    return mark, Text(name), bar, Text(_seconds(row), "cyan"), Text(_note(stage, row, scenes), "dim")


def _scenes(latest: dict[str, dict[str, Any]]) -> int:
    return int(latest.get(Stage.SCRIPT, {}).get("metrics", {}).get("scenes", 0))


def _scenes_of(count: int) -> str:
    return "1 scene" if count == 1 else f"{count} scenes"


def _seconds(row: dict[str, Any]) -> str:
    begin = datetime.fromisoformat(row["startedAt"])
    end = datetime.fromisoformat(row["finishedAt"]) if row["finishedAt"] else datetime.now(begin.tzinfo)
    # While every part waited for its next try, nothing was at work.
    waited = row["metrics"].get("waited_ms", 0) / 1000
    return f"{max((end - begin).total_seconds() - waited, 0):.1f} s"


def _note(stage: Stage, row: dict[str, Any], scenes: int) -> str:
    if row.get("errorInfo"):
        info = row["errorInfo"]
        # What a stage failed with for good is told once, when the task ends.
        again = row["status"] == "retrying"
        return f"{info['error_code']}: {info['error_message']}" if again else str(info["error_code"])
    metrics = row["metrics"]
    if stage is Stage.SCRIPT and scenes:
        return _scenes_of(scenes)
    if stage is Stage.SCENE_IMAGES and scenes:
        return f"{round(row['progress'] * scenes)} of {_scenes_of(scenes)}"
    if stage in (Stage.NARRATION, Stage.COMPOSITE) and "seconds" in metrics:
        return f"{metrics['seconds']:.1f} s long"
    if metrics.get("recalled") is True:
        return "made before"
    return ""
