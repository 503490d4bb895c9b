"""What all commands share: their settings, how they are interrupted, and how they end when something is wrong."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from vidpipe.errors import InvalidInput, VidpipeError, clean
from vidpipe.settings import Settings

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

tell = Console(stderr=True, highlight=False, soft_wrap=True)
"""For people; what programs read goes to standard output."""
screen = Console(stderr=True, highlight=False)
"""The same, for what is drawn anew as it goes on, whose lines must not be longer than the terminal's."""


class Stopped(BaseException):
    """SIGTERM or SIGINT arrived."""


def stop_on_signals() -> None:
    """Raise :class:`Stopped` when SIGTERM or SIGINT arrives, once."""

    def stop(*_: object) -> NoReturn:
        # A second signal must not interrupt the stopping itself.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def settings_of(**changes: object) -> Settings:
    """Return the settings, those that were given as options in their place; end when they cannot be used."""
    try:
        given = {name: value for name, value in changes.items() if value is not None}
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        for problem in error.errors():
            name = "VIDPIPE_" + "_".join(str(part) for part in problem["loc"]).upper()
            tell.print(f"{name}: {problem['msg']} (it is {clean(str(problem['input']))!r})", markup=False)
        raise typer.Exit(EXIT_BAD_INPUT) from error
    except (UnicodeDecodeError, OSError) as error:
        tell.print(f"The file .env cannot be read: {error}", markup=False)
        raise typer.Exit(EXIT_BAD_INPUT) from error


@contextmanager
def failures(interrupted: str = "Stopped.") -> Iterator[None]:
    """Say what happened, why and what to do when the body fails, and end; ``interrupted`` is said when it is stopped.

    Exit code 2 for what the person gave wrongly, 130 for an interruption, else 1.
    """
    try:
        yield
    except Stopped:
        tell.print(interrupted)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except VidpipeError as error:
        tell.print(f"\n{error.code}: {error.message}", style="red", markup=False)
        for step in error.entry.recovery["en"]:
            tell.print(f"  • {step}", markup=False)
        if "traceId" in error.details:
            tell.print(f"  The whole story: vidpipe logs {error.details['traceId']}", markup=False)
        if "taskId" in error.details and error.code != "TASK_NOT_FOUND":
            tell.print(f"  Go on with it once that is done: vidpipe retry {error.details['taskId']}", markup=False)
        raise typer.Exit(EXIT_BAD_INPUT if isinstance(error, InvalidInput) else EXIT_FAILED) from error


def print_json(data: object) -> None:
    """Print what a program reads."""
    print(json.dumps(data, ensure_ascii=False, indent=2), flush=True)  # noqa: T201
