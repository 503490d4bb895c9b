"""What the simulated D-ID remembers: uploads, and the jobs that film talks and clips."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from vidpipe.sandbox.world import World

JobKind = Literal["talk", "clip"]
STUCK = ("stuck", "", "")
"""The fate of a job that never ends."""
Fate = tuple[str, str, str]
"""How a job fails: its status (``error`` or ``rejected``), the error's kind and description."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """An image or a sound under its ``s3://`` address."""

    owner: str
    data: bytes = field(repr=False)
    expires: datetime
    seconds: float = 0.0
    width: int = 0
    height: int = 0


@dataclass(kw_only=True, eq=False)
class Job:
    """One talk or clip: created, started, and at its ``ending`` done, if the film is made by then, or failed."""

    id: str
    kind: JobKind
    owner: str
    body: Mapping[str, Any]
    audio_url: str
    seconds: float
    credits: int
    created: datetime
    starting: datetime
    ending: datetime
    fate: Fate | None = None
    film: bytes | None = field(default=None, repr=False)
    work: asyncio.Task[None] | None = field(default=None, repr=False)
    url_expires: datetime | None = None

    def status(self, now: datetime) -> str:
        """created, started, done, error or rejected."""
        if now < self.starting:
            return "created"
        if now < self.ending or self.fate == STUCK:
            return "started"
        if self.fate is not None:
            return self.fate[0]
        return "done" if self.film is not None else "started"

    @property
    def extension(self) -> str:
        """The film's format."""
        return str(self.body.get("config", {}).get("result_format", "mp4"))

    @property
    def film_path(self) -> str:
        """Where the film lies on the storage host."""
        return f"d-id-{self.kind}s-prod/{self.owner}/{self.id}/{self.id}.{self.extension}"


@dataclass
class DidState:
    """All of it."""

    uploads: dict[str, Upload] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> DidState:
        """The state of this world."""
        state: DidState = world.store["did"].setdefault("state", cls())
        return state

    def upload(self, url: object, owner: str, now: datetime) -> Upload | None:
        """What was uploaded by this owner under an address, unless it has been cleared away since."""
        found = self.uploads.get(url) if isinstance(url, str) else None
        return found if found is not None and found.owner == owner and found.expires > now else None

    def of_owner(self, owner: str, kind: JobKind) -> list[Job]:
        """The owner's jobs of a kind, the newest first."""
        return [job for job in reversed(self.jobs.values()) if (job.owner, job.kind) == (owner, kind)]


def iso(moment: datetime) -> str:
    """A moment as D-ID writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
