"""`vidpipe make`: one video from a brief file, on a running vidpipe or one started for it."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rich.console import Console

from vidpipe.console.client import ApiClient
from vidpipe.console.progress import Preparing, ProgressDisplay
from vidpipe.console.task_failed import TaskFailed
from vidpipe.errors import Conflict, InvalidInput, VidpipeError, file_errors
from vidpipe.models import Brief
from vidpipe.settings import Settings
from vidpipe.supervisor import Stack, running_stack, start_stack
from vidpipe.text.brief_file import read_brief
from vidpipe.text.slug import slug

POLL_SECONDS = 0.25
PATIENCE_SECONDS = 60.0
"""How long the server may be silent, as when its web app or its database starts again."""
PASSING = frozenset({"SERVER_UNREACHABLE", "DATABASE_ERROR", "INTERNAL_ERROR"})


def make_video(file: Path, settings: Settings, console: Console, *, out: Path | None, url: str | None) -> Path:
    """Make the video of a brief file and return its path. Raises VidpipeError with what went wrong.

    Interrupted, it cancels the task before it ends.
    """
    brief = read_brief(file)
    require_writable(out)
    with ProgressDisplay(console, brief.title or file.stem) as display, contextlib.ExitStack() as stack:
        base, tend = stack.enter_context(server(settings, url, display))
        client = stack.enter_context(ApiClient(base))
        task_id = client.generate(as_request(brief, client))["taskId"]
        task = watch(client, task_id, display, tend)
        path = fetch(client, task, out)
    _tell_publication(task["result"], console)
    return path


def _tell_publication(result: object, console: Console) -> None:
    """Say where the video can be seen, when that is no file, and what the publisher did otherwise than asked."""
    assert isinstance(result, dict)  # noqa: S101 - a succeeded task has a result
    url = str(result["publishedUrl"] or "")
    if url.startswith("http"):
        console.print(f"Published at {url}", style="green", markup=False)
    for warning in result.get("warnings", []):
        console.print(f"Beware: {warning}", style="yellow", markup=False)


def require_writable(out: Path | None, doing: str = "write the video", example: str = "film.mp4") -> None:
    """Make sure that a file can be written there before anything is made. Raises InvalidInput, StorageError."""
    if out is None:
        return
    with file_errors(doing, out):
        if out.is_dir():
            raise InvalidInput(f"--out: {out} is a folder: name the file in it, such as {out / example}.")
        folder = out.resolve().parent
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


@contextlib.contextmanager
def server(settings: Settings, url: str | None, display: Preparing) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the URL of a vidpipe, and what keeps it running meanwhile.

    Raises InvalidInput for what is no address, and VidpipeError (SERVER_UNREACHABLE) when no vidpipe answers there.
    """
    if url is not None:
        with ApiClient(url) as client:
            client.require_vidpipe()
        yield url, lambda: None
        return
    running = running_stack(settings)
    if running is not None:
        yield running.url, lambda: None
        return
    with _own_stack(settings, display) as stack:
        yield stack.url, stack.tend


@contextlib.contextmanager
def _own_stack(settings: Settings, display: Preparing) -> Iterator[Stack]:
    """Start a stack for this video alone, after whatever another `vidpipe make` still makes in the same folder."""
    with contextlib.ExitStack() as cleanup:
        while True:
            port = settings.model_copy(update={"port": _free_port(), "host": "127.0.0.1"})
            try:
                stack = cleanup.enter_context(start_stack(port, shared=False, tell=display.preparing))
                break
            except Conflict as error:
                if error.code != "DATA_FOLDER_IN_USE":
                    raise
                display.waiting("another `vidpipe make` in this folder")
                time.sleep(1.0)
        yield stack


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_request(brief: Brief, client: ApiClient) -> dict[str, object]:
    """Return the brief as the API takes it: its files are uploaded first, as the server does not read our disk."""
    if brief.avatar.image is not None:
        portrait = {"image": client.upload(Path(brief.avatar.image))}
        brief = brief.model_copy(update={"avatar": brief.avatar.model_copy(update=portrait)})
    if brief.music.file is not None:
        music = {"file": client.upload(Path(brief.music.file), "audio")}
        brief = brief.model_copy(update={"music": brief.music.model_copy(update=music)})
    if isinstance(brief.publish.thumbnail, str):
        thumbnail = {"thumbnail": client.upload(Path(brief.publish.thumbnail))}
        brief = brief.model_copy(update={"publish": brief.publish.model_copy(update=thumbnail)})
    return brief.model_dump(mode="json", by_alias=True, exclude_unset=True)


def watch(client: ApiClient, task_id: str, display: ProgressDisplay, tend: Callable[[], object]) -> dict[str, object]:
    """Follow the task to its end, through restarts of the web app and the database. Raises VidpipeError.

    Interrupted, it cancels the task before it ends.
    """
    try:
        return _followed(client, task_id, display, tend)
    except VidpipeError:
        raise
    except BaseException:  # raised again below
        # Ctrl-C: nobody waits for this video any more. The reason goes on to the caller.
        with contextlib.suppress(VidpipeError):
            client.cancel(task_id)
        raise


def _followed(
    client: ApiClient, task_id: str, display: ProgressDisplay, tend: Callable[[], object]
) -> dict[str, object]:
    silent_since: float | None = None
    while True:
        tend()
        try:
            task = client.task(task_id)
            silent_since = None
        except VidpipeError as error:
            silent_since = silent_since or time.monotonic()
            if error.code not in PASSING or time.monotonic() - silent_since > PATIENCE_SECONDS:
                raise
            time.sleep(POLL_SECONDS)
            continue
        display.show(task)
        match task["status"]:
            case "succeeded":
                return task
            case "canceled" | "failed":
                raise TaskFailed.of(task)
        time.sleep(POLL_SECONDS)


def fetch(client: ApiClient, task: dict[str, object], out: Path | None) -> Path:
    """Return where the finished video lies: where it was published, or where it was downloaded to.

    Raises TaskFailed when it cannot be fetched: the video is made, and can be fetched again.
    """
    result = task["result"]
    assert isinstance(result, dict)  # noqa: S101 - a succeeded task has a result
    published = result["publishedUrl"]
    if out is None and published and published.startswith("file:"):
        path = Path(unquote(urlsplit(published).path))
        if path.is_file():
            return path
    target = (out or Path(f"{slug(str(result['title']))}.mp4")).resolve()
    try:
        client.download_video(str(task["id"]), target)
    except VidpipeError as error:
        raise TaskFailed.of(task, error) from error
    return target
