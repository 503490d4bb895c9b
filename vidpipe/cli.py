"""The command line."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vidpipe.console.styles import styles
from vidpipe.console.youtube import youtube
from vidpipe.errors import InvalidInput, VidpipeError, clean
from vidpipe.models import Aspect, Codec, Platform, PresenterKind, Resolution
from vidpipe.settings import Settings

app = typer.Typer(
    help="A video production line you run yourself.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

errors = Console(stderr=True, highlight=False)


def _settings(**changes: object) -> Settings:
    try:
        given = {name: value for name, value in changes.items() if value is not None}
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        for problem in error.errors():
            name = "VIDPIPE_" + "_".join(str(part) for part in problem["loc"]).upper()
            errors.print(f"{name}: {problem['msg']} (it is {clean(str(problem['input']))!r})", markup=False)
        raise typer.Exit(EXIT_BAD_INPUT) from error
    except (UnicodeDecodeError, OSError) as error:
        errors.print(f"The file .env cannot be read: {error}", markup=False)
        raise typer.Exit(EXIT_BAD_INPUT) from error


def _give_up(error: VidpipeError) -> NoReturn:
    """Say what happened, why and what to do, and end."""
    errors.print(f"\n{error.code}: {error.message}", style="red", markup=False, soft_wrap=True)
    for step in error.entry.recovery["en"]:
        errors.print(f"  • {step}", markup=False, soft_wrap=True)
    if "traceId" in error.details:
        errors.print(f"  The whole story: vidpipe logs {error.details['traceId']}", markup=False)
    if "taskId" in error.details and error.code != "TASK_NOT_FOUND":
        errors.print(f"  Go on with it once that is done: vidpipe retry {error.details['taskId']}", markup=False)
    raise typer.Exit(EXIT_BAD_INPUT if isinstance(error, InvalidInput) else EXIT_FAILED) from error


class Profile(StrEnum):
    """How fast the sandbox answers."""

    INSTANT = "instant"
    REAL = "real"


class _Stopped(BaseException):
    """SIGTERM or SIGINT arrived."""


def _stop_on_signals() -> None:
    def stop(*_: object) -> NoReturn:
        # A second signal must not interrupt the stopping itself.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise _Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="Port of the web app; default: VIDPIPE_PORT or 3000")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: VIDPIPE_HOST or 127.0.0.1")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Use simulators of all services instead of them")] = False,
    profile: Annotated[Profile, typer.Option(help="How fast the simulators answer")] = Profile.INSTANT,
    sandbox_port: Annotated[int, typer.Option(help="Port of the simulators; default: any free one")] = 0,
) -> None:
    """Start everything: database, code server, worker, daemon and web app. Ctrl-C stops it all."""
    from vidpipe.console.starting import start_remarks
    from vidpipe.observability.logs import configure_logging
    from vidpipe.sandbox.environment import sandboxed
    from vidpipe.supervisor import SandboxOptions, choose_port, start_stack

    settings = _settings(port=port, host=host)
    _stop_on_signals()
    try:
        configure_logging(log_dir=settings.log_dir, service="supervisor", level=settings.log_level, console=False)
        options = SandboxOptions(port=choose_port(sandbox_port), profile=profile.value) if sandbox else None
        if options is not None:
            # This process exists for what it starts: the environment is that of all of it.
            os.environ.update(sandboxed(settings, options.url))
            settings = _settings(port=port, host=host)
        remarks = start_remarks(settings)
        with start_stack(settings, tell=lambda part: errors.print(f"  {part} is ready"), sandbox=options) as stack:
            _announce(stack.url)
            if options is not None:
                print(f"sandbox    {options.url}/__sandbox__", flush=True)  # noqa: T201
            for remark in remarks:
                errors.print(remark, style="yellow", markup=False, soft_wrap=True)
            if settings.host not in ("127.0.0.1", "::1", "localhost"):
                errors.print(
                    f"Beware: there is no login, and whoever reaches {settings.host} can use it all.", style="yellow"
                )
            while True:
                for told in stack.tend():
                    errors.print(told, style="yellow", markup=False)
                time.sleep(0.25)
    except _Stopped:
        errors.print("Stopped.")
    except VidpipeError as error:
        _give_up(error)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on loopback")] = 8600,
    profile: Annotated[Profile, typer.Option(help="At once, or as slow as the real ones")] = Profile.INSTANT,
    seed: Annotated[int, typer.Option(help="Chooses the latencies of the profile real")] = 0,
) -> None:
    """Serve simulators of every external service, for rehearsals and tests. Ctrl-C stops them."""
    from vidpipe.sandbox.app import serve
    from vidpipe.sandbox.environment import CHOICES, sandbox_environment
    from vidpipe.supervisor import choose_port

    try:
        port = choose_port(port)
    except VidpipeError as error:
        _give_up(error)
    url = f"http://127.0.0.1:{port}"
    for name, value in {**CHOICES, **sandbox_environment(url)}.items():
        print(f"{name}={value}", flush=True)  # noqa: T201
    errors.print(f"The sandbox serves at {url}/__sandbox__; the lines above make a vidpipe use it.")
    serve(port, profile.value, seed)


def _announce(url: str) -> None:
    print(f"vidpipe    {url}", flush=True)  # noqa: T201
    print(f"tasks      {url}/admin/tasks", flush=True)  # noqa: T201
    print(f"dagster    {url}/dagster", flush=True)  # noqa: T201
    print(f"api        {url}/api/ai/video/generate", flush=True)  # noqa: T201


@app.command()
def make(
    file: Annotated[Path, typer.Argument(help="A brief: .yaml, .json or .md")],
    out: Annotated[Path | None, typer.Option(help="Write the video here; default: where it was published")] = None,
    url: Annotated[str | None, typer.Option(help="A vidpipe elsewhere; default: the running one, or a new one")] = None,
) -> None:
    """Make one video from a brief file; its path is the last line printed."""
    from vidpipe.console.make import make_video

    _print_path(lambda settings: make_video(file, settings, errors, out=out, url=url), service="make")


@app.command()
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
    url: Annotated[str | None, typer.Option(help="A vidpipe elsewhere; default: the running one, or a new one")] = None,
) -> None:
    """Make a video of every row of a table. Run it again to go on: no video is made twice."""
    from vidpipe.console.batch import Batch, check_batch, make_batch
    from vidpipe.console.batch_report import as_table, summary
    from vidpipe.observability.logs import configure_logging

    settings = _settings()
    wanted = Batch(table=table, template=template, out=out, limit=limit, delimiter=delimiter, encoding=encoding)
    _stop_on_signals()
    try:
        if dry_run:
            outcomes = check_batch(wanted)
        else:
            configure_logging(log_dir=settings.log_dir, service="batch", level=settings.log_level, console=False)
            outcomes = make_batch(wanted, settings, errors, url=url)
    except _Stopped:
        errors.print("Stopped. Run the same command again to go on.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except VidpipeError as error:
        _give_up(error)
    # A report that goes into a file must not be folded.
    shown = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
    shown.print(as_table(outcomes))
    shown.print(summary(outcomes))
    if not all(one.is_good for one in outcomes):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def composite(
    images: Annotated[Path, typer.Option(help="A folder of pictures, shown in the order of their names")],
    audio: Annotated[Path, typer.Option(help="The narration")],
    out: Annotated[Path, typer.Option(help="Write the film here: .mp4")],
    captions: Annotated[Path | None, typer.Option(help="Captions: .srt, .vtt or .ass")] = None,
    captions_encoding: Annotated[
        str | None, typer.Option(help="Such as latin-1; default: the byte order mark's, or UTF-8")
    ] = None,
    timing: Annotated[
        Path | None, typer.Option(help="When each picture starts: CSV (picture,start) or YAML; default: all as long")
    ] = None,
    music: Annotated[str | None, typer.Option(help="A file, a mood, or off; default: what the style has")] = None,
    presenter: Annotated[Path | None, typer.Option(help="A film of the presenter, as long as the narration")] = None,
    place: Annotated[PresenterKind | None, typer.Option(help="Of the presenter; default: the style's")] = None,
    style: Annotated[str, typer.Option(help="A style's name; `vidpipe styles` lists them")] = "explainer",
    brand: Annotated[str | None, typer.Option(help="Lay the colours, font and logo of this brand kit over it")] = None,
    target: Annotated[Platform | None, typer.Option(help="Where it is shown: sets what follows")] = None,
    aspect: Annotated[Aspect | None, typer.Option(help="Default: 16:9")] = None,
    resolution: Annotated[Resolution | None, typer.Option(help="Default: 1080p")] = None,
    fps: Annotated[int | None, typer.Option(help="24, 25, 30 or 60; default: 30")] = None,
    codec: Annotated[Codec | None, typer.Option(help="Default: h264")] = None,
    language: Annotated[str, typer.Option(help="Of the captions, such as en or zh-TW")] = "en",
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Chooses palette, camera and music")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON")] = False,
) -> None:
    """Make a film of your own pictures, sound and captions; its path is the last line printed."""
    from vidpipe.console.composite import Wish, compose_material, tell_checks
    from vidpipe.console.composite_progress import progress_bar

    frame = {"target": target, "aspect": aspect, "resolution": resolution, "fps": fps, "codec": codec}
    wish = Wish(
        images=images,
        audio=audio,
        out=out,
        captions=captions,
        captions_encoding=captions_encoding,
        timing=timing,
        music=music,
        presenter=presenter,
        place=place,
        style=style,
        brand=brand,
        language=language,
        seed=seed,
        frame=frame,
    )
    settings = _settings()
    _stop_on_signals()
    try:
        with progress_bar(errors, out.name) as on_progress:
            made = compose_material(wish, settings, on_progress)
    except _Stopped:
        errors.print("Stopped; nothing is written.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except VidpipeError as error:
        _give_up(error)
    tell_checks(made, errors)
    print(json.dumps(made.wire(), ensure_ascii=False, indent=2) if as_json else made.path, flush=True)  # noqa: T201


Numbers = list[int] | None
Pairs = list[str] | None


@app.command()
def retry(
    task_id: Annotated[str, typer.Argument(help="The task's id")],
    from_stage: Annotated[str | None, typer.Option("--from", help="Go back to this stage, e.g. scene_images")] = None,
    drop: Annotated[Numbers, typer.Option(help="Leave this scene out")] = None,
    placeholder: Annotated[Numbers, typer.Option(help="A card painted here for this scene's picture")] = None,
    redo: Annotated[Numbers, typer.Option(help="Another take of this scene's picture")] = None,
    replace: Annotated[Pairs, typer.Option(help="SCENE=FILE: your own picture")] = None,
    picture: Annotated[Pairs, typer.Option(help="SCENE=TEXT: what the picture shows")] = None,
    narration: Annotated[Pairs, typer.Option(help="SCENE=TEXT: the words that are spoken")] = None,
    heading: Annotated[Pairs, typer.Option(help="SCENE=TEXT: words for the picture")] = None,
    restore: Annotated[Numbers, typer.Option(help="Undo what was decided for this scene")] = None,
    portrait: Annotated[Path | None, typer.Option(help="Another picture of the presenter")] = None,
    place: Annotated[PresenterKind | None, typer.Option(help="Where the presenter stands")] = None,
    without_avatar: Annotated[bool, typer.Option("--without-avatar", help="Go on without a presenter")] = False,
    restore_avatar: Annotated[bool, typer.Option("--restore-avatar", help="The presenter as asked for")] = False,
    thumbnail: Annotated[str | None, typer.Option(help="1, 2, 3, a picture's path, or brief")] = None,
    by: Annotated[str, typer.Option(envvar="USER", help="Who decides")] = "cli",
    out: Annotated[Path | None, typer.Option(help="Write the video here; default: where it was published")] = None,
    url: Annotated[str | None, typer.Option(help="A vidpipe elsewhere; default: the running one, or a new one")] = None,
) -> None:
    """Go on with a task: what is made and unchanged is kept. The video's path is the last line printed."""
    from vidpipe.console.retry import Wishes, retry_video

    wishes = Wishes(
        by=by or "cli",
        from_stage=from_stage,
        edits={"narration": narration or (), "picture": picture or (), "heading": heading or ()},
        replace=replace or (),
        redo=redo or (),
        placeholder=placeholder or (),
        drop=drop or (),
        restore=restore or (),
        portrait=portrait,
        place=place,
        without_avatar=without_avatar,
        restore_avatar=restore_avatar,
        thumbnail=thumbnail,
    )
    _print_path(lambda settings: retry_video(task_id, wishes, settings, errors, out=out, url=url), service="retry")


def _print_path(work: Callable[[Settings], Path], *, service: str) -> None:
    """Have a video made and print where it is; an interruption cancels its task."""
    from vidpipe.observability.logs import configure_logging

    settings = _settings()
    _stop_on_signals()
    try:
        configure_logging(log_dir=settings.log_dir, service=service, level=settings.log_level, console=False)
        path = work(settings)
    except _Stopped:
        errors.print("Stopped; the task is canceled.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except VidpipeError as error:
        _give_up(error)
    print(path, flush=True)  # noqa: T201


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False) -> None:
    """Check what videos need; for everything that is missing, say what to do. Exit code 1 when something is."""
    from vidpipe.console.doctor import examine

    diagnoses = list(examine(_settings()))
    if as_json:
        print(json.dumps([vars(diagnosis) for diagnosis in diagnoses], ensure_ascii=False, indent=2))  # noqa: T201
    else:
        table = Table.grid(padding=(0, 2))
        for diagnosis in diagnoses:
            mark = Text("✓", "green") if diagnosis.ok else Text("✗", "red")
            told = diagnosis.seen
            if diagnosis.warning:
                mark = Text("!", "yellow")
            if diagnosis.warning or not diagnosis.ok:
                told += f"\n→ {diagnosis.fix}"
            table.add_row(mark, diagnosis.check, Text(told))
        Console(highlight=False).print(table)
    if not all(diagnosis.ok for diagnosis in diagnoses):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def logs(
    trace_id: Annotated[str, typer.Argument(help="A trace id, as every answer and page shows it")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the lines as they were written")] = False,
) -> None:
    """Print everything one request caused, in order, across all processes."""
    from vidpipe.observability.reading import read_trace, render_line
    from vidpipe.observability.trace import normalise_trace_id

    wanted = normalise_trace_id(trace_id)
    if wanted is None:
        _give_up(InvalidInput(f"{trace_id!r} is no trace id: that is 32 hexadecimal digits, or a UUID."))
    found = 0
    for line in read_trace(_settings().log_dir, wanted):
        found += 1
        print(json.dumps(line, ensure_ascii=False) if as_json else render_line(line))  # noqa: T201
    if not found:
        errors.print(f"No line of the logs in {_settings().log_dir} belongs to {wanted}.")
        raise typer.Exit(EXIT_FAILED)


providers = typer.Typer(help="The external services: their keys and quotas.", no_args_is_help=True)
app.add_typer(providers, name="providers")
app.add_typer(styles, name="styles")
app.add_typer(youtube, name="youtube")


@providers.command("test")
def test_providers(
    names: Annotated[list[str] | None, typer.Argument(help="Services to test; default: all that have a key")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """Prove the keys of the services without cost, and show what is left of their quotas."""
    from vidpipe.console.services import show_probes, test_services

    try:
        probes = test_services(names or [], _settings())
    except VidpipeError as error:
        _give_up(error)
    if as_json:
        print(json.dumps([probe.wire() for probe in probes], ensure_ascii=False, indent=2))  # noqa: T201
    elif probes:
        Console(highlight=False).print(show_probes(probes))
    else:
        errors.print("No service has a key yet; .env.example names the settings.")
    if not all(probe.ok for probe in probes):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="An error code, e.g. FFMPEG_NOT_FOUND")],
    language: Annotated[str, typer.Option(help="en, zh-TW or zh-CN")] = "en",
) -> None:
    """Say what an error code means, what vidpipe does about it by itself, and what to do."""
    from vidpipe.errors import explain as explanation

    try:
        print(explanation(code, language))  # type: ignore[arg-type]  # noqa: T201  # it checks the language itself
    except VidpipeError as error:
        _give_up(error)


if __name__ == "__main__":
    sys.exit(app())
