"""Videos as OpenAI's Videos API had them: how they are ordered, read, and found again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import structlog

from vidpipe.errors import ProviderError
from vidpipe.models.calls import EarlierCall, JobStatus
from vidpipe.providers.base import ClipRequest
from vidpipe.providers.call import Call
from vidpipe.providers.filming.asking import VERSION, clip_seed, fitting_length, prompt_of
from vidpipe.providers.filming.studio import Codes, JobState, Order
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.sora.classify import classify, classify_download, classify_look, classify_video
from vidpipe.providers.sora.config import RETIRED, Config

log = structlog.get_logger(__name__)

LENGTHS = (4, 8, 12)
CLOCKS_APART = timedelta(minutes=2)
MOST_PAGES = 20
_UNLISTED = frozenset({404, 405, 501})
"""What gateways answer that have no list of videos."""


def sora_service(config: Config) -> Service:
    """Return the account. Raises ProviderError: SORA_RETIRED, PROVIDER_NOT_CONFIGURED."""
    if config.is_retired:
        raise ProviderError(RETIRED, code="SORA_RETIRED")
    key = config.key()
    return Service(
        name="sora",
        title="The Sora gateway",
        base_url=config.base_url,
        secret=key,
        classify=classify,
        timeout_code="SORA_NETWORK_ERROR",
        network_code="SORA_NETWORK_ERROR",
        invalid_code="PROVIDER_RESPONSE_INVALID",
        headers={"Authorization": f"Bearer {key}"},
        timeouts=config.timeouts,
        limits=config.limits,
    )


def order_for(request: ClipRequest, config: Config) -> Order:
    """Return what to ask for."""
    seconds = fitting_length(request.seconds, LENGTHS)
    large = config.model.startswith("sora-2-pro") and min(request.width, request.height) > 720
    long, short = (1792, 1024) if large else (1280, 720)
    size = f"{long}x{short}" if request.width >= request.height else f"{short}x{long}"
    asked = {"model": config.model, "seconds": str(seconds), "size": size}
    body = {**asked, "prompt": prompt_of(request, config.look)}
    facts = model_facts("sora", config.model)
    return Order(
        # There is no seed: another take is the same request once more.
        wish=wish_of(VERSION, body, clip_seed(request)),
        scene=request.scene.number,
        model=config.model,
        path="/videos",
        body=body,
        facts=asked,
        seconds=seconds,
        estimated_usd=seconds * ((facts.price("large_second") if large else 0) or facts.price("second")),
        units=seconds,
    )


class SoraStudio:
    """One account; implements :class:`~vidpipe.providers.filming.studio.Studio`."""

    operation = "videos"
    codes = Codes(
        late="SORA_PROCESSING_TIMEOUT",
        gone="SORA_TASK_NOT_FOUND",
        expired="SORA_DOWNLOAD_EXPIRED",
        passing=frozenset({"SORA_NETWORK_ERROR", "SORA_SERVER_ERROR", "SORA_RATE_LIMIT"}),
    )

    def __init__(self, config: Config) -> None:
        self.service = sora_service(config)
        self.looking = replace(self.service, classify=classify_look)
        self.storage = replace(self.service, classify=classify_download, invalid_code="SORA_EMPTY_RESULT")

    def job_id(self, reply: Reply) -> object:
        """Return the video's id."""
        return reply.object().get("id")

    def job_path(self, job_id: str) -> str:
        """Return where the video is looked at."""
        return f"/videos/{quote(job_id, safe='')}"

    def read(self, state: Mapping[str, Any], job_id: str) -> JobState:
        """Read a video."""
        match state.get("status"):
            case "failed":
                return JobState(status=JobStatus.FAILED, error=classify_video({"id": job_id, **state}))
            case "completed":
                return JobState(status=JobStatus.SUCCEEDED, film=f"{self.job_path(job_id)}/content")
        progress = state.get("progress")
        share = progress / 100 if isinstance(progress, int | float) and 0 <= progress <= 100 else None
        return JobState(status=JobStatus.RUNNING, share=share)

    async def find_lost(self, session: Session, order: Order, earlier: EarlierCall) -> str | None:
        """Return the id of a video of the same words, length and size that was begun since; None without a list."""
        since = (earlier.started_at - CLOCKS_APART).timestamp()
        wanted = {name: order.body[name] for name in ("model", "seconds", "size", "prompt")}
        async with session.call(self.looking, operation="videos.list", model=order.model, limited=False) as call:
            try:
                async for video in self._listed(call, since):
                    told = {name: video[name] for name in wanted if video.get(name) is not None}
                    if "prompt" not in told or told != {name: wanted[name] for name in told}:
                        continue
                    job_id = str(video.get("id") or "")
                    if job_id and video.get("status") != "failed":
                        await call.began(job_id, call_id=earlier.id)
                        return job_id
            except ProviderError as error:
                if error.details.get("httpStatus") not in _UNLISTED:
                    raise
                log.warning("a video may have been lost", call_id=earlier.id, model=order.model)
        return None

    async def _listed(self, call: Call, since: float) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the videos begun since a moment, the newest first."""
        query: dict[str, Any] = {"limit": 50, "order": "desc"}
        for _ in range(MOST_PAGES):
            reply = await call.send("GET", "/videos", params=query)
            body = reply.object()
            if not isinstance(body.get("data"), list):
                raise self.service.invalid(reply, "a list without videos")
            videos = [video for video in body["data"] if isinstance(video, Mapping)]
            for video in videos:
                created = video.get("created_at")
                if not isinstance(created, int | float) or created >= since:
                    yield video
            last = body.get("last_id") or (videos[-1].get("id") if videos else None)
            if not body.get("has_more") or not last:
                return
            query["after"] = last
