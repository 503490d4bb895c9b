"""What the handlers work with: handed in as a whole, so that tests build the app without Dagster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Request

from vidpipe.api.health import Health
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models import Probe
from vidpipe.providers import Provider
from vidpipe.styles import Looks
from vidpipe.tasks import CallHistory, TaskService


@dataclass(frozen=True, kw_only=True)
class Services:
    """The services below the web process.

    ``poke`` wakes the dispatcher. ``terminate`` asks for the end of a Dagster run by its id; it may take seconds.
    ``providers`` are named by the kind of work they do. ``probe`` tests a service's key, by its name and a trace id.
    ``looks`` are the styles and brands that briefs may name.
    """

    tasks: TaskService
    calls: CallHistory
    store: LocalArtifactStore
    providers: Mapping[str, Provider]
    poke: Callable[[], None]
    terminate: Callable[[str], None]
    health: Health
    probe: Callable[[str, str], Awaitable[Probe]]
    sandbox_url: str | None = None
    max_pending: int = 10_000
    looks: Looks = field(default_factory=Looks)


def services_of(request: Request) -> Services:
    """Return the services that the app was made with."""
    return cast("Services", request.app.state.services)


Served = Annotated[Services, Depends(services_of)]
"""A handler's parameter that receives the services."""

TaskId = Annotated[UUID, Path(alias="id", description="The task's id")]
"""A handler's parameter that receives the task's id from the path."""
