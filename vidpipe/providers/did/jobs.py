"""A job at D-ID: made once, found again after a crash or a lost answer, watched to its end, fetched."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog

from vidpipe.errors import MediaError, ProviderError
from vidpipe.media import is_whole, probe
from vidpipe.models.calls import JobStatus
from vidpipe.providers.base import Progress
from vidpipe.providers.call import Call
from vidpipe.providers.did.account import credits_for, price_of, storage_of
from vidpipe.providers.did.classify import classify_job
from vidpipe.providers.did.config import Config
from vidpipe.providers.did.lookup import find_lost
from vidpipe.providers.did.orders import Order
from vidpipe.providers.did.uploads import bare
from vidpipe.providers.service import Service
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

BRISK_SECONDS = 30.0
"""How long a job is looked at often; most are done by then."""
PASSING = frozenset({"DID_NETWORK_ERROR", "DID_SERVER_ERROR", "DID_RATE_LIMIT"})
MOST_MISSES = 3
"""Looks in a row that may fail in passing before the try is given up; the job goes on meanwhile."""
LARGEST_FILM = 1 << 30
_STALE = frozenset({400, 401, 403, 404, 410})
"""What storage answers to an address whose time is up."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job at D-ID, and the entry of the ledger that began it."""

    id: str
    call_id: int
    path: str
    fresh: bool
    """Whether it was created just now."""


class Jobs:
    """The jobs of one order."""

    def __init__(self, session: Session, service: Service, config: Config, order: Order) -> None:
        self._session = session
        self._service = service
        self._config = config
        self._order = order

    async def find(self) -> Job | None:
        """Return the job that an earlier try has begun, or may have begun unseen; None when there is none."""
        order = self._order
        earlier = await self._session.earlier(self._service, f"{order.kind}.create", order.wish)
        if earlier is None:
            return None
        job_id = earlier.job_id
        if job_id is None:
            job_id = await find_lost(self._session, self._service, self._config, order, earlier)
        if job_id is None:
            return None
        log.info("D-ID job resumed", job_id=job_id, job_status=earlier.job_status)
        return self._job(job_id, earlier.id, fresh=False)

    async def create(self, body: Mapping[str, Any], audio_url: str) -> Job:
        """Have D-ID begin the job; this is what is paid for. Raises ProviderError."""
        order, units = self._order, credits_for(self._order.seconds)
        async with self._session.call(
            self._service,
            operation=f"{order.kind}.create",
            wish=order.wish,
            subject="presenter",
            model=order.kind,
            # By the sound's address a lost job is told from others where D-ID's list leaves out our own mark.
            request={"seconds": round(order.seconds, 3), "credits": units, "audio": bare(audio_url)},
            estimated_usd=price_of(self._config, order.seconds),
            units=units,
        ) as call:
            reply = await call.send("POST", f"/{order.kind}", json=body)
            job_id = reply.object().get("id")
            if not isinstance(job_id, str) or not job_id:
                raise self._service.invalid(reply, "a job without an id")
            await call.began(job_id)
            return self._job(job_id, call.id, fresh=True)

    def _job(self, job_id: str, call_id: int, *, fresh: bool) -> Job:
        return Job(id=job_id, call_id=call_id, path=f"/{self._order.kind}/{quote(job_id, safe='')}", fresh=fresh)

    async def wait(self, job: Job, progress: Progress) -> str:
        """Watch a job to its end; return the film's address. ``progress`` gets a share of 0 to 1 that keeps growing.

        Raises ProviderError: what the job failed of, DID_NOT_FOUND when it was deleted, DID_PROCESSING_TIMEOUT when
        it takes too long; only then does it go on, and can be resumed.
        """
        config, length = self._config, self._order.seconds
        patience = max(config.wait_seconds, config.wait_per_second * length)
        began = time.monotonic()
        async with self._watching("get") as call:
            if job.fresh:
                await asyncio.sleep(min(config.poll_seconds, patience))
            misses = 0
            while True:
                state, misses = await self._look(call, job, misses)
                if state is not None and (url := await self._result(call, job, state)):
                    return url
                waited = time.monotonic() - began
                if waited >= patience:
                    raise ProviderError(
                        f"D-ID has not finished the film after {waited:.0f} s. The job goes on there, and the next try "
                        "picks it up.",
                        code="DID_PROCESSING_TIMEOUT",
                        details={"jobId": job.id, "waitedSeconds": round(waited, 1)},
                    )
                progress(waited / (waited + 10 + 2 * length))
                pause = config.poll_seconds if waited < BRISK_SECONDS else config.poll_later_seconds
                await asyncio.sleep(min(pause, patience - waited))

    def _watching(self, what: str) -> Call:
        return self._session.call(
            self._service,
            operation=f"{self._order.kind}.{what}",
            subject="presenter",
            model=self._order.kind,
            limited=False,
        )

    async def _look(self, call: Call, job: Job, misses: int) -> tuple[Mapping[str, Any] | None, int]:
        """Return the job's state, and how many looks in a row have failed."""
        try:
            return (await call.send("GET", job.path)).object(), 0
        except ProviderError as error:
            if error.code == "DID_NOT_FOUND":
                # Someone has deleted it there. A new one costs anew, so a person says whether there shall be one.
                await call.ended(JobStatus.FAILED, call_id=job.call_id)
            if error.code not in PASSING or misses + 1 >= MOST_MISSES:
                raise
            log.warning("D-ID job not seen", job_id=job.id, error_code=error.code, misses=misses + 1)
            if error.retry_after:
                await asyncio.sleep(min(error.retry_after, self._config.wait_seconds))
            return None, misses + 1

    async def _result(self, call: Call, job: Job, state: Mapping[str, Any]) -> str | None:
        """Return the film's address when the job is done, None while it is not. Raises ProviderError when it failed."""
        status = state.get("status")
        if status in ("error", "rejected"):
            await call.ended(JobStatus.FAILED, call_id=job.call_id)
            raise classify_job(state)
        if status != "done":
            return None
        await call.ended(JobStatus.SUCCEEDED, call_id=job.call_id)
        call.note(job_id=job.id, film_seconds=state.get("duration"))
        url = state.get("result_url")
        if not isinstance(url, str) or not url:
            raise ProviderError("D-ID calls the film done, but tells no address.", code="DID_DOWNLOAD_FAILED")
        return url

    async def fetch(self, job: Job, url: str, out: Path) -> None:
        """Download the film; when its address has expired, ask for a new one, once. Raises DID_DOWNLOAD_FAILED."""
        try:
            await self._download(url, out)
        except ProviderError as error:
            if error.details.get("httpStatus") not in _STALE:
                raise
            async with self._watching("get") as call:
                fresh = await self._result(call, job, (await call.send("GET", job.path)).object())
            if fresh is None or fresh == url:
                raise ProviderError(
                    "The film's address at D-ID's storage has expired, and D-ID gives no other.",
                    code="DID_DOWNLOAD_FAILED",
                    details=error.details | {"jobId": job.id},
                ) from error
            await self._download(fresh, out)

    async def _download(self, url: str, out: Path) -> None:
        storage, kind = storage_of(self._service), self._order.kind
        async with self._session.call(
            storage, operation=f"{kind}.download", subject="presenter", model=kind, limited=False
        ) as call:
            await call.download(url, out, largest=LARGEST_FILM)
            try:
                film = (await asyncio.to_thread(probe, out)).video
            except MediaError as error:
                raise _no_film(error.message) from error
            if not film:
                raise _no_film("it holds no moving picture")
            if not await asyncio.to_thread(is_whole, out):
                raise _no_film("it is cut short")
            call.note(width=film[0].width, height=film[0].height, fps=round(film[0].fps, 3))

    async def discard(self, job: Job) -> None:
        """Never resume this job: what it made is of no use."""
        await asyncio.to_thread(self._session.ledger.ended_job, job.call_id, JobStatus.FAILED)


def _no_film(reason: str) -> ProviderError:
    return ProviderError(f"What D-ID's storage delivered is no film: {reason}.", code="DID_DOWNLOAD_FAILED")
