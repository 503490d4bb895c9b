"""The Gemini Omni clip provider: text to film, one interaction for each scene."""

from __future__ import annotations

from pathlib import Path

from vidpipe.errors import ProviderError
from vidpipe.models import Brief
from vidpipe.providers.base import ClipRequest, Progress
from vidpipe.providers.filming.asking import VERSION
from vidpipe.providers.filming.jobs import FilmJobs
from vidpipe.providers.model_end import ended, warn_of_end
from vidpipe.providers.omni.config import Config
from vidpipe.providers.omni.studio import OmniStudio, order_for
from vidpipe.providers.session import Session


class OmniClipProvider:
    """Has every scene filmed by Gemini Omni; implements :class:`~vidpipe.providers.base.ClipProvider`."""

    name = "omni"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 8

    def fingerprint(self) -> dict[str, object]:
        """Name the model and the settings of the clips."""
        kept = {"model", "resolution", "look", "shortest_seconds", "longest_seconds"}
        return {"provider": self.name, "asking": VERSION, **self._config.model_dump(include=kept)}

    def problems(self) -> list[str]:
        """Say that the key is missing, or that the model has ended."""
        return [problem for problem in (self._config.problem(), ended(self.name, self._config.model)) if problem]

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything without a key (PROVIDER_NOT_CONFIGURED) or after the model's end (VEO_MODEL_RETIRED)."""
        self._require_model()
        self._config.require()

    def _require_model(self) -> None:
        end = ended(self.name, self._config.model)
        if end is not None:
            raise ProviderError(f"{end[0].upper()}{end[1:]}.", code="VEO_MODEL_RETIRED")

    async def film(self, request: ClipRequest, out: Path, progress: Progress) -> None:
        """Write the clip of one scene to ``out``: MP4, its sound left out.

        Google gives no way to find an interaction whose creation was never answered: such a one may be paid for in
        vain. Raises ProviderError with a VEO_ code, which Omni shares with Veo.
        """
        self._require_model()
        warn_of_end(self.name, self._config.model)
        studio = OmniStudio(self._config)
        await FilmJobs(self._session, studio, self._config, order_for(request, self._config)).film(out, progress)
