"""`vidpipe up` and `vidpipe sandbox`: what runs until it is stopped."""

from __future__ import annotations

import os
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from vidpipe.console.commands.ending import Stopped, failures, settings_of, stop_on_signals, tell

if TYPE_CHECKING:
    from vidpipe.settings import Settings
    from vidpipe.supervisor import SandboxOptions, Stack

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Profile(StrEnum):
    """How fast the sandbox answers."""

    INSTANT = "instant"
    REAL = "real"


def up(
    port: Annotated[int | None, typer.Option(help="Port of the web app; default: VIDPIPE_PORT or 3000")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: VIDPIPE_HOST or 127.0.0.1")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Use simulators of all services instead of them")] = False,
    profile: Annotated[Profile, typer.Option(help="How fast the simulators answer")] = Profile.INSTANT,
    sandbox_port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port of the simulators; default: any free one")
    ] = 0,
) -> None:
    """Start everything: database, code server, worker, daemon and web app. Ctrl-C stops it all."""
    from vidpipe.observability.logs import configure_logging
    from vidpipe.sandbox.environment import sandboxed
    from vidpipe.supervisor import SandboxOptions, choose_port

    settings = settings_of(port=port, host=host)
    stop_on_signals()
    with failures():
        try:
            configure_logging(log_dir=settings.log_dir, service="supervisor", level=settings.log_level, console=False)
            options = SandboxOptions(port=choose_port(sandbox_port), profile=profile.value) if sandbox else None
            if options is not None:
                # This process exists for what it starts: the environment is that of all of it.
                os.environ.update(sandboxed(settings, options.url))
                settings = settings_of(port=port, host=host)
            _run(settings, options)
        except Stopped:
            tell.print("Stopped.")  # as it was meant to be: exit code 0


def _run(settings: Settings, options: SandboxOptions | None) -> None:
    from vidpipe.console.starting import start_remarks
    from vidpipe.supervisor import start_stack

    remarks = start_remarks(settings)
    with start_stack(settings, tell=lambda part: tell.print(f"  {part} is ready"), sandbox=options) as stack:
        _announce(stack)
        for remark in remarks:
            tell.print(remark, style="yellow", markup=False)
        if settings.host not in LOOPBACK:
            tell.print(
                f"Beware: there is no login, and whoever reaches {settings.host} can use it all.", style="yellow"
            )
        while True:
            for told in stack.tend():
                tell.print(told, style="yellow", markup=False)
            time.sleep(0.25)


def _announce(stack: Stack) -> None:
    places = {"vidpipe": "", "tasks": "/admin/tasks", "dagster": "/dagster", "api": "/api/ai/video/generate"}
    for name, path in places.items():
        print(f"{name:<10} {stack.url}{path}", flush=True)  # noqa: T201
    if stack.sandbox_url is not None:
        print(f"sandbox    {stack.sandbox_url}/__sandbox__", flush=True)  # noqa: T201


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port on loopback; 0: any free one")] = 8600,
    profile: Annotated[Profile, typer.Option(help="At once, or as slow as the real ones")] = Profile.INSTANT,
    seed: Annotated[int, typer.Option(help="Chooses the latencies of the profile real")] = 0,
) -> None:
    """Serve simulators of every external service, for rehearsals and tests. Ctrl-C stops them."""
    from vidpipe.sandbox.app import serve
    from vidpipe.sandbox.environment import CHOICES, sandbox_environment
    from vidpipe.supervisor import choose_port

    with failures():
        port = choose_port(port)
    url = f"http://127.0.0.1:{port}"
    for name, value in {**CHOICES, **sandbox_environment(url)}.items():
        print(f"{name}={value}", flush=True)  # noqa: T201
    tell.print(f"The sandbox serves at {url}/__sandbox__; the lines above make a vidpipe use it.")
    serve(port, profile.value, seed)
