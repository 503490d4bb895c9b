"""What a row of the table says: a code, where in the line it arises, how it is brought about, and what is then told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from vidpipe.errors import CATALOGUE, CatalogueEntry
from vidpipe.models import Stage
from vidpipe.models.calls import Charged
from vidpipe_tests.integration.codes.bench import Bench

Trouble = Callable[[Bench, int], AbstractContextManager[None]]
"""Brings a failure about for the next so many tries of the stage, and takes it away again."""

IN_PARTS = (Stage.SCENE_IMAGES, Stage.NARRATION)
"""Stages that try their parts again themselves, while the stage goes on."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One code in one stage of a task.

    ``provider`` is the real provider's name in the registry; without one the stage works with a stand-in.
    ``env`` may name the sandbox's address as ``{sandbox}``. ``retry_after`` is the wait that the provider asks for.
    """

    code: str
    stage: Stage
    trouble: Trouble
    provider: str = "fake"
    env: Mapping[str, str] = field(default_factory=dict)
    brief: Mapping[str, Any] = field(default_factory=dict)
    retry_after: float | None = None
    calls: int | None = None
    """Entries of the ledger with this code for each try; default: one where a service is at work."""
    charged: Charged | None = None
    """What the ledger says of the bill, where it knows more than the catalogue."""
    http_status: int | tuple[int | None, ...] | None = None
    """What the service answered; None where nothing came. Several for several calls of one try."""
    settles: bool = False
    """Whether the next try finds out that the service has nothing to bill."""
    told_as: str | None = None
    """The provider that Dagster names, where it is not the stage's."""
    ends: str = "failed"
    before: str = ""
    """The code of a failure that came first and was waited for."""

    @property
    def entry(self) -> CatalogueEntry:
        return CATALOGUE[self.code]

    @property
    def is_service(self) -> bool:
        return self.provider not in ("fake", "", "brief", "local", "folder", "piper", "drawn")

    @property
    def calls_per_try(self) -> int:
        return int(self.is_service) if self.calls is None else self.calls

    @property
    def most_tries(self) -> int:
        return self.entry.retry.attempts

    def __str__(self) -> str:
        return self.code


def fault(
    service: str,
    name: str,
    endpoint: str | None = None,
    *,
    match: str = "",
) -> Trouble:
    """Let a simulated service fail on demand, once for each try."""

    @contextmanager
    def trouble(bench: Bench, tries: int) -> Iterator[None]:
        if tries:
            body = {"provider": service, "fault": name, "endpoint": endpoint, "times": tries}
            bench.ask_sandbox("faults", body | {"match": match})
        yield

    return trouble


@contextmanager
def slow_jobs(bench: Bench, tries: int) -> Iterator[None]:
    """Jobs take an hour; after so many tries the hour is over."""
    bench.world.duration = lambda seconds: seconds + 3_600  # type: ignore[method-assign]
    naps = 0

    def look() -> None:
        nonlocal naps
        naps += 1
        if naps == tries:
            bench.world.advance(7_200)

    bench.on_nap.append(look)
    try:
        yield
    finally:
        bench.on_nap.clear()
        del bench.world.duration


@contextmanager
def nothing(_bench: Bench, _tries: int) -> Iterator[None]:
    """No more than what the case's settings and brief bring about."""
    yield
