"""`vidpipe doctor`, `logs`, `explain` and `providers test`: what is there, and what happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vidpipe.console.commands.ending import EXIT_FAILED, failures, print_json, settings_of, tell
from vidpipe.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vidpipe.console.doctor import Diagnosis

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]

providers = typer.Typer(help="The external services: their keys and quotas.", no_args_is_help=True)


def doctor(as_json: AsJson = False) -> None:
    """Check what videos need; for everything that is missing, say what to do. Exit code 1 when something is."""
    from vidpipe.console.doctor import examine

    diagnoses = list(examine(settings_of()))
    if as_json:
        print_json([vars(diagnosis) for diagnosis in diagnoses])
    else:
        Console(highlight=False).print(_table(diagnoses))
    if not all(diagnosis.ok for diagnosis in diagnoses):
        raise typer.Exit(EXIT_FAILED)


def _table(diagnoses: Iterable[Diagnosis]) -> Table:
    table = Table.grid(padding=(0, 2))
    for diagnosis in diagnoses:
        mark = Text("✓", "green") if diagnosis.ok else Text("✗", "red")
        told = diagnosis.seen
        if diagnosis.warning:
            mark = Text("!", "yellow")
        if diagnosis.warning or not diagnosis.ok:
            told += f"\n→ {diagnosis.fix}"
        table.add_row(mark, diagnosis.check, Text(told))
    return table


def logs(
    trace_id: Annotated[str, typer.Argument(help="A trace id, as every answer and page shows it")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the lines as they were written")] = False,
) -> None:
    """Print everything one request caused, in order, across all processes."""
    from vidpipe.observability.reading import read_trace, render_line
    from vidpipe.observability.trace import normalise_trace_id

    folder = settings_of().log_dir
    with failures():
        wanted = normalise_trace_id(trace_id)
        if wanted is None:
            raise InvalidInput(
                f"{trace_id!r} is no trace id: that is 32 hexadecimal digits, not all of them 0, or a UUID."
            )
        found = False
        for line in read_trace(folder, wanted):
            found = True
            print(json.dumps(line, ensure_ascii=False) if as_json else render_line(line))  # noqa: T201
        if not found:
            raise NotFound(f"No line of the logs in {folder} belongs to the trace {wanted}.", code="NOT_FOUND")


def explain(
    code: Annotated[str, typer.Argument(help="An error code, e.g. FFMPEG_NOT_FOUND")],
    language: Annotated[str, typer.Option(help="en, zh-TW or zh-CN")] = "en",
) -> None:
    """Say what an error code means, what vidpipe does about it by itself, and what to do."""
    from vidpipe.errors import explain as explanation

    with failures():
        print(explanation(code, language))  # type: ignore[arg-type]  # noqa: T201  # it checks the language itself


@providers.command("test")
def test_providers(
    names: Annotated[list[str] | None, typer.Argument(help="Services to test; default: all that have a key")] = None,
    as_json: AsJson = False,
) -> None:
    """Prove the keys of the services without cost, and show what is left of their quotas."""
    from vidpipe.console.services import show_probes, test_services

    with failures():
        probes = test_services(names or [], settings_of())
    if as_json:
        print_json([probe.wire() for probe in probes])
    elif probes:
        Console(highlight=False).print(show_probes(probes))
    else:
        tell.print("No service has a key yet; .env.example names the settings.")
    if not all(probe.ok for probe in probes):
        raise typer.Exit(EXIT_FAILED)
