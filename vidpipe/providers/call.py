"""One call to a service, from its intent in the ledger to its outcome."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx
import structlog

from vidpipe.errors import ProviderError, VidpipeError, file_errors
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, Charged, JobStatus
from vidpipe.providers.service import Reply, Service

if TYPE_CHECKING:
    from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

LARGEST_ANSWER = 64 << 20
"""Bytes of an answer that is kept in memory; films are downloaded to files."""
_CHUNK = 1 << 16


class Call:
    """An entry of the ledger, open while its block runs; it may send several requests, as a poll does."""

    def __init__(self, session: Session, service: Service, intent: CallIntent, *, limited: bool) -> None:
        self._session = session
        self._service = service
        self._intent = intent
        self._limited = limited
        self._slot: int | None = None
        self._id = 0
        self._began = 0.0
        self._requests = 0
        self._sent = False
        self._reply: Reply | None = None
        self._cost: float | None = None
        self._charged: Charged | None = None
        self._facts: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        if self._limited:
            await self._take_place()
        try:
            self._id = await asyncio.to_thread(self._session.ledger.begin, self._intent)
        except BaseException:
            await self._give_place()
            raise
        self._began = time.monotonic()
        log.info("provider call started", **self._intent.request | self._named())
        return self

    async def _take_place(self) -> None:
        limits, seconds = self._service.limits, self._service.timeouts.total
        while self._slot is None:
            self._slot, wait = await asyncio.to_thread(
                self._session.slots.take,
                self._service.name,
                self._service.account,
                concurrent=limits.concurrent,
                per_minute=limits.per_minute,
                hold_seconds=seconds + 30,
            )
            if self._slot is None:
                await asyncio.sleep(wait)

    async def _give_place(self) -> None:
        if self._slot is not None:
            slot, self._slot = self._slot, None
            await asyncio.to_thread(self._session.slots.give, slot)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome = self._outcome(error)
        try:
            await asyncio.to_thread(self._session.ledger.finish, self._id, outcome)
        finally:
            await self._give_place()
        tell = log.info if error is None else log.warning
        tell(
            "provider call completed" if error is None else "provider call failed",
            # A client's facts may have names of their own: they never replace these.
            **outcome.response
            | self._named()
            | {
                "status": outcome.http_status,
                "request_id": outcome.request_id,
                "duration_ms": int((time.monotonic() - self._began) * 1000),
                "error_code": outcome.error_code,
                "cost_usd": outcome.cost_usd,
                "charged": outcome.charged,
            },
        )

    def _named(self) -> dict[str, object]:
        intent = self._intent
        return {
            "provider": intent.provider,
            "operation": intent.operation,
            "model": intent.model,
            "subject": intent.subject,
            "call_id": self._id,
        }

    def _outcome(self, error: BaseException | None) -> CallOutcome:
        estimated = self._intent.estimated_usd
        facts: dict[str, Any] = {
            "http_status": self._reply.status if self._reply else None,
            "request_id": self._reply.request_id if self._reply else "",
            "response": self._facts | ({"requests": self._requests} if self._requests > 1 else {}),
        }
        if error is None:
            charged = self._charged or ("yes" if estimated > 0 else "no")
            cost = estimated if self._cost is None else self._cost
            return CallOutcome(
                status=CallStatus.SUCCEEDED, charged=charged, cost_usd=cost if charged == "yes" else 0.0, **facts
            )
        charged = self._charged or self._charged_by_failure(error)
        cost = (estimated if self._cost is None else self._cost) if charged == "yes" else 0.0
        lost = not isinstance(error, Exception)  # canceled while the provider was at work
        return CallOutcome(
            status=CallStatus.LOST if lost and self._sent else CallStatus.FAILED,
            error_code=error.code if isinstance(error, VidpipeError) else "INTERNAL_ERROR",
            error_message=(error.message if isinstance(error, VidpipeError) else type(error).__name__)[:2_000],
            charged=charged,
            cost_usd=cost,
            **facts,
        )

    def _charged_by_failure(self, error: BaseException) -> Charged:
        if not self._sent or self._intent.estimated_usd == 0:
            return "no"
        return error.entry.charged if isinstance(error, VidpipeError) else "unknown"

    async def send(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request to the service and return its whole answer; ``options`` are those of httpx.

        ``path`` follows the base URL; an absolute address is taken as it is, and gets the key only on the service's
        own host. Raises ProviderError: the service's timeout or network code, or what its classifier reads.
        """
        url, own = self._address(path)
        headers = {**(self._service.headers if own else {}), **options.pop("headers", {})}
        if self._session.traceparent:
            headers["traceparent"] = self._session.traceparent
        self._requests += 1
        try:
            async with asyncio.timeout(self._service.timeouts.total):
                self._reply = reply = await self._exchange(method, url, headers, options)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise self._unheard(error, self._service.timeout_code, "did not answer in time") from error
        except httpx.HTTPError as error:
            raise self._unheard(error, self._service.network_code, "could not be reached") from error
        except httpx.InvalidURL as error:
            raise ProviderError(
                f"{self._service.title}: {url!r} is no address: {error}. Check its base URL in the settings.",
                code="PROVIDER_NOT_CONFIGURED",
            ) from error
        log.debug("provider answered", **self._named(), method=method, status=reply.status, size=len(reply.body))
        if not 200 <= reply.status < 300 and reply.status != 308:
            raise self._service.classify(reply)
        return reply

    def _address(self, path: str) -> tuple[str, bool]:
        base = self._service.base_url.rstrip("/")
        if not path.startswith(("http://", "https://")):
            return base + path, True
        mine, theirs = httpx.URL(base + "/"), httpx.URL(path)
        same_host = (mine.scheme, mine.host, mine.port) == (theirs.scheme, theirs.host, theirs.port)
        return path, same_host and theirs.path.startswith(mine.path)

    async def _exchange(self, method: str, url: str, headers: dict[str, str], options: dict[str, Any]) -> Reply:
        limits = self._service.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        request = self._session.client.build_request(method, url, headers=headers, timeout=timeout, **options)
        self._sent = True
        try:
            response = await self._session.client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            self._sent = self._requests > 1  # nothing has left this machine
            raise
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes(_CHUNK):
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    reply = Reply(status=response.status_code, headers=response.headers, body=bytes(body[:1_000]))
                    raise self._service.invalid(reply, f"more than {LARGEST_ANSWER >> 20} MB")
            return Reply(status=response.status_code, headers=response.headers, body=bytes(body))
        finally:
            await response.aclose()

    def _unheard(self, error: Exception, code: str, what: str) -> ProviderError:
        details = {"sent": self._sent, "cause": f"{type(error).__name__}: {error}"[:500]}
        return ProviderError(f"{self._service.title} {what}.", code=code, details=details)

    async def download(self, url: str, out: Path, *, largest: int, follow: bool = True) -> Reply:
        """Fetch a file to ``out``; the key goes along only to the service's own host.

        Returns an answer with an empty body. Raises ProviderError as ``send`` does, also when the file has more than
        ``largest`` bytes or ends early.
        """
        address, own = self._address(url)
        headers = dict(self._service.headers) if own else {}
        self._requests += 1
        try:
            async with asyncio.timeout(self._service.timeouts.total):
                return await self._fetch(address, headers, out, largest, follow=follow and not own)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise self._unheard(error, self._service.timeout_code, "did not deliver the file in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unheard(error, self._service.network_code, "did not deliver the file") from error

    async def _fetch(self, url: str, headers: dict[str, str], out: Path, largest: int, *, follow: bool) -> Reply:
        limits = self._service.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        client = self._session.client
        self._sent = True
        async with client.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=follow) as response:
            if response.status_code != 200:
                body = (await response.aread())[:LARGEST_ANSWER]
                self._reply = reply = Reply(status=response.status_code, headers=response.headers, body=body)
                raise self._service.classify(reply)
            self._reply = reply = Reply(status=200, headers=response.headers, body=b"")
            size = 0
            with file_errors("store a download", out), out.open("wb") as file:
                async for chunk in response.aiter_bytes(_CHUNK):
                    size += len(chunk)
                    if size > largest:
                        raise self._service.invalid(reply, f"a file of more than {largest:,} bytes")
                    file.write(chunk)
            self._facts["bytes"] = size
        return reply

    async def began(self, job_id: str) -> None:
        """Keep the id of the job that the provider has begun: from now on it can be found again."""
        await asyncio.to_thread(self._session.ledger.began_job, self._id, job_id)
        log.info("provider job began", **self._named(), job_id=job_id)

    async def ended(self, status: JobStatus, *, call_id: int | None = None) -> None:
        """Note how a job ended: that of this call, or of an earlier one."""
        await asyncio.to_thread(self._session.ledger.ended_job, call_id or self._id, status)

    def charge(self, usd: float, **facts: Any) -> None:
        """Note what the provider says it charges, with facts such as tokens; otherwise the estimate counts."""
        self._cost, self._charged = usd, "yes"
        self._facts |= facts

    def uncharged(self) -> None:
        """Note that the provider charges nothing for this call, whatever its outcome."""
        self._charged = "no"

    def note(self, **facts: Any) -> None:
        """Note facts of the answer, such as sizes."""
        self._facts |= facts

    @property
    def id(self) -> int:
        """The entry's id."""
        return self._id
