"""The tasks of the Seedance simulator: their states, their records on the wire, and what becomes of their money."""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.film_jobs import SUCCEEDS, FilmJob
from vidpipe.sandbox.seedance.catalogue import FPS
from vidpipe.sandbox.seedance.errors import Refused
from vidpipe.sandbox.seedance.order import Order
from vidpipe.sandbox.seedance.storage import signed_url
from vidpipe.sandbox.world import World

EXPIRED = "expired"
CANCELLED = "cancelled"
KEPT = timedelta(days=7)
_SECONDS_PER_FILM = 90.0
_FLEX = 20.0  # how many times longer the offline queue takes
_ENDED = ("succeeded", "failed", EXPIRED, CANCELLED)


@dataclass(kw_only=True, eq=False)
class Task(FilmJob):
    """One task; a ``fate`` other than the known ones is the error code that it fails with."""

    asked: Order
    ended: datetime | None = None
    """When it was cancelled."""

    def status(self, now: datetime) -> str:
        """The state as the provider names it."""
        if self.fate == CANCELLED:
            return CANCELLED
        stage = self.stage(now)
        limit = self.asked.expires_after
        if stage != "finished" and limit is not None and (now - self.created).total_seconds() > limit:
            return EXPIRED
        if stage != "finished":
            return stage
        return {SUCCEEDS: "succeeded", EXPIRED: EXPIRED}.get(self.fate, "failed")

    def has_ended(self, now: datetime) -> bool:
        """Whether nothing more will happen to it."""
        return self.status(now) in _ENDED


class Tasks:
    """All tasks of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._all: dict[str, Task] = world.store["seedance"].setdefault("tasks", {})

    def create(self, call: Call, order: Order, fate: str) -> Task:
        """Begin a task and take its price, which is given back when it fails."""
        now = self.world.now()
        wait = _SECONDS_PER_FILM * (_FLEX if order.service_tier == "flex" else 1)
        task = Task(
            id=f"cgt-{now:%Y%m%d%H%M%S}-{self.world.token(5, string.ascii_lowercase + string.digits)}",
            key=call.key or "",
            order=order.film,
            created=now,
            wait=self.world.duration(wait),
            fate=fate,
            asked=order,
        )
        task.start(self.world.media)
        self._all[task.id] = task
        return task

    def find(self, call: Call, task_id: str) -> Task:
        """Find a task of the call's key. Raises Refused (404) for one that is unknown or older than seven days."""
        task = self._all.get(task_id)
        if task is None or task.key != call.key or self.world.now() - task.created > KEPT:
            raise Refused(404, "ResourceNotFound", f"The specified task {task_id} is not found.", "id")
        return task

    def of(self, key: str | None) -> list[Task]:
        """All tasks of a key, the newest first."""
        oldest = self.world.now() - KEPT
        return [task for task in reversed(self._all.values()) if task.key == key and task.created >= oldest]

    def forget(self, task: Task) -> None:
        """Delete the record."""
        del self._all[task.id]


def record(call: Call, task: Task) -> dict[str, Any]:
    """The task as the provider tells it."""
    now = call.world.now()
    status, order = task.status(now), task.asked
    body: dict[str, Any] = {"id": task.id, "model": order.model, "status": status}
    if status == "succeeded":
        body["content"] = _content(call, task)
        body["usage"] = {"completion_tokens": order.tokens, "total_tokens": order.tokens}
    elif status == "failed":
        message = f"The request failed because the output may contain sensitive information. Request id: 0217{task.id}"
        if task.fate == "InternalServiceError":
            message = f"The service encountered an unexpected internal error. Request id: 0217{task.id}"
        body["error"] = {"code": task.fate, "message": message}
    updated = task.ended or min(now, task.finished_at)
    return body | {
        "created_at": int(task.created.timestamp()),
        "updated_at": int(updated.timestamp()),
        "seed": task.order.seed,
        "resolution": order.resolution,
        "ratio": order.ratio,
        "duration": _whole(task.order.seconds),
        "framespersecond": FPS,
        "generate_audio": task.order.sound,
        "service_tier": order.service_tier,
        "draft": order.draft,
    }


def _content(call: Call, task: Task) -> dict[str, str]:
    finished = task.finished_at
    content = {"video_url": signed_url(call, f"{task.id}.{task.asked.output_format}", finished)}
    if task.asked.return_last_frame:
        content["last_frame_url"] = signed_url(call, f"{task.id}.png", finished)
    return content


def _whole(seconds: float) -> int | float:
    return int(seconds) if seconds.is_integer() else seconds
