"""What tells one video service's jobs from another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from vidpipe.errors import ProviderError
from vidpipe.models.calls import EarlierCall, JobStatus
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.service import Classifier, Reply, Service
from vidpipe.providers.session import Session


@dataclass(frozen=True, kw_only=True)
class Order:
    """One clip as it is asked of a service. ``wish`` names all that makes it what it is."""

    wish: str
    scene: int
    model: str
    path: str
    body: Mapping[str, Any] = field(repr=False)
    facts: Mapping[str, Any]
    """Sizes and parameters for the ledger; no words."""
    seconds: float
    estimated_usd: float
    units: float

    @property
    def subject(self) -> str:
        """The clip's name for people."""
        return f"scene {self.scene}"


@dataclass(frozen=True, kw_only=True)
class JobState:
    """What a look at a job told. Of a job that succeeded ``film`` is an address, or the file itself."""

    status: JobStatus
    film: str | bytes | None = field(default=None, repr=False)
    error: ProviderError | None = None
    """Why it failed."""
    share: float | None = None
    """How much of it is done, if the service tells."""
    cost_usd: float | None = None
    """What it was charged in the end, if the service tells."""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The service's codes for what happens to its jobs, and the errors that a look at one may pass over."""

    late: str
    """Not finished within our patience; it goes on."""
    gone: str
    """The service no longer knows it."""
    expired: str
    """It was done, but its film can no longer be fetched."""
    passing: frozenset[str]


class Studio(Protocol):
    """One service as a place where clips are made."""

    service: Service
    looking: Service
    """The same, reading refusals as being about a job that was begun."""
    storage: Service
    """Where results are fetched; the same as the service when the key is needed there."""
    operation: str
    """Prefix of the ledger's operations, such as tasks."""
    codes: Codes

    def job_id(self, reply: Reply) -> object:
        """Take the job's id out of the answer to its creation."""
        ...

    def job_path(self, job_id: str) -> str:
        """Return where the job is looked at."""
        ...

    def read(self, state: Mapping[str, Any], job_id: str) -> JobState:
        """Read a look at a job."""
        ...

    async def find_lost(self, session: Session, order: Order, earlier: EarlierCall) -> str | None:
        """Return the id of the job that an unanswered creation began; None when there is none to be found."""
        ...


class FilmConfig(ProviderConfig):
    """Base of a video service's settings: how long its jobs are waited for; a subclass gives the numbers."""

    poll_seconds: float
    wait_seconds: float


def storage_of(service: Service, classify: Classifier) -> Service:
    """Return the host of results, where the key has no business."""
    return replace(service, title=f"{service.title}'s storage", classify=classify, headers={})
