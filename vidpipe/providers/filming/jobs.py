"""A job at a video service: made once, found again after a crash or a lost answer, watched to its end, fetched."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import structlog

from vidpipe.errors import MediaError, ProviderError, file_errors
from vidpipe.media import keep_clip
from vidpipe.models.calls import JobStatus
from vidpipe.providers.base import Progress
from vidpipe.providers.call import Call
from vidpipe.providers.filming.studio import FilmConfig, JobState, Order, Studio
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

LARGEST_FILM = 1 << 30
MOST_MISSES = 3
"""Looks in a row that may fail in passing before the try is given up; the job goes on meanwhile."""
_ORDERED, _DONE = 0.05, 0.92
"""Shares of the work."""
_STALE = frozenset({400, 401, 403, 404, 410})
"""What storage answers to an address whose time is up."""


@dataclass(frozen=True, kw_only=True)
class _Job:
    """A job, and the entry of the ledger that began it."""

    id: str
    call_id: int
    fresh: bool = False
    """Whether it was created just now."""
    adopted: bool = False
    """Whether it was found by its looks: its creation was never answered, so what it costs is not noted yet."""


class FilmJobs:
    """Makes one clip at one service."""

    def __init__(self, session: Session, studio: Studio, config: FilmConfig, order: Order) -> None:
        self._session = session
        self._studio = studio
        self._config = config
        self._order = order

    async def film(self, out: Path, progress: Progress) -> None:
        """Write the clip to ``out``: what an earlier try began is gone on with, and only else a new one is paid for.

        Raises ProviderError with the service's codes, StorageError.
        """
        job = await self._find() or await self._create()
        progress(_ORDERED)
        state = await self._wait(job, lambda share: progress(_ORDERED + share * (_DONE - _ORDERED)))
        progress(_DONE)
        await self._fetch(job, state, out)
        progress(1.0)

    async def _find(self) -> _Job | None:
        studio, order = self._studio, self._order
        earlier = await self._session.earlier(studio.service, f"{studio.operation}.create", order.wish)
        if earlier is None:
            return None
        job_id = earlier.job_id or await studio.find_lost(self._session, order, earlier)
        if job_id is None:
            return None
        log.info("film job resumed", provider=studio.service.name, job_id=job_id, job_status=earlier.job_status)
        return _Job(id=job_id, call_id=earlier.id, adopted=earlier.job_id is None)

    async def _create(self) -> _Job:
        """Have the service begin the job; this is what is paid for."""
        studio, order = self._studio, self._order
        async with self._session.call(
            studio.service,
            operation=f"{studio.operation}.create",
            wish=order.wish,
            subject=order.subject,
            model=order.model,
            request=order.facts,
            estimated_usd=order.estimated_usd,
            units=order.units,
        ) as call:
            reply = await call.send("POST", order.path, json=dict(order.body))
            job_id = studio.job_id(reply)
            if not isinstance(job_id, str) or not job_id:
                raise studio.service.invalid(reply, "a job without an id")
            await call.began(job_id)
            return _Job(id=job_id, call_id=call.id, fresh=True)

    def _watching(self, what: str) -> Call:
        studio, order = self._studio, self._order
        service = studio.storage if what == "download" else studio.looking
        return self._session.call(
            service,
            operation=f"{studio.operation}.{what}",
            subject=order.subject,
            model=order.model,
            limited=False,
        )

    async def _wait(self, job: _Job, progress: Progress) -> JobState:
        """Watch a job to its success. ``progress`` gets a share of 0 to 1 that keeps growing."""
        patience, began, misses, shown = self._config.wait_seconds, time.monotonic(), 0, 0.0
        async with self._watching("get") as call:
            if job.fresh:
                await asyncio.sleep(min(self._config.poll_seconds, patience))
            while True:
                state, misses = await self._look(call, job, misses)
                if state is not None and state.status is not JobStatus.RUNNING:
                    return await self._ended(call, job, state)
                waited = time.monotonic() - began
                if waited >= patience:
                    raise self._late(job, waited)
                told = (state.share if state else None) or 0.0
                shown = max(shown, told, waited / (waited + 60 + 10 * self._order.seconds))
                progress(shown)
                await asyncio.sleep(min(self._config.poll_seconds, patience - waited))

    async def _look(self, call: Call, job: _Job, misses: int) -> tuple[JobState | None, int]:
        """Return the job's state, and how many looks in a row have failed."""
        studio = self._studio
        try:
            reply = await call.send("GET", studio.job_path(job.id))
            return studio.read(reply.object(), job.id), 0
        except ProviderError as error:
            if error.code == studio.codes.gone:
                # Deleted, or thrown away. A new one costs anew, so a person says whether there shall be one.
                await call.ended(JobStatus.FAILED, call_id=job.call_id)
            if error.code not in studio.codes.passing or misses + 1 >= MOST_MISSES:
                raise
            log.warning("film job not seen", provider=studio.service.name, job_id=job.id, error_code=error.code)
            if error.retry_after:
                await asyncio.sleep(min(error.retry_after, self._config.wait_seconds))
            return None, misses + 1

    async def _ended(self, call: Call, job: _Job, state: JobState) -> JobState:
        """Note how a job ended. Raises what it failed of."""
        await call.ended(state.status, call_id=job.call_id)
        cost = state.cost_usd
        if cost is None and job.adopted and state.status is JobStatus.SUCCEEDED:
            cost = self._order.estimated_usd
        if cost is not None:
            await call.settled(cost, call_id=job.call_id)
        call.note(job_id=job.id, cost_usd=cost, **state.facts)
        if (error := state.error) is not None:
            raise error
        return state

    def _late(self, job: _Job, waited: float) -> ProviderError:
        return ProviderError(
            f"{self._studio.service.title} has not finished the clip after {waited:.0f} s. The job goes on there, and "
            "the next try picks it up.",
            code=self._studio.codes.late,
            details={"jobId": job.id, "waitedSeconds": round(waited, 1)},
        )

    async def _fetch(self, job: _Job, state: JobState, out: Path) -> None:
        """Fetch the clip; when its address has expired, ask for a new one, once."""
        if isinstance(state.film, bytes):
            with file_errors("store the clip", out):
                await asyncio.to_thread(_raw(out).write_bytes, state.film)
            async with self._watching("keep") as call:
                return await self._keep(call, job, out)
        try:
            await self._download(job, state.film or "", out)
        except ProviderError as error:
            if error.details.get("httpStatus") not in _STALE:
                raise
            async with self._watching("get") as call:
                again = self._studio.read((await call.send("GET", self._studio.job_path(job.id))).object(), job.id)
            if not isinstance(again.film, str) or again.film == state.film:
                lost = await self._lost(job, error)
                raise lost from error
            await self._download(job, again.film, out)

    async def _download(self, job: _Job, url: str, out: Path) -> None:
        async with self._watching("download") as call:
            await call.download(url, _raw(out), largest=LARGEST_FILM)
            await self._keep(call, job, out)

    async def _keep(self, call: Call, job: _Job, out: Path) -> None:
        """Turn what was delivered into the clip. Raises the storage's invalid code for what is none."""
        try:
            video = await keep_clip(_raw(out), out)
        except MediaError as error:
            if error.code != "MEDIA_INVALID":
                raise
            await self._discard(job)
            raise ProviderError(
                f"{self._studio.service.title} delivered something that is no film: {error.message}",
                code=self._studio.storage.invalid_code,
                details={"jobId": job.id, **error.details},
            ) from error
        finally:
            _raw(out).unlink(missing_ok=True)
        call.note(width=video.width, height=video.height, fps=round(video.fps, 3), seconds=round(video.duration, 3))

    async def _lost(self, job: _Job, error: ProviderError) -> ProviderError:
        await self._discard(job)
        return ProviderError(
            f"The clip was made, but {self._studio.service.title} no longer hands it out.",
            code=self._studio.codes.expired,
            details=error.details | {"jobId": job.id},
        )

    async def _discard(self, job: _Job) -> None:
        """Never resume this job: what it made is of no use, or cannot be had, and that not for the first time."""
        if job.fresh:
            # It is paid for, and the next try may get it whole.
            return
        await asyncio.to_thread(self._session.ledger.ended_job, job.call_id, JobStatus.FAILED)


def _raw(out: Path) -> Path:
    return out.with_name(f".{out.stem}.delivered")
