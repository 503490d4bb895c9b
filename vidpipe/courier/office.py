"""The courier's work: every order is made once, by whoever asks first, and its answer given to all who ask."""

from __future__ import annotations

import asyncio
import time

import httpx
import structlog

from vidpipe.courier.sending import send
from vidpipe.courier.spool import Spool
from vidpipe.errors import StorageError
from vidpipe.models.parcels import Order, Parcel, ParcelState

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.2
"""Pause between looks at an order that a courier of an earlier start is still making."""

Kept = tuple[Parcel, bytes]


class Office:
    """The orders of this process, above those of the spool."""

    def __init__(self, spool: Spool, client: httpx.AsyncClient) -> None:
        self._spool = spool
        self._client = client
        self._working: dict[str, asyncio.Task[Kept]] = {}
        self._unkept: dict[str, Kept] = {}

    @property
    def working(self) -> int:
        """How many orders are under way."""
        return len(self._working)

    async def make(self, key: str, order: Order, body: bytes) -> Kept:
        """Make the order, unless it has been made; return its answer. The work goes on when the caller goes away."""
        work = self._working.get(key)
        if work is None:
            work = self._working[key] = asyncio.create_task(self._made(key, order, body))
            work.add_done_callback(lambda _: self._working.pop(key, None))
        return await asyncio.shield(work)

    async def recall(self, key: str) -> ParcelState:
        """Return what has become of an order. One that is not known yet is void from now on: it will not be made."""
        void = Parcel(state=ParcelState.VOID, sent=False)
        if key in self._working:
            return ParcelState.SENT  # perhaps not on disk yet
        if await asyncio.to_thread(self._spool.begin, key, void):
            return ParcelState.VOID
        parcel = await self._known(key)
        if parcel.state is ParcelState.SENT and key not in self._working and not await self._others_work(parcel):
            # Ours, and not at work any more: it has ended while the spool was read, or died.
            parcel = await self._known(key)
            return ParcelState.LOST if parcel.state is ParcelState.SENT else parcel.state
        return parcel.state if parcel.sent else ParcelState.VOID

    async def _known(self, key: str) -> Parcel:
        parcel, _ = self._unkept.get(key) or await self._on_disk(key)
        return parcel

    async def close(self, seconds: float) -> None:
        """Wait for the answers that are under way."""
        if self._working:
            log.info("courier waits for answers", details={"orders": self.working, "at_most": seconds})
            await asyncio.wait(self._working.values(), timeout=seconds)

    async def _made(self, key: str, order: Order, body: bytes) -> Kept:
        with structlog.contextvars.bound_contextvars(trace_id=key.split("-")[0], call=key):
            sent = Parcel(state=ParcelState.SENT, courier=self._spool.courier)
            try:
                if not await asyncio.to_thread(self._spool.begin, key, sent):
                    return await self._kept(key)
            except StorageError as error:
                # What could not be kept is not bought.
                log.error("paid call not made", error_code=error.code, details=error.details)
                return Parcel.refusal(error.code, error.message), b""
            began = time.monotonic()
            parcel, answer = await send(self._client, order, body)
            log.info(
                "paid call made",
                status=parcel.status or None,
                duration_ms=int((time.monotonic() - began) * 1000),
                details={"state": parcel.state, "failure": parcel.failure, "sent": parcel.sent, "size": len(answer)},
            )
            try:
                await asyncio.to_thread(self._spool.replace, key, parcel, answer)
            except StorageError as error:
                log.error("paid answer kept in memory only", error_code=error.code, details=error.details)
                self._unkept[key] = parcel, answer
            return parcel, answer

    async def _kept(self, key: str) -> Kept:
        """Return the answer that is there; wait for it while a courier of an earlier start is still at work."""
        if key in self._unkept:
            return self._unkept[key]
        while True:
            parcel, body = await self._on_disk(key)
            if parcel.state is not ParcelState.SENT:
                return parcel, body
            if not await self._others_work(parcel):
                return Parcel(state=ParcelState.LOST), b""
            await asyncio.sleep(LOOK_SECONDS)

    async def _others_work(self, parcel: Parcel) -> bool:
        if parcel.courier == self._spool.courier:
            return False  # ours would be in our list
        return await asyncio.to_thread(self._spool.lives, parcel.courier)

    async def _on_disk(self, key: str) -> Kept:
        found = await asyncio.to_thread(self._spool.read, key)
        # Swept in this very moment, after three days.
        return found or (Parcel(state=ParcelState.LOST), b"")
