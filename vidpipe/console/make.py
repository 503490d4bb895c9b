"""`vidpipe make`: one video from a brief file, on a running vidpipe or one started for it."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rich.console import Console

from vidpipe.console.client import ApiClient
from vidpipe.console.progress import ProgressDisplay
from vidpipe.errors import CATALOGUE, VidpipeError
from vidpipe.models import AvatarBrief, Brief
from vidpipe.providers.local.folder import slug
from vidpipe.settings import Settings
from vidpipe.supervisor import running_stack, start_stack
from vidpipe.text.brief_file import read_brief

POLL_SECONDS = 0.25


def make_video(file: Path, settings: Settings, console: Console, *, out: Path | None, url: str | None) -> Path:
    """Make the video of a brief file and return its path. Raises VidpipeError with what went wrong.

    Interrupted, it cancels the task before it ends.
    """
    brief = read_brief(file)
    with ProgressDisplay(console, brief.title or file.stem) as display, contextlib.ExitStack() as stack:
        base, tend = stack.enter_context(_server(settings, url, display))
        client = stack.enter_context(ApiClient(base))
        task_id = client.generate(_request(brief, client))["taskId"]
        try:
            task = _watch(client, task_id, display, tend)
        except BaseException:
            # Ctrl-C above all: nobody waits for this video any more. The reason goes on to the caller.
            with contextlib.suppress(VidpipeError):
                client.cancel(task_id)
            raise
        return _fetch(client, task, out)


@contextlib.contextmanager
def _server(settings: Settings, url: str | None, display: ProgressDisplay) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the URL of a vidpipe, and what keeps it running meanwhile."""
    running = running_stack(settings)
    if url is None and running is not None:
        url = running.url
    if url is not None:
        yield url, lambda: None
        return
    with start_stack(settings.model_copy(update={"port": _free_port()}), tell=display.preparing) as stack:
        yield stack.url, stack.tend


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _request(brief: Brief, client: ApiClient) -> dict[str, object]:
    """Return the brief as the API takes it: a portrait is uploaded first, as the server does not read our disk."""
    if brief.avatar.image is not None:
        reference = client.upload(Path(brief.avatar.image))
        brief = brief.model_copy(update={"avatar": AvatarBrief(enabled=brief.avatar.enabled, image=reference)})
    return brief.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _watch(client: ApiClient, task_id: str, display: ProgressDisplay, tend: Callable[[], None]) -> dict[str, object]:
    while True:
        task = client.task(task_id)
        display.show(task)
        match task["status"]:
            case "succeeded":
                return task
            case "canceled":
                raise VidpipeError("The task was canceled.", code="TASK_CANCELED")
            case "failed":
                info = task["errorInfo"]
                code = info["error_code"] if info["error_code"] in CATALOGUE else "INTERNAL_ERROR"
                details = {**info["details"], "traceId": task["traceId"], "taskId": task_id}
                raise VidpipeError(info["error_message"], code=code, details=details)
        tend()
        time.sleep(POLL_SECONDS)


def _fetch(client: ApiClient, task: dict[str, object], out: Path | None) -> Path:
    result = task["result"]
    assert isinstance(result, dict)  # noqa: S101 - a succeeded task has a result
    published = result["publishedUrl"]
    if out is None and published and published.startswith("file:"):
        path = Path(unquote(urlsplit(published).path))
        if path.is_file():
            return path
    target = (out or Path(f"{slug(str(result['title']))}.mp4")).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    client.download_video(str(task["id"]), target)
    return target
