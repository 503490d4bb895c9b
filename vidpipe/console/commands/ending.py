"""What all commands share: their settings, how they are interrupted, and how they end when something is wrong."""

from __future__ import annotations

import json
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from vidpipe.console.task_failed import TaskFailed
from vidpipe.errors import VidpipeError, clean, steps, steps_at_command
from vidpipe.settings import Settings

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

_BAD_REQUEST = frozenset({400, 404, 409, 413, 415, 422})
_BAD_PATH = frozenset({"EACCES", "EEXIST", "EISDIR", "ELOOP", "ENAMETOOLONG", "ENOENT", "ENOTDIR", "EPERM", "EROFS"})
"""What the operating system says of a path that cannot be used, where another one could."""

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

    The exit code is that of :func:`exit_code`, 130 for an interruption.
    """
    try:
        yield
    except (Stopped, KeyboardInterrupt):
        tell.print(interrupted)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except VidpipeError as error:
        _tell_error(error)
        raise typer.Exit(exit_code(error)) from error
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise  # typer ends the command by these
    except Exception as error:  # what nobody foresaw is told as such
        # Whoever reports it needs to know where it happened.
        traceback.print_exc()
        _tell_error(VidpipeError())
        raise typer.Exit(EXIT_FAILED) from error


def exit_code(error: VidpipeError) -> int:
    """Return 2 when what was asked cannot be used as asked, an option, a setting or a file; 1 when the work failed.

    The fault of a task that was begun is its work's. Else the code's HTTP status tells whose fault it is.
    """
    if isinstance(error, TaskFailed):
        return EXIT_FAILED
    is_bad = error.entry.http_status in _BAD_REQUEST or error.details.get("errno") in _BAD_PATH
    return EXIT_BAD_INPUT if is_bad else EXIT_FAILED


def _tell_error(error: VidpipeError) -> None:
    tell.print(f"\n{error.code}: {error.message}", style="red", markup=False)
    for step in _steps_of_task(error) if isinstance(error, TaskFailed) else steps_at_command(error.entry):
        tell.print(f"  • {step}", markup=False)


def _steps_of_task(error: TaskFailed) -> list[str]:
    """Return what to do about a task: what the catalogue says, and how its story is read and it goes on."""
    task_id, trace_id = error.details["taskId"], error.details["traceId"]
    told = list(steps(error.entry, task_id=task_id, trace_id=trace_id))
    for command, step in (
        ("vidpipe logs", f"The whole story: `vidpipe logs {trace_id}`"),
        ("vidpipe retry", f"Go on with it once that is done: `vidpipe retry {task_id}`"),
    ):
        if not any(command in one for one in told):
            told.append(step)
    return told


def print_json(data: object) -> None:
    """Print what a program reads."""
    print(json.dumps(data, ensure_ascii=False, indent=2), flush=True)  # noqa: T201
