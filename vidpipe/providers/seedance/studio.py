"""Seedance's tasks: how they are ordered, read, and found again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import structlog

from vidpipe.models.calls import EarlierCall, JobStatus
from vidpipe.providers.base import ClipRequest
from vidpipe.providers.call import Call
from vidpipe.providers.filming.asking import VERSION, clip_seed, fitting_length, nearest_ratio, prompt_of
from vidpipe.providers.filming.studio import Codes, JobState, Order, storage_of
from vidpipe.providers.seedance.classify import classify, classify_storage, classify_task
from vidpipe.providers.seedance.config import Config
from vidpipe.providers.seedance.models import RATIOS, abilities_of, price_of, resolution_for, tokens_for
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

TASKS = "/contents/generations/tasks"
CLOCKS_APART = timedelta(minutes=2)
"""By how much Seedance's clock may differ from ours."""
MOST_PAGES = 100

_CODES = Codes(
    late="SEEDANCE_PROCESSING_TIMEOUT",
    gone="SEEDANCE_TASK_NOT_FOUND",
    expired="SEEDANCE_TASK_NOT_FOUND",
    passing=frozenset({"SEEDANCE_NETWORK_ERROR", "SEEDANCE_SERVER_ERROR", "SEEDANCE_RATE_LIMIT"}),
)


def seedance_service(config: Config) -> Service:
    """Return the account. Raises ProviderError (PROVIDER_NOT_CONFIGURED) without a key."""
    key = config.key()
    return Service(
        name="seedance",
        title="Seedance",
        base_url=config.base_url,
        secret=key,
        classify=classify,
        # Not SEEDANCE_TIMEOUT, which is free of charge: whether an unanswered task was begun, nobody knows.
        timeout_code="SEEDANCE_NETWORK_ERROR",
        network_code="SEEDANCE_NETWORK_ERROR",
        invalid_code="PROVIDER_RESPONSE_INVALID",
        headers={"Authorization": f"Bearer {key}"},
        timeouts=config.timeouts,
        limits=config.limits,
    )


def order_for(request: ClipRequest, config: Config) -> Order:
    """Return what to ask for."""
    abilities = abilities_of(config.model)
    shortest = config.shortest_seconds or abilities.shortest
    lengths = range(shortest, max(config.longest_seconds or abilities.longest, shortest) + 1)
    seconds = fitting_length(request.seconds, lengths)
    lines = min(request.width, request.height)
    resolution = resolution_for(config.model, lines) if config.resolution == "auto" else config.resolution
    asked: dict[str, Any] = {
        "resolution": resolution,
        "ratio": nearest_ratio(request.width, request.height, RATIOS),
        "duration": seconds,
        # A task's list tells its seed and not its words: by this a lost one is found again.
        "seed": clip_seed(request),
        "watermark": config.watermark,
    }
    if abilities.has_sound:
        asked["generate_audio"] = False
    if config.service_tier != "default":
        asked["service_tier"] = config.service_tier
    body = {"model": config.model, "content": [{"type": "text", "text": prompt_of(request, config.look)}], **asked}
    tokens = tokens_for(resolution, seconds)
    return Order(
        wish=wish_of(VERSION, body),
        scene=request.scene.number,
        model=config.model,
        path=TASKS,
        body=body,
        facts=asked,
        seconds=seconds,
        estimated_usd=price_of(config.model, resolution, tokens),
        units=tokens,
    )


class SeedanceStudio:
    """One account; implements :class:`~vidpipe.providers.filming.studio.Studio`."""

    operation = "tasks"
    codes = _CODES

    def __init__(self, config: Config) -> None:
        self.service = self.looking = seedance_service(config)
        self.storage = storage_of(self.service, classify_storage)
        self._config = config

    def job_id(self, reply: Reply) -> object:
        """Return the task's id, which is all that is answered."""
        return reply.object().get("id")

    def job_path(self, job_id: str) -> str:
        """Return where the task is looked at."""
        return f"{TASKS}/{quote(job_id, safe='')}"

    def read(self, state: Mapping[str, Any], job_id: str) -> JobState:
        """Read a task; only one that succeeded is billed, by its tokens."""
        status = state.get("status")
        if status in ("failed", "expired", "cancelled"):
            return JobState(status=JobStatus.FAILED, error=classify_task({"id": job_id, **state}), cost_usd=0.0)
        if status != "succeeded":
            return JobState(status=JobStatus.RUNNING)
        content, usage = state.get("content"), state.get("usage")
        url = content.get("video_url") if isinstance(content, Mapping) else None
        tokens = usage.get("completion_tokens") if isinstance(usage, Mapping) else None
        cost = None
        if isinstance(tokens, int | float):
            # None where the price is not known: what was expected stands then.
            cost = price_of(self._config.model, str(state.get("resolution") or ""), tokens) or None
        return JobState(
            status=JobStatus.SUCCEEDED,
            film=url if isinstance(url, str) else None,
            cost_usd=cost,
            facts={"tokens": tokens, "seconds": state.get("duration"), "seed": state.get("seed")},
        )

    async def find_lost(self, session: Session, order: Order, earlier: EarlierCall) -> str | None:
        """Return the id of the task with the seed that an unanswered call asked for."""
        seed, since = earlier.request.get("seed"), (earlier.started_at - CLOCKS_APART).timestamp()
        async with session.call(self.service, operation="tasks.list", model=order.model, limited=False) as call:
            async for task in self._listed(call, order.model):
                created = task.get("created_at")
                if task.get("seed") != seed or (isinstance(created, int | float) and created < since):
                    continue
                job_id = str(task.get("id") or "")
                if job_id and task.get("status") not in ("failed", "expired", "cancelled"):
                    await call.began(job_id, call_id=earlier.id)
                    return job_id
            # Nothing was begun, so nothing is charged.
            await call.settled(0.0, call_id=earlier.id)
            log.info("lost task is not at Seedance", call_id=earlier.id)
            return None

    async def _listed(self, call: Call, model: str) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the account's tasks of the last seven days, through all pages."""
        query: dict[str, Any] = {"page_size": self._config.page_size}
        if not model.startswith("ep-"):
            # The tasks of an endpoint may be listed under the model that it stands for.
            query["filter.model"] = model
        seen = 0
        for number in range(1, MOST_PAGES + 1):
            reply = await call.send("GET", TASKS, params=query | {"page_num": number})
            body = reply.object()
            items, total = body.get("items"), body.get("total")
            if items is None and total == 0:
                return
            if not isinstance(items, list):
                raise self.service.invalid(reply, "a list without tasks")
            for item in items:
                if isinstance(item, Mapping):
                    yield item
            seen += len(items)
            if not items or (isinstance(total, int) and seen >= total):
                return
        raise self.service.invalid(reply, f"more than {MOST_PAGES} pages of tasks")
