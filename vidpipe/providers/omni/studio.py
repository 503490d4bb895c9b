"""Gemini Omni's interactions: how they are ordered and read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import structlog

from vidpipe.errors import ProviderError
from vidpipe.models.calls import EarlierCall, JobStatus
from vidpipe.providers.base import ClipRequest
from vidpipe.providers.filming.asking import VERSION, clip_seed, fitting_length, nearest_ratio, prompt_of
from vidpipe.providers.filming.studio import Codes, JobState, Order
from vidpipe.providers.omni.classify import POLICY, classify, classify_download, refusal
from vidpipe.providers.omni.config import Config
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

INTERACTIONS = "/v1beta/interactions"
RATIOS = ("16:9", "9:16")
_LINES = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
CODES = Codes(
    late="VEO_PROCESSING_TIMEOUT",
    gone="VEO_TASK_NOT_FOUND",
    expired="VEO_DOWNLOAD_EXPIRED",
    passing=frozenset({"VEO_NETWORK_ERROR", "VEO_SERVER_ERROR", "VEO_RATE_LIMIT"}),
)
_ENDINGS: Mapping[str, tuple[str, str]] = {
    "cancelled": ("VEO_TASK_NOT_FOUND", "the interaction was cancelled"),
    "budget_exceeded": ("VEO_QUOTA_EXCEEDED", "the budget is exceeded"),
    "incomplete": ("VEO_INVALID_REQUEST", "the clip was broken off; ask for a shorter one, or other words"),
    "requires_action": ("VEO_INVALID_REQUEST", "the model asks for something instead of filming"),
    "requires_continuation": ("VEO_INVALID_REQUEST", "the model asks for something instead of filming"),
}
"""Ends without a film that say it by their status."""


def google_service(config: Config, *, name: str, title: str, base_url: str, key: str) -> Service:
    """Return an account at Google, or at somebody who serves the same protocol."""
    return Service(
        name=name,
        title=title,
        base_url=base_url,
        secret=key,
        classify=classify,
        timeout_code="VEO_NETWORK_ERROR",
        network_code="VEO_NETWORK_ERROR",
        invalid_code="PROVIDER_RESPONSE_INVALID",
        headers={"x-goog-api-key": key},
        timeouts=config.timeouts,
        limits=config.limits,
    )


def omni_service(config: Config) -> Service:
    """Return the account. Raises ProviderError (PROVIDER_NOT_CONFIGURED) without a key."""
    return google_service(config, name="omni", title="Gemini Omni", base_url=config.base_url, key=config.key())


def order_for(request: ClipRequest, config: Config) -> Order:
    """Return what to ask for."""
    lengths = range(config.shortest_seconds, max(config.longest_seconds, config.shortest_seconds) + 1)
    seconds = fitting_length(request.seconds, lengths)
    own = next((name for name, lines in _LINES.items() if lines >= max(min(request.width, request.height), 720)), "4k")
    resolution = own if config.resolution == "auto" else config.resolution
    form = {
        "type": "video",
        "aspect_ratio": nearest_ratio(request.width, request.height, RATIOS),
        "duration": f"{seconds}s",
        "resolution": resolution,
        "delivery": config.delivery,
    }
    body = {
        "model": config.model,
        "input": [{"type": "text", "text": prompt_of(request, config.look)}],
        "response_format": form,
        "generation_config": {"video_config": {"task": "text_to_video"}},
        "background": True,
        "store": True,
    }
    per_second = model_facts("omni", config.model).price("second")
    return Order(
        # Omni takes no seed: another take is the same request once more.
        wish=wish_of(VERSION, body, clip_seed(request)),
        scene=request.scene.number,
        model=config.model,
        path=INTERACTIONS,
        body=body,
        facts=form,
        seconds=seconds,
        estimated_usd=per_second * seconds * (_LINES[resolution] / 720) ** 2,
        units=seconds,
    )


class OmniStudio:
    """One account; implements :class:`~vidpipe.providers.filming.studio.Studio`."""

    operation = "interactions"
    codes = CODES

    def __init__(self, config: Config) -> None:
        self.service = self.looking = omni_service(config)
        self.storage = replace(self.service, classify=classify_download)
        self._model = config.model

    def job_id(self, reply: Reply) -> object:
        """Return the interaction's id."""
        return reply.object().get("id")

    def job_path(self, job_id: str) -> str:
        """Return where the interaction is looked at."""
        return f"{INTERACTIONS}/{quote(job_id, safe='')}"

    def read(self, state: Mapping[str, Any], job_id: str) -> JobState:
        """Read an interaction. One that is completed without a film was refused, or came to nothing."""
        status = str(state.get("status") or "")
        cost = self._cost(state.get("usage"))
        if status == "failed":
            return JobState(status=JobStatus.FAILED, error=_failure(state, job_id), cost_usd=cost)
        if status in _ENDINGS:
            code, words = _ENDINGS[status]
            error = refusal(code, status, words, {"jobId": job_id, "jobStatus": status})
            return JobState(status=JobStatus.FAILED, error=error, cost_usd=cost)
        if status != "completed":
            return JobState(status=JobStatus.RUNNING)
        film = _film(state)
        if film is None:
            return JobState(status=JobStatus.FAILED, error=_nothing(state, job_id), cost_usd=cost)
        return JobState(status=JobStatus.SUCCEEDED, film=film, cost_usd=cost, facts=_tokens(state.get("usage")))

    def _cost(self, usage: object) -> float | None:
        tokens, facts = _tokens(usage), model_facts("omni", self._model)
        if not tokens or not facts.prices:
            return None
        made = tokens["output_tokens"] * facts.price("million_output_tokens")
        return float(made + tokens["input_tokens"] * facts.price("million_input_tokens")) / 1e6

    async def find_lost(self, session: Session, order: Order, earlier: EarlierCall) -> str | None:  # noqa: ARG002
        """Return None: Google lists no interactions, so the policy of the error has to keep creations few."""
        log.warning("an interaction may have been lost", call_id=earlier.id, model=order.model)
        return None


def _tokens(usage: object) -> dict[str, int]:
    if not isinstance(usage, Mapping):
        return {}
    told = {"input_tokens": usage.get("total_input_tokens"), "output_tokens": usage.get("total_output_tokens")}
    return {name: count for name, count in told.items() if isinstance(count, int)} if None not in told.values() else {}


def _parts(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    steps = state.get("steps")
    for step in steps if isinstance(steps, list) else []:
        content = step.get("content") if isinstance(step, Mapping) else None
        yield from (part for part in (content if isinstance(content, list) else []) if isinstance(part, Mapping))


def _film(state: Mapping[str, Any]) -> str | bytes | None:
    """Return the clip's address or the clip, from the last step or from beside the steps."""
    videos = [part for part in _parts(state) if part.get("type") == "video"]
    if isinstance(state.get("output_video"), Mapping):
        videos.append(state["output_video"])
    for video in reversed(videos):
        if isinstance(video.get("uri"), str) and video["uri"]:
            return _download_address(video["uri"])
        if isinstance(video.get("data"), str) and video["data"]:
            try:
                return base64.b64decode(video["data"], validate=True)
            except (binascii.Error, ValueError):
                # Told apart from no film at all: what is no base64 is kept, and found to be no film.
                return b"not base64"
    return None


def _download_address(uri: str) -> str:
    if ":download" in uri or "alt=media" in uri:
        return uri
    return f"{uri}{'&' if '?' in uri else '?'}alt=media"


def _failure(state: Mapping[str, Any], job_id: str) -> ProviderError:
    """Read the errors of an interaction that failed."""
    steps, errors = state.get("steps"), state.get("errors")
    found = [step.get("error") for step in (steps if isinstance(steps, list) else []) if isinstance(step, Mapping)]
    found += errors if isinstance(errors, list) else [state.get("error")]
    reason = next((error for error in found if isinstance(error, Mapping)), {})
    code, message = str(reason.get("code") or ""), str(reason.get("message") or "")
    ours = "VEO_CONTENT_POLICY" if POLICY.search(f"{code} {message}") else "VEO_SERVER_ERROR"
    return refusal(ours, code, message, {"jobId": job_id, "jobStatus": "failed"})


def _nothing(state: Mapping[str, Any], job_id: str) -> ProviderError:
    """Read an interaction that is completed without a film; what the model says instead tells why."""
    said = " ".join(str(part.get("text") or "") for part in _parts(state) if part.get("type") == "text").strip()
    ours = "VEO_CONTENT_POLICY" if POLICY.search(said) else "VEO_EMPTY_RESULT"
    return refusal(ours, "", said or "it answered without a film", {"jobId": job_id, "jobStatus": "completed"})
