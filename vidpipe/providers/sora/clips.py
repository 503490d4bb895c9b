"""The Sora clip provider: retired at OpenAI, and good for gateways that still speak its protocol."""

from __future__ import annotations

from pathlib import Path

from vidpipe.models import Brief
from vidpipe.providers.base import ClipRequest, Progress
from vidpipe.providers.filming.asking import VERSION
from vidpipe.providers.filming.jobs import FilmJobs
from vidpipe.providers.session import Session
from vidpipe.providers.sora.config import Config
from vidpipe.providers.sora.studio import SoraStudio, order_for, sora_service


class SoraClipProvider:
    """Answers SORA_RETIRED without asking anybody, unless another address than OpenAI's is set."""

    name = "sora"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 8

    def fingerprint(self) -> dict[str, object]:
        """Name the model and the settings of the clips."""
        return {"provider": self.name, "asking": VERSION, **self._config.model_dump(include={"model", "look"})}

    def problems(self) -> list[str]:
        """Say that Sora is retired, or what is missing."""
        problem = self._config.problem()
        return [problem] if problem else []

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while Sora is retired (SORA_RETIRED) or has no key (PROVIDER_NOT_CONFIGURED)."""
        sora_service(self._config)

    async def film(self, request: ClipRequest, out: Path, progress: Progress) -> None:
        """Write the clip of one scene to ``out``. Raises ProviderError, SORA_RETIRED above all."""
        studio = SoraStudio(self._config)
        await FilmJobs(self._session, studio, self._config, order_for(request, self._config)).film(out, progress)
