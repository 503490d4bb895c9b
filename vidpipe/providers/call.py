"""One call to a service, from its intent in the ledger to its outcome."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import structlog

from vidpipe.errors import ProviderError, StorageError, VidpipeError, clean
from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, Charged, JobStatus
from vidpipe.providers.courier import AWAY, Courier
from vidpipe.providers.sending import Sending
from vidpipe.providers.service import Reply, Service

if TYPE_CHECKING:
    from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)

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
        self._sending = Sending(
            service,
            lambda: session.client,
            traceparent=session.traceparent,
            courier=self._courier,
            key=lambda number: session.request_key(self.id, number),
        )
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
            try:
                await asyncio.to_thread(self._session.slots.give, slot)
            except StorageError as error:
                # It comes back by itself, when its time is over.
                log.warning("place not given back", **self._named(), error_code=error.code, cause=error.message)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome = self._outcome(error)
        try:
            outcome = await asyncio.to_thread(self._write_down, outcome)
        except StorageError as broken:
            # Whoever canceled must see it end: an error in its place would have the part tried again.
            if not isinstance(error, asyncio.CancelledError):
                raise
            log.error("outcome not written down", **self._named(), error_code=broken.code, cause=broken.message)
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
            if self._sending.sent and outcome.status is not CallStatus.LOST:
                ledger.finish(self._continues, outcome)
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
        estimated, reply = self._intent.estimated_usd, self._sending.reply
        facts: dict[str, Any] = {
            "http_status": reply.status if reply else None,
            "request_id": reply.request_id if reply else "",
            "units": self._units,
            "response": self._facts | ({"requests": self._sending.count} if self._sending.count > 1 else {}),
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
            status=CallStatus.LOST if self._sending.sent and self._is_our_fault(error) else CallStatus.FAILED,
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
        if not self._sending.sent or not self._is_paid:
            return "no"
        # What else fails while the block is open, such as our database, says nothing about the provider's bill.
        if not isinstance(error, ProviderError):
            return "unknown"
        # What is kept was charged by the call that made it.
        return "no" if error.entry.charged == "kept" else error.entry.charged

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
        reply = await self._sending.send(method, path, **options)
        log.debug("provider answered", **self._named(), method=method, status=reply.status, size=len(reply.body))
        if not 200 <= reply.status < 300 and reply.status != 308:
            raise self._service.classify(reply)
        return reply

    async def download(self, url: str, out: Path, *, largest: int, follow: bool = True) -> Reply:
        """Fetch a file to ``out``; the key goes along only to the service's own host.

        Returns an answer with an empty body. Raises ProviderError as ``send`` does, also when the file has more than
        ``largest`` bytes or ends early.
        """
        reply, self._facts["bytes"] = await self._sending.download(url, out, largest=largest, follow=follow)
        return reply

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
            try:
                await asyncio.to_thread(undo, running.result())
            except StorageError as error:
                log.error("canceled work not undone", error_code=error.code, cause=error.message)
        raise
