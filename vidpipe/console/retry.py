"""`vidpipe retry`: go on with a task, with decisions about its scenes, its presenter and its thumbnail."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console

from vidpipe.console.client import ApiClient
from vidpipe.console.make import fetch, require_writable, server, watch
from vidpipe.console.progress import ProgressDisplay
from vidpipe.errors import InvalidInput
from vidpipe.models import PresenterKind, Stage
from vidpipe.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the options of the command say; pairs are written ``SCENE=…``."""

    by: str
    from_stage: str | None = None
    edits: dict[str, Sequence[str]]
    """``narration``, ``picture`` and ``heading``, each with its pairs."""
    replace: Sequence[str] = ()
    redo: Sequence[int] = ()
    placeholder: Sequence[int] = ()
    drop: Sequence[int] = ()
    restore: Sequence[int] = ()
    portrait: Path | None = None
    place: PresenterKind | None = None
    without_avatar: bool = False
    restore_avatar: bool = False
    thumbnail: str | None = None
    """A candidate's number, the path of a picture, or ``brief`` for what the brief says."""


def retry_video(
    task_id: str, wishes: Wishes, settings: Settings, console: Console, *, out: Path | None, url: str | None
) -> Path:
    """Continue a task and return its video's path. Raises VidpipeError with what went wrong.

    Interrupted, it cancels the task before it ends.
    """
    _require_task_id(task_id)
    request = _request(wishes)
    files = _pairs("--replace", wishes.replace)
    require_writable(out)
    with ProgressDisplay(console, task_id) as display, contextlib.ExitStack() as stack:
        base, tend = stack.enter_context(server(settings, url, display))
        client = stack.enter_context(ApiClient(base))
        for number, file in files:
            request["scenes"].append({"scene": number, "action": "replace", "image": client.upload(Path(file))})
        if wishes.portrait is not None:
            request["avatar"] = {"action": "portrait", "image": client.upload(wishes.portrait)}
        if wishes.thumbnail is not None:
            request["thumbnail"] = _thumbnail(wishes.thumbnail, client)
        display.going_on(client.retry(task_id, request))
        return fetch(client, watch(client, task_id, display, tend), out)


def _require_task_id(text: str) -> None:
    try:
        UUID(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no task id; `vidpipe up` shows them under /admin/tasks.") from error


def _request(wishes: Wishes) -> dict[str, Any]:
    """Return the request as far as it needs no upload. Raises InvalidInput."""
    scenes: list[dict[str, Any]] = [{"scene": number, "action": "restore"} for number in wishes.restore]
    edits: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for name, given in wishes.edits.items():
        for number, text in _pairs(f"--{name}", given):
            edits[number][name] = text
    scenes += [{"scene": number, "action": "edit", **texts} for number, texts in edits.items()]
    for action in ("redo", "placeholder", "drop"):
        scenes += [{"scene": number, "action": action} for number in getattr(wishes, action)]
    request: dict[str, Any] = {"userId": wishes.by, "scenes": scenes}
    one_of = (wishes.portrait is not None, wishes.place is not None, wishes.without_avatar, wishes.restore_avatar)
    if sum(one_of) > 1:
        raise InvalidInput("Give only one of --portrait, --place, --without-avatar and --restore-avatar.")
    if wishes.place is not None:
        request["avatar"] = {"action": "place", "place": wishes.place.value}
    if wishes.without_avatar or wishes.restore_avatar:
        request["avatar"] = {"action": "without" if wishes.without_avatar else "restore"}
    if wishes.from_stage is not None:
        if wishes.from_stage not in list(Stage):
            raise InvalidInput(f"--from: {wishes.from_stage!r} is no stage; they are {', '.join(Stage)}.")
        request["fromStage"] = wishes.from_stage
    return request


def _thumbnail(wish: str, client: ApiClient) -> dict[str, object]:
    if wish == "brief":
        return {}
    return {"number": int(wish)} if wish in ("1", "2", "3") else {"image": client.upload(Path(wish))}


def _pairs(option: str, given: Sequence[str]) -> list[tuple[int, str]]:
    """Read ``3=words`` as scene and words. Raises InvalidInput."""
    pairs = []
    for text in given:
        number, sign, value = text.partition("=")
        if not sign or not (number.isascii() and number.isdigit()):
            raise InvalidInput(f"{option} {text!r}: write the scene's number, =, and what it shall be, such as 3=…")
        pairs.append((int(number), value))
    return pairs
