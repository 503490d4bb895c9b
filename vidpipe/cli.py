"""The command line."""

from __future__ import annotations

import sys

import typer

from vidpipe.console.commands.composite import composite
from vidpipe.console.commands.looking import doctor, explain, logs, providers
from vidpipe.console.commands.making import batch, make
from vidpipe.console.commands.retry import retry
from vidpipe.console.commands.running import sandbox, up
from vidpipe.console.commands.styles import styles
from vidpipe.console.commands.youtube import youtube

app = typer.Typer(
    help="A video production line you run yourself.",
    epilog="Exit codes: 0 done, 1 the work failed, 2 an option, setting or file cannot be used, 130 interrupted. "
    "What an error code means: vidpipe explain CODE.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
for command in (up, sandbox, make, batch, composite, retry, doctor, logs, explain):
    app.command()(command)
app.add_typer(providers, name="providers")
app.add_typer(styles, name="styles")
app.add_typer(youtube, name="youtube")


if __name__ == "__main__":
    sys.exit(app())
