"""The videos of the gateway: their states, and the resource on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.film_jobs import SUCCEEDS, FilmJob
from vidpipe.sandbox.footage import FilmOrder, seed_of
from vidpipe.sandbox.sora.errors import Refused
from vidpipe.sandbox.sora.request import Ask

FPS = 30
KEPT_SECONDS = 3600
_SECONDS_PER_FILM = 80.0
_STATUSES = {"queued": "queued", "running": "in_progress"}
_REASONS = {
    "moderation_blocked": "Your request was blocked by our moderation system.",
    "internal_error": "Video generation failed because of an internal error.",
}


@dataclass(kw_only=True, eq=False)
class Video(FilmJob):
    """One video; a ``fate`` other than the known ones is the error code that it fails with."""

    ask: Ask

    def status(self, now: datetime) -> str:
        """The state as OpenAI names it."""
        stage = self.stage(now)
        if stage != "finished":
            return _STATUSES[stage]
        return "completed" if self.fate == SUCCEEDS else "failed"

    def progress(self, now: datetime) -> int:
        """Percent of the work done."""
        status = self.status(now)
        if status != "in_progress":
            return 100 if status == "completed" else 0
        passed = (now - self.created).total_seconds()
        return min(99, int(100 * passed / max(self.wait, 0.001)))


def begin(call: Call, ask: Ask, fate: str) -> Video:
    """Begin a video."""
    world = call.world
    width, height = ask.frame
    video = Video(
        id="video_" + world.token(24, "0123456789abcdef"),
        key=call.key or "",
        order=FilmOrder(
            prompt=ask.prompt,
            width=width,
            height=height,
            seconds=int(ask.seconds),
            fps=FPS,
            seed=seed_of(ask.prompt),
            sound=True,
            first=ask.reference,
        ),
        created=world.now(),
        wait=world.duration(_SECONDS_PER_FILM),
        fate=fate,
        ask=ask,
    )
    video.start(world.media)
    kept(call)[video.id] = video
    return video


def kept(call: Call) -> dict[str, Video]:
    """All videos of the world by id."""
    found: dict[str, Video] = call.world.store["sora-compatible"].setdefault("videos", {})
    return found


def find(call: Call, video_id: str) -> Video:
    """Find a video of the call's key. Raises Refused (404)."""
    found = kept(call).get(video_id)
    if found is None or found.key != call.key:
        raise Refused(404, "not_found", f"Video with id '{video_id}' not found.", "id")
    return found


def view(video: Video, now: datetime) -> dict[str, Any]:
    """The video as OpenAI tells it at a moment."""
    status = video.status(now)
    finished = int(video.finished_at.timestamp()) if status == "completed" else None
    error = {"code": video.fate, "message": _REASONS[video.fate]} if status == "failed" else None
    return {
        "id": video.id,
        "object": "video",
        "model": video.ask.model,
        "status": status,
        "progress": video.progress(now),
        "created_at": int(video.created.timestamp()),
        "completed_at": finished,
        "expires_at": None if finished is None else finished + KEPT_SECONDS,
        "prompt": video.ask.prompt,
        "seconds": video.ask.seconds,
        "size": video.ask.size,
        "remixed_from_video_id": video.ask.remixed_from,
        "error": error,
    }
