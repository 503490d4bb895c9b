"""The Seedance clip provider: text to film, one task for each scene."""

from __future__ import annotations

from pathlib import Path

from vidpipe.models import Brief
from vidpipe.providers.base import ClipRequest, Progress
from vidpipe.providers.filming.asking import VERSION
from vidpipe.providers.filming.jobs import FilmJobs
from vidpipe.providers.model_end import ended
from vidpipe.providers.seedance.config import Config
from vidpipe.providers.seedance.studio import SeedanceStudio, order_for
from vidpipe.providers.session import Session


class SeedanceClipProvider:
    """Has every scene filmed by Seedance; implements :class:`~vidpipe.providers.base.ClipProvider`."""

    name = "seedance"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 8

    def fingerprint(self) -> dict[str, object]:
        """Name the model and the settings of the clips."""
        kept = {"model", "resolution", "look", "watermark", "shortest_seconds", "longest_seconds"}
        return {"provider": self.name, "asking": VERSION, **self._config.model_dump(include=kept)}

    def problems(self) -> list[str]:
        """Say what is missing, or that the model has ended."""
        return [problem for problem in (self._config.problem(), ended(self.name, self._config.model)) if problem]

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while something is missing (PROVIDER_NOT_CONFIGURED)."""
        self._config.require()

    async def film(self, request: ClipRequest, out: Path, progress: Progress) -> None:
        """Write the clip of one scene to ``out``: MP4 without sound, in the model's own size.

        A task that takes longer than we wait goes on, and is gone on with by the next try. Raises ProviderError with
        a code of Seedance's.
        """
        studio = SeedanceStudio(self._config)
        await FilmJobs(self._session, studio, self._config, order_for(request, self._config)).film(out, progress)
