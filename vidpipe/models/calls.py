"""Calls to providers: what is about to be asked, how it went, and what an earlier call left behind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from vidpipe.models.base import DomainModel

Charged = Literal["yes", "no", "unknown"]


class CallStatus(StrEnum):
    """Where a call stands. ``open`` after the end of its attempt means that its outcome was lost."""

    OPEN = "open"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LOST = "lost"


class JobStatus(StrEnum):
    """Where the job stands that a call created at the provider."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class CallIntent(DomainModel):
    """What is about to be asked of a provider; written down before it is sent."""

    provider: str
    operation: str = Field(description="The provider's own name of it, such as talks.create")
    wish: str = Field(description="Hash of everything asked for: the same wish is the same paid thing")
    subject: str = Field("", description="What it is for, such as scene 3")
    model: str = ""
    account: str = Field("", description="Hash of the key that pays")
    request: dict[str, Any] = Field(default_factory=dict, description="Sizes and parameters; no texts, no secrets")
    estimated_usd: float = Field(0.0, ge=0)
    units: float = Field(0.0, ge=0, description="What it takes from a quota, in the provider's own units")


class CallOutcome(DomainModel):
    """How a call went."""

    status: CallStatus
    http_status: int | None = None
    request_id: str = Field("", description="The provider's name for this request, for its support")
    error_code: str | None = None
    error_message: str | None = None
    charged: Charged = "no"
    cost_usd: float = Field(0.0, ge=0)
    units: float | None = Field(None, ge=0, description="What it took from a quota, where that shows only at the end")
    response: dict[str, Any] = Field(default_factory=dict, description="Sizes and facts of the answer")


class EarlierCall(DomainModel):
    """The last call with the same wish in the same task, when its outcome still matters.

    With ``job_id`` the provider has a job to go on with; without one it is unknown whether the provider got the call.
    """

    id: int
    job_id: str | None
    job_status: JobStatus | None
    private: str | None = Field(None, repr=False, exclude=True, description="What lets one go on with the job")
    started_at: datetime
    request: dict[str, Any] = Field(default_factory=dict, description="What its intent noted of the request")


class ProviderCall(DomainModel):
    """One call to a provider, as the ledger keeps it."""

    id: int
    task_id: UUID | None
    attempt: int
    stage: str
    stage_try: int
    trace_id: str
    provider: str
    operation: str
    subject: str
    model: str
    status: CallStatus
    job_id: str | None
    job_status: JobStatus | None
    request: dict[str, Any]
    response: dict[str, Any]
    http_status: int | None
    request_id: str
    error_code: str | None
    error_message: str | None
    estimated_usd: float
    cost_usd: float
    charged: Charged
    started_at: datetime
    finished_at: datetime | None


class Wait(DomainModel):
    """A pause before the next try of a stage, or of one of its parts."""

    subject: str = Field("", description="What is tried again, such as scene 3; empty: the whole stage")
    attempt: int = Field(ge=2, description="The try that comes next, counted from 1")
    attempts: int = Field(description="How many there are at most")
    next_try_at: datetime
    code: str
    message: str


class Quota(DomainModel):
    """How much of an account is left, in the provider's own units."""

    name: str
    unit: str
    left: float | None
    limit: float | None = None
    used: float | None = Field(None, description="What was used since the last reset, where that is counted here")
    resets_at: datetime | None = None
    source: Literal["provider", "ledger"] = "provider"


class Probe(DomainModel):
    """What a free look at a provider told: whether its key is accepted, and what is left."""

    provider: str
    ok: bool
    code: str | None = None
    message: str
    quotas: list[Quota] = Field(default_factory=list)
    duration_ms: int = 0
