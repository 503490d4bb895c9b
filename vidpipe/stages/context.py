"""What a stage is given to work with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models import AvatarBrief, Brief, Decided, Style
from vidpipe.models.calls import Wait
from vidpipe.providers import Progress
from vidpipe.styles import BrandKit, built_in

ProviderT = TypeVar("ProviderT")
NOTHING = Decided()
EXPLAINER = built_in()["explainer"]


@dataclass(frozen=True, kw_only=True)
class StageContext(Generic[ProviderT]):
    """One try of one stage of one task.

    ``report`` takes the share of the stage's work that is done, 0 to 1, and may be called from any thread.
    ``notes`` collects facts for the attempt's metrics and Dagster's metadata. ``waiting`` is told what the stage
    waits for whenever that changes, and which of the waits is new; it blocks.
    ``decided`` is what people decided since the task was asked for. ``style`` is how the whole video looks, moves and
    sounds: whatever the brief and people say of that is in it already; ``asked_style`` is the same without what people
    decided, None where they decided nothing of it. ``brand`` is the brief's brand with its files.
    ``encoder`` is the setting of that name.
    """

    task_id: UUID
    trace_id: str
    brief: Brief
    store: LocalArtifactStore
    provider: ProviderT
    report: Progress
    notes: dict[str, object]
    waiting: Callable[[Sequence[Wait], Wait | None], None] = lambda _waits, _new: None
    decided: Decided = NOTHING
    style: Style = EXPLAINER
    asked_style: Style | None = None
    brand: BrandKit | None = None
    encoder: str = "auto"

    @property
    def avatar(self) -> AvatarBrief:
        """The presenter as the brief wishes it, with what people decided."""
        return self.decided.avatar(self.brief.avatar)
