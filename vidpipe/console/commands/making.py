"""`vidpipe make` and `vidpipe batch`: videos of briefs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from vidpipe.console.commands.ending import EXIT_FAILED, failures, screen, settings_of, stop_on_signals

if TYPE_CHECKING:
    from vidpipe.console.batch import Batch
    from vidpipe.console.batch_report import Outcome
    from vidpipe.settings import Settings

Out = Annotated[Path | None, typer.Option(help="Write the video here; default: where it was published")]
Url = Annotated[str | None, typer.Option(help="A vidpipe elsewhere; default: the running one, or a new one")]


def make(
    file: Annotated[Path, typer.Argument(help="A brief: .yaml, .json or .md")], out: Out = None, url: Url = None
) -> None:
    """Make one video from a brief file; its path is the last line printed."""
    from vidpipe.console.make import make_video

    print_path(lambda settings: make_video(file, settings, screen, out=out, url=url), service="make")


def print_path(work: Callable[[Settings], Path], *, service: str) -> None:
    """Have a video made and print where it is; an interruption cancels its task."""
    from vidpipe.observability.logs import configure_logging

    settings = settings_of()
    stop_on_signals()
    with failures("Stopped; the task is canceled."):
        configure_logging(log_dir=settings.log_dir, service=service, level=settings.log_level, console=False)
        print(work(settings), flush=True)  # noqa: T201


def batch(
    table: Annotated[Path, typer.Argument(help="A CSV file: the first row names the columns, each other is a video")],
    template: Annotated[Path, typer.Option(help="A brief with the columns in it, as a Jinja template: .yaml.j2")],
    out: Annotated[Path | None, typer.Option(help="Write the report here, as JSON")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and make nothing")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first rows")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What parts cells; default: found out")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Such as cp1252; default: the byte order mark's, or UTF-8")
    ] = None,
    url: Url = None,
) -> None:
    """Make a video of every row of a table. Run it again to go on: no video is made twice."""
    from vidpipe.console.batch import Batch, check_batch
    from vidpipe.console.batch_report import as_table, summary

    settings = settings_of()
    wanted = Batch(table=table, template=template, out=out, limit=limit, delimiter=delimiter, encoding=encoding)
    stop_on_signals()
    with failures("Stopped. Run the same command again to go on."):
        outcomes = check_batch(wanted) if dry_run else _made(wanted, settings, url)
    # A report that goes into a file must not be folded.
    shown = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
    shown.print(as_table(outcomes))
    shown.print(summary(outcomes))
    if not all(one.is_good for one in outcomes):
        raise typer.Exit(EXIT_FAILED)


def _made(wanted: Batch, settings: Settings, url: str | None) -> list[Outcome]:
    from vidpipe.console.batch import make_batch
    from vidpipe.observability.logs import configure_logging

    configure_logging(log_dir=settings.log_dir, service="batch", level=settings.log_level, console=False)
    return make_batch(wanted, settings, screen, url=url)
