"""The shapes of the API's answers, as clients see them and as /api/openapi.json describes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from vidpipe.errors import CatalogueEntry, Language
from vidpipe.models import (
    Brand,
    Check,
    ErrorInfo,
    ProviderCall,
    Stage,
    StageAttempt,
    StageStatus,
    Style,
    Task,
    TaskLog,
    Wait,
)
from vidpipe.styles import Listed, ListedBrand
from vidpipe.tasks import TaskCost, TaskWait, waits_of

DataT = TypeVar("DataT")


class Wire(BaseModel):
    """Base of the answers: camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Answer(Wire, Generic[DataT]):
    """What every successful call answers."""

    success: Literal[True] = True
    data: DataT


class Page(Answer[list[DataT]], Generic[DataT]):
    """One page of a list; ``nextCursor`` asks for the next one."""

    next_cursor: str | None


class ErrorAnswer(Wire):
    """What every failed call answers, with the HTTP status of its code."""

    success: Literal[False] = False
    error: str
    trace_id: str
    code: str
    details: dict[str, Any]
    retryable: bool
    recovery: list[str]


class Created(Wire):
    """A task that was asked for; ``existing`` when the dedupe key named one that was there already."""

    task_id: str
    status: str
    trace_id: str
    existing: bool = Field(False, exclude_if=lambda value: not value)


class StageView(Wire):
    """One try of one stage."""

    stage: str
    attempt: int
    try_number: int
    status: StageStatus
    progress: float
    started_at: datetime
    finished_at: datetime | None
    metrics: dict[str, Any]
    waits: list[Wait]
    error_info: ErrorInfo | None

    @classmethod
    def of(cls, stage: StageAttempt) -> Self:
        """Return the stage as clients see it."""
        return cls.model_validate(stage.model_dump(include=set(cls.model_fields)))


class CostView(Wire):
    """What a task's provider calls cost, in US dollars."""

    estimated_usd: float = Field(description="What the calls made so far were expected to cost")
    spent_usd: float = Field(description="What they did cost")
    uncertain_usd: float = Field(description="What calls of unknown outcome may have cost besides")
    calls: int


class TaskDetail(Task):
    """A task with everything that is known about it."""

    stages: list[StageView]
    waiting: list[TaskWait]
    cost: CostView
    checks: list[Check] = Field(description="What was looked at on the film, and what was seen")
    dagster_run_url: str | None

    @classmethod
    def of_task(cls, task: Task, stages: list[StageAttempt], cost: TaskCost) -> Self:
        """Return the task as clients see it."""
        return cls(
            **dict(task),
            stages=[StageView.of(stage) for stage in stages],
            waiting=waits_of(task, stages, datetime.now(UTC)),
            cost=CostView(
                estimated_usd=cost.estimated, spent_usd=cost.spent, uncertain_usd=cost.uncertain, calls=cost.calls
            ),
            checks=checks_of(stages),
            dagster_run_url=run_url(task),
        )


def checks_of(stages: Sequence[StageAttempt]) -> list[Check]:
    """Return what was seen when a film was last looked over, also when it did not pass; empty before."""
    tries = [one.metrics["checks"] for one in stages if one.stage == Stage.COMPOSITE and "checks" in one.metrics]
    # Earlier versions only counted them.
    return [Check.model_validate(one) for one in tries[-1]] if tries and isinstance(tries[-1], list) else []


class CallView(ProviderCall):
    """One call to a provider."""

    duration_ms: int | None = Field(description="How long the provider took; null while it has not answered")

    @classmethod
    def of(cls, call: ProviderCall) -> Self:
        """Return the call as clients see it."""
        took = None if call.finished_at is None else call.finished_at - call.started_at
        return cls(**dict(call), duration_ms=None if took is None else int(took.total_seconds() * 1000))


class ArtifactView(Wire):
    """One file of a task."""

    name: str
    url: str
    size: int
    media_type: str
    sha256: str


class Uploaded(Wire):
    """A file that was uploaded; ``artifact`` is what a brief names it by."""

    artifact: str
    size: int
    media_type: str


class RetryView(Wire):
    """How the program itself tries again."""

    attempts: int
    delay: float
    backoff: float
    max_delay: float


class ErrorCodeView(Wire):
    """What an error code means and what to do about it, in one language."""

    code: str
    meaning: str
    http_status: int
    retryable: bool
    retry: RetryView | None
    priority: str
    charged: str
    recovery: list[str]

    @classmethod
    def of(cls, entry: CatalogueEntry, language: Language) -> Self:
        """Return a catalogue entry as clients see it."""
        retry = entry.retry
        view = RetryView(attempts=retry.attempts, delay=retry.delay, backoff=retry.backoff, max_delay=retry.max_delay)
        return cls(
            code=entry.code,
            meaning=entry.meaning[language],
            http_status=entry.http_status,
            retryable=entry.retryable,
            retry=view if entry.retryable else None,
            priority=entry.priority,
            charged=entry.charged,
            recovery=list(entry.recovery[language]),
        )


class ProviderView(Wire):
    """Who does one kind of work, what keeps it from working, and what soon will."""

    name: str
    problems: list[str]
    warnings: list[str]


class ServiceView(Wire):
    """An external service, and what it lacks before it can work."""

    name: str
    problem: str | None


class StyleView(Wire):
    """A style that briefs may name; ``problem`` says why one of people's own cannot be used, and has no ``style``."""

    name: str
    own: bool = Field(description="Whether it is a file of this installation, and not one of vidpipe's")
    problem: str
    style: Style | None

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """Return a style as clients see it."""
        return cls(name=listed.name, own=listed.file is not None, problem=listed.problem, style=listed.style)


class BrandView(Wire):
    """A brand kit that briefs may name; ``problem`` says why it cannot be used, and such a one has no ``brand``."""

    name: str
    problem: str
    brand: Brand | None

    @classmethod
    def of(cls, listed: ListedBrand) -> Self:
        """Return a brand as clients see it."""
        return cls(name=listed.name, problem=listed.problem, brand=None if listed.kit is None else listed.kit.brand)


class SandboxView(Wire):
    """Where the sandbox is."""

    url: str


class SystemInfo(Wire):
    """What runs here."""

    version: str
    providers: dict[str, ProviderView]


class CheckView(Wire):
    """The outcome of one health check."""

    ok: bool
    duration_ms: int


class HealthView(Wire):
    """Whether everything answers."""

    status: Literal["ok"] = "ok"
    checks: dict[str, CheckView]


TaskAnswer = Answer[Task]
DetailAnswer = Answer[TaskDetail]
LogsAnswer = Answer[list[TaskLog]]


def run_url(task: Task) -> str | None:
    """Return where Dagster shows the run of the task's current attempt."""
    return f"/dagster/runs/{task.run_id}" if task.run_id else None
