"""The Veo clip provider: retired at Google, and good for others who still serve it as Google did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vidpipe.errors import ProviderError, register_secret
from vidpipe.models import Brief
from vidpipe.models.calls import EarlierCall, JobStatus
from vidpipe.providers.base import ClipRequest, Progress
from vidpipe.providers.filming.asking import VERSION, clip_seed, fitting_length, nearest_ratio, prompt_of
from vidpipe.providers.filming.jobs import FilmJobs
from vidpipe.providers.filming.studio import JobState, Order
from vidpipe.providers.omni.classify import POLICY, classify_download, refusal
from vidpipe.providers.omni.config import RETIRED, Config
from vidpipe.providers.omni.studio import CODES, RATIOS, google_service
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Reply, wish_of
from vidpipe.providers.session import Session

LENGTHS = (4, 6, 8)
_GRPC: Mapping[int, str] = {
    3: "VEO_INVALID_REQUEST",
    7: "VEO_PERMISSION_DENIED",
    8: "VEO_QUOTA_EXCEEDED",
    9: "VEO_PERMISSION_DENIED",
    16: "VEO_INVALID_API_KEY",
}
"""What an operation failed of, by the numbers of google.rpc.Code; all others are the service's own faults."""


class VeoClipProvider:
    """Answers VEO_MODEL_RETIRED without asking anybody, unless an address is set that still serves Veo."""

    name = "veo"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()
        self.at_once = self._config.concurrent or 8

    def fingerprint(self) -> dict[str, object]:
        """Name the model and the settings of the clips."""
        kept = {"veo_model", "resolution", "look"}
        return {"provider": self.name, "asking": VERSION, **self._config.model_dump(include=kept)}

    def problems(self) -> list[str]:
        """Say that Veo is retired, or what is missing."""
        problem = self._config.problem_for(self.name)
        return [problem] if problem else []

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - the same for every brief
        """Refuse everything while Veo is retired (VEO_MODEL_RETIRED) or has no key (PROVIDER_NOT_CONFIGURED)."""
        self._studio()

    def _studio(self) -> VeoStudio:
        config = self._config
        if config.veo_base_url is None:
            raise ProviderError(RETIRED, code="VEO_MODEL_RETIRED")
        if config.veo_api_key is None:
            raise ProviderError(
                f"Veo cannot be used: {self.problems()[0]}.",
                code="PROVIDER_NOT_CONFIGURED",
                details={"setting": "VIDPIPE_OMNI_VEO_API_KEY"},
            )
        key = config.veo_api_key.get_secret_value().strip()
        register_secret(key)
        return VeoStudio(config, config.veo_base_url, key)

    async def film(self, request: ClipRequest, out: Path, progress: Progress) -> None:
        """Write the clip of one scene to ``out``. Raises ProviderError, VEO_MODEL_RETIRED above all."""
        studio, config = self._studio(), self._config
        await FilmJobs(self._session, studio, config, order_for(request, config)).film(out, progress)


def order_for(request: ClipRequest, config: Config) -> Order:
    """Return what to ask for."""
    seconds = fitting_length(request.seconds, LENGTHS)
    lines = min(request.width, request.height)
    resolution = config.resolution if config.resolution in ("720p", "1080p", "4k") else "1080p"
    if config.resolution == "auto" and lines <= 720:
        resolution = "720p"
    asked = {
        "aspectRatio": nearest_ratio(request.width, request.height, RATIOS),
        "durationSeconds": seconds,
        "resolution": resolution,
    }
    body = {"instances": [{"prompt": prompt_of(request, config.look)}], "parameters": asked}
    return Order(
        wish=wish_of(VERSION, config.veo_model, body, clip_seed(request)),
        scene=request.scene.number,
        model=config.veo_model,
        path=f"/v1beta/models/{quote(config.veo_model, safe='')}:predictLongRunning",
        body=body,
        facts=asked,
        seconds=seconds,
        estimated_usd=model_facts("omni", config.veo_model).price("second") * seconds,
        units=seconds,
    )


class VeoStudio:
    """One account; implements :class:`~vidpipe.providers.filming.studio.Studio`."""

    operation = "operations"
    codes = CODES

    def __init__(self, config: Config, base_url: str, key: str) -> None:
        self.service = self.looking = google_service(config, name="veo", title="Veo", base_url=base_url, key=key)
        self.storage = replace(self.service, classify=classify_download)

    def job_id(self, reply: Reply) -> object:
        """Return the operation's name."""
        return reply.object().get("name")

    def job_path(self, job_id: str) -> str:
        """Return where the operation is looked at; its name is a path."""
        return f"/v1beta/{quote(job_id, safe='/')}"

    def read(self, state: Mapping[str, Any], job_id: str) -> JobState:
        """Read an operation."""
        if state.get("done") is not True:
            return JobState(status=JobStatus.RUNNING)
        details = {"jobId": job_id}
        error = state.get("error")
        if isinstance(error, Mapping):
            code, message = error.get("code"), str(error.get("message") or "")
            ours = _GRPC.get(code, "VEO_SERVER_ERROR") if isinstance(code, int) else "VEO_SERVER_ERROR"
            ours = "VEO_CONTENT_POLICY" if POLICY.search(message) else ours
            return JobState(status=JobStatus.FAILED, error=refusal(ours, str(code), message, details))
        response = _object(_object(state.get("response")).get("generateVideoResponse"))
        samples = response.get("generatedSamples")
        first = _object(samples[0]) if isinstance(samples, list) and samples else {}
        uri = _object(first.get("video")).get("uri")
        if isinstance(uri, str) and uri:
            return JobState(status=JobStatus.SUCCEEDED, film=uri)
        reasons = response.get("raiMediaFilteredReasons")
        if reasons or response.get("raiMediaFilteredCount"):
            said = "; ".join(str(reason) for reason in reasons) if isinstance(reasons, list) else ""
            refused = refusal("VEO_CONTENT_POLICY", "", said or "the clip was filtered", details)
            return JobState(status=JobStatus.FAILED, error=refused)
        empty = refusal("VEO_EMPTY_RESULT", "", "it answered without a film", details)
        return JobState(status=JobStatus.FAILED, error=empty)

    async def find_lost(self, session: Session, order: Order, earlier: EarlierCall) -> str | None:  # noqa: ARG002
        """Return None: Veo listed no operations."""
        return None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
