"""One call to a service, from its intent in the ledger to its outcome."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx
import structlog

from vidpipe.errors import ProviderError, VidpipeError, clean, file_errors
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, Charged, JobStatus
from vidpipe.providers.courier import AWAY, Courier
from vidpipe.providers.service import Reply, Service

if TYPE_CHECKING:
    from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

LARGEST_ANSWER = 64 << 20
"""Bytes of an answer that is kept in memory; films are downloaded to files."""
_CHUNK = 1 << 16
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_MOST_REDIRECTS = 5

Result = TypeVar("Result")


class Call:
    """An entry of the ledger, open while its block runs; it may send several requests, as a poll does."""

    def __init__(self, session: Session, service: Service, intent: CallIntent, *, limited: bool) -> None:
        self._session = session
        self._service = service
        self._intent = intent
        self._limited = limited
        self._slot: int | None = None
        self._id = 0
        # Requests that cost money survive this process; a call that goes on with another's is for nothing itself.
        self._courier: Courier | None = session.courier if intent.wish and intent.estimated_usd > 0 else None
        self._continues: int | None = None
        self._began = 0.0
        self._requests = 0
        self._sent = False
        self._reply: Reply | None = None
        self._cost: float | None = None
        self._charged: Charged | None = None
        self._units: float | None = None
        self._facts: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._continues = await self._kept()
        if self._limited and self._continues is None:
            await self._take_place()
        ledger, never_sent = self._session.ledger, CallOutcome(status=CallStatus.FAILED, error_code="TASK_CANCELED")
        intent = self._intent if self._continues is None else _for_nothing(self._intent, self._continues)
        try:
            self._id = await _to_the_end(
                lambda: ledger.begin(intent), undo=lambda call_id: ledger.finish(call_id, never_sent)
            )
        except BaseException:  # raised again: the place is given back, which nobody else would
            await self._give_place()
            raise
        self._began = time.monotonic()
        self._session.open_calls.add(self._id)
        log.info("provider call started", **self._named(), details=intent.request)
        return self

    async def _kept(self) -> int | None:
        """Return the earlier call for the same thing whose answer the courier keeps, or is about to have."""
        if self._courier is None:
            return None
        session = self._session
        earlier = await asyncio.to_thread(session.ledger.unused, self._intent)
        # One that is open in this very session has somebody who waits for it.
        if earlier is None or earlier in session.open_calls:
            return None
        return earlier if await self._courier.recall(session.request_key(earlier, 1)) else None

    async def _take_place(self) -> None:
        service, slots = self._service, self._session.slots

        def take() -> tuple[int | None, float]:
            return slots.take(
                service.name,
                service.account,
                concurrent=service.limits.concurrent,
                per_minute=service.limits.per_minute,
                hold_seconds=service.timeouts.total + 30,
            )

        def give_back(taken: tuple[int | None, float]) -> None:
            if taken[0] is not None:
                slots.give(taken[0])

        self._slot, wait = await _to_the_end(take, undo=give_back)
        if self._slot is None:
            log.info("provider call waits for a free place", **self._named(), details=asdict(service.limits))
        while self._slot is None:
            await asyncio.sleep(wait)
            self._slot, wait = await _to_the_end(take, undo=give_back)

    async def _give_place(self) -> None:
        if self._slot is not None:
            slot, self._slot = self._slot, None
            await asyncio.to_thread(self._session.slots.give, slot)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome = self._outcome(error)
        try:
            outcome = await asyncio.to_thread(self._write_down, outcome)
        finally:
            self._session.open_calls.discard(self._id)
            await self._give_place()
        tell = log.info if error is None else log.warning
        tell(
            "provider call completed" if error is None else "provider call failed",
            **self._named(),
            status=outcome.http_status,
            request_id=outcome.request_id,
            duration_ms=int((time.monotonic() - self._began) * 1000),
            error_code=outcome.error_code,
            cost_usd=outcome.cost_usd,
            charged=outcome.charged,
            details=outcome.response,
        )

    def _write_down(self, outcome: CallOutcome) -> CallOutcome:
        """Finish the entry, and first that of the call it has gone on with, which is the one that is paid for."""
        ledger = self._session.ledger
        if self._continues is not None:
            if self._sent and outcome.status is not CallStatus.LOST:
                ledger.complete(self._continues, outcome)
            outcome = outcome.model_copy(update={"charged": "no", "cost_usd": 0.0, "units": None})
        ledger.finish(self._id, outcome)
        return outcome

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
            "units": self._units,
            "response": self._facts | ({"requests": self._requests} if self._requests > 1 else {}),
        }
        if error is None:
            charged = self._charged or ("yes" if self._is_paid else "no")
            cost = estimated if self._cost is None else self._cost
            return CallOutcome(
                status=CallStatus.SUCCEEDED, charged=charged, cost_usd=cost if charged == "yes" else 0.0, **facts
            )
        charged = self._charged or self._charged_by_failure(error)
        cost = (estimated if self._cost is None else self._cost) if charged == "yes" else 0.0
        code, message = "INTERNAL_ERROR", type(error).__name__
        if isinstance(error, VidpipeError):
            # The message may quote the provider, and some providers quote our key.
            code, message = error.code, str(clean(error.message))[:2_000]
        elif isinstance(error, asyncio.CancelledError):
            code = "TASK_CANCELED"
        return CallOutcome(
            status=CallStatus.LOST if self._sent and self._is_our_fault(error) else CallStatus.FAILED,
            error_code=code,
            error_message=message,
            charged=charged,
            cost_usd=cost,
            **facts,
        )

    @property
    def _is_paid(self) -> bool:
        """Whether it takes money or quota. A wish says so as well: the price of a new model may not be known."""
        intent = self._intent
        return intent.estimated_usd > 0 or intent.units > 0 or bool(intent.wish)

    def _charged_by_failure(self, error: BaseException) -> Charged:
        if not self._sent or not self._is_paid:
            return "no"
        # What else fails while the block is open, such as our database, says nothing about the provider's bill.
        return error.entry.charged if isinstance(error, ProviderError) else "unknown"

    def _is_our_fault(self, error: BaseException) -> bool:
        """Whether the provider's answer was not heard, or not put to use, for reasons that are not the provider's."""
        if not isinstance(error, Exception):
            return True  # canceled while the provider was at work
        return self._courier is not None and (not isinstance(error, ProviderError) or error.code == AWAY)

    async def send(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request to the service and return its whole answer; ``options`` are those of httpx.

        ``path`` follows the base URL; an absolute address is taken as it is, and gets the key only on the service's
        own host. Raises ProviderError: the service's timeout or network code, what its classifier reads, or what keeps
        the courier of paid calls from its work.
        """
        self._requests += 1
        try:
            url, own = self._address(path)
            headers = {**(self._service.headers if own else {}), **options.pop("headers", {})}
            if self._session.traceparent:
                headers["traceparent"] = self._session.traceparent
            # The courier ends what takes too long by itself, and tells so.
            async with asyncio.timeout(None if self._courier else self._service.timeouts.total):
                self._reply = reply = await self._exchange(method, url, headers, options)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise self._unheard(error, self._service.timeout_code, "did not answer in time") from error
        except httpx.HTTPError as error:
            raise self._unheard(error, self._service.network_code, "could not be reached") from error
        except httpx.InvalidURL as error:
            raise ProviderError(
                f"{self._service.title}: no request can be sent to {path[:200]!r}: {error}. "
                "Check its base URL in the settings.",
                code="PROVIDER_NOT_CONFIGURED",
            ) from error
        log.debug("provider answered", **self._named(), method=method, status=reply.status, size=len(reply.body))
        if not 200 <= reply.status < 300 and reply.status != 308:
            raise self._service.classify(reply)
        return reply

    def _address(self, path: str) -> tuple[str, bool]:
        base = self._service.base_url.rstrip("/")
        if path.startswith("/"):
            return base + path, True
        # Anything else is an address of its own, lest "@host" or "HTTPS://host" behind the base names another host.
        mine, theirs = httpx.URL(base + "/"), httpx.URL(path)
        same_host = (mine.scheme, mine.host, mine.port) == (theirs.scheme, theirs.host, theirs.port)
        # An escaped ".." is one only to the server, behind whose prefix another service may lie.
        beneath = theirs.path.startswith(mine.path) and ".." not in theirs.path.split("/")
        return path, same_host and beneath

    async def _exchange(self, method: str, url: str, headers: dict[str, str], options: dict[str, Any]) -> Reply:
        limits = self._service.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        request = self._session.client.build_request(method, url, headers=headers, timeout=timeout, **options)
        if self._courier is not None:
            response = await self._delivered(self._courier, request)
        else:
            response = await self._sent_off(request, follow=False)
        try:
            return await self._whole(response)
        finally:
            await response.aclose()

    async def _sent_off(self, request: httpx.Request, *, follow: bool) -> httpx.Response:
        """Send a request and return its answer, whose body is still to come."""
        before, self._sent = self._sent, True
        try:
            return await self._session.client.send(request, stream=True, follow_redirects=follow)
        except NEVER_SENT:
            self._sent = before  # nothing has left this machine
            raise

    async def _delivered(self, courier: Courier, request: httpx.Request) -> httpx.Response:
        """Have the courier send a request, or tell what came of the same one of the call that this goes on with."""
        before, self._sent = self._sent, True
        key = self._session.request_key(self.id, self._requests)
        try:
            return await courier.deliver(key, request, total=self._service.timeouts.total)
        except NEVER_SENT:
            self._sent = before
            raise
        except VidpipeError as error:
            if not isinstance(error, ProviderError) or not error.details.get("sent", True):
                self._sent = before  # the courier refused it, or never got it
            raise

    async def _whole(self, response: httpx.Response) -> Reply:
        body = bytearray()
        async for chunk in response.aiter_bytes(_CHUNK):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                reply = Reply(status=response.status_code, headers=response.headers, body=bytes(body[:1_000]))
                raise self._service.invalid(reply, f"more than {LARGEST_ANSWER >> 20} MB")
        return Reply(status=response.status_code, headers=response.headers, body=bytes(body))

    def _unheard(self, error: Exception, code: str, what: str) -> ProviderError:
        details = {"sent": self._sent, "cause": f"{type(error).__name__}: {error}"[:500]}
        return ProviderError(f"{self._service.title} {what}.", code=code, details=details)

    async def download(self, url: str, out: Path, *, largest: int, follow: bool = True) -> Reply:
        """Fetch a file to ``out``; the key goes along only to the service's own host.

        Returns an answer with an empty body. Raises ProviderError as ``send`` does, also when the file has more than
        ``largest`` bytes or ends early.
        """
        self._requests += 1
        try:
            address, own = self._address(url)
            headers = dict(self._service.headers) if own else {}
            async with asyncio.timeout(self._service.timeouts.total):
                return await self._fetch(address, headers, out, largest, follow=follow)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise self._unheard(error, self._service.timeout_code, "did not deliver the file in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unheard(error, self._service.network_code, "did not deliver the file") from error

    async def _fetch(self, url: str, headers: dict[str, str], out: Path, largest: int, *, follow: bool) -> Reply:
        limits = self._service.timeouts
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        hops = 0
        while True:
            request = self._session.client.build_request("GET", url, headers=headers, timeout=timeout)
            response = await self._sent_off(request, follow=follow and not headers)
            hops += 1
            if not follow or response.next_request is None or hops > _MOST_REDIRECTS:
                break
            await response.aclose()
            # The service's own host sends on to its storage, where the key must not go; httpx drops only some headers.
            url, own = self._address(str(response.next_request.url))
            headers = headers if own else {}
        try:
            if response.status_code != 200:
                self._reply = reply = await self._whole(response)
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
        finally:
            await response.aclose()

    async def began(self, job_id: str, *, call_id: int | None = None, private: str | None = None) -> None:
        """Keep the id of the job that the provider has begun: from now on it can be found again.

        ``call_id`` is an earlier call whose answer was lost, when this one has found its job. ``private`` is what lets
        one go on with the job and is shown nowhere, such as the address of an upload.
        """
        await asyncio.to_thread(self._session.ledger.began_job, call_id or self.id, job_id, private)
        log.info("provider job began", **self._named(), job_id=job_id)

    async def ended(self, status: JobStatus, *, call_id: int | None = None) -> None:
        """Note how a job ended: that of this call, or of an earlier one."""
        await asyncio.to_thread(self._session.ledger.ended_job, call_id or self.id, status)

    async def settled(self, usd: float, *, call_id: int) -> None:
        """Note what an earlier call's job has cost in the end; 0 when the provider charges nothing for it."""
        await asyncio.to_thread(self._session.ledger.settle, call_id, usd)

    def charge(self, usd: float, **facts: Any) -> None:
        """Note what the provider says it charges, with facts such as tokens; otherwise the estimate counts."""
        self._cost, self._charged = usd, "yes"
        self._facts |= facts

    def took(self, units: float) -> None:
        """Note what it took from a quota, where that shows only at the end, as with polls."""
        self._units = units
        self._charged = self._charged or "yes"

    def uncharged(self) -> None:
        """Note that the provider charges nothing for this call, whatever its outcome."""
        self._charged = "no"

    def note(self, **facts: Any) -> None:
        """Note facts of the answer, such as sizes."""
        self._facts |= facts

    @property
    def id(self) -> int:
        """The id of the entry that is paid for: this call's, or that of the call it goes on with."""
        return self._id if self._continues is None else self._continues


def _for_nothing(intent: CallIntent, continues: int) -> CallIntent:
    """Return the intent of a call that goes on with an earlier one."""
    request = intent.request | {"continues": continues}
    return intent.model_copy(update={"request": request, "estimated_usd": 0.0, "units": 0.0})


async def _to_the_end(work: Callable[[], Result], undo: Callable[[Result], None]) -> Result:
    """Run blocking work in a thread; when canceled meanwhile, wait for its end all the same, and undo it."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        if running.exception() is None:
            await asyncio.to_thread(undo, running.result())
        raise
