"""Asynchronous film jobs: what the simulated video generators keep between a create and the polls that follow it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from vidpipe.sandbox.footage import FilmOrder, make_film
from vidpipe.sandbox.media import Media

Stage = Literal["queued", "running", "finished"]

SUCCEEDS = "succeeds"
STUCK = "stuck"
_QUEUED_SHARE = 0.2


@dataclass(kw_only=True, eq=False)
class FilmJob:
    """One job of one key, ``wait`` seconds long at least; its film is begun at once and is never shown half made.

    ``fate`` is :data:`SUCCEEDS`, :data:`STUCK` (never ends), or any other word: then the job ends without a film, and
    the service says in its own way why.
    """

    id: str
    key: str
    order: FilmOrder
    created: datetime
    wait: float
    fate: str = SUCCEEDS
    film: asyncio.Task[bytes] | None = field(default=None, repr=False)

    def start(self, media: Media) -> None:
        """Begin to make the film; needs a running event loop."""
        if self.fate == SUCCEEDS:
            self.film = asyncio.create_task(make_film(media, self.order), name=f"film {self.id}")

    def stage(self, now: datetime) -> Stage:
        """How far the job is; finished only when the film is there as well."""
        passed = (now - self.created).total_seconds()
        if passed < self.wait * _QUEUED_SHARE:
            return "queued"
        if self.fate == STUCK or passed < self.wait or (self.fate == SUCCEEDS and not self.film_is_made):
            return "running"
        return "finished"

    @property
    def film_is_made(self) -> bool:
        """Whether the film can be handed out; raises what went wrong in its making."""
        return self.film is not None and self.film.done() and bool(self.film.result())

    @property
    def finished_at(self) -> datetime:
        """When the job's time was over."""
        return self.created + timedelta(seconds=self.wait)
