"""The courier's HTTP side, on its Unix socket: orders, questions, and whether it is well."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vidpipe.courier.office import Office
from vidpipe.courier.spool import Spool
from vidpipe.errors import StorageError
from vidpipe.models.parcels import LARGEST_BODY, LARGEST_HEAD, Order, Parcel, packed, unpacked

log = structlog.get_logger(__name__)

FINISH_SECONDS = 60.0
"""How long answers that are under way are waited for when the courier stops."""
SWEEP_SECONDS = 24 * 3600.0


def courier_app(office: Office, spool: Spool) -> Starlette:
    """Return the ASGI app.

    ``POST /calls/{key}`` makes an order, once, and answers its parcel; ``POST /calls/{key}/recall`` says what has
    become of one and voids it if it has not come; ``GET /health`` answers.
    """

    async def make(request: Request) -> Response:
        key = request.path_params["key"]
        if not spool.is_key(key):
            return Response("not a key", status_code=400)
        try:
            order, body = unpacked(Order, await _whole(request))
        except ClientDisconnect:
            # Killed while it was asking: half a request is never made.
            return Response(status_code=400)
        except OverflowError:
            return Response("too large", status_code=413)
        except ValueError:
            # The reason would quote the headers, and so the key.
            return Response("not an order", status_code=400)
        try:
            parcel, answer = await office.make(key, order, body)
        except StorageError as error:
            parcel, answer = Parcel.refusal(error.code, error.message), b""
        return Response(packed(parcel, answer), media_type="application/octet-stream")

    async def recall(request: Request) -> Response:
        key = request.path_params["key"]
        if not spool.is_key(key):
            return Response("not a key", status_code=400)
        try:
            return Response(packed(Parcel(state=await office.recall(key))))
        except StorageError as error:
            return Response(packed(Parcel.refusal(error.code, error.message)))

    async def health(_: Request) -> Response:
        return JSONResponse({"working": office.working})

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(spool))
        yield
        sweeping.cancel()
        await office.close(FINISH_SECONDS)
        spool.close()

    routes = [
        Route("/calls/{key}", make, methods=["POST"]),
        Route("/calls/{key}/recall", recall, methods=["POST"]),
        Route("/health", health),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _whole(request: Request) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BODY + LARGEST_HEAD:
            raise OverflowError
    return bytes(data)


async def _sweep(spool: Spool) -> None:
    while True:
        try:
            if removed := await asyncio.to_thread(spool.sweep):
                log.info("old paid answers removed", details={"files": removed})
        except OSError as error:
            log.warning("spool not swept", error_code="FILE_SYSTEM_ERROR", details={"cause": str(error)})
        await asyncio.sleep(SWEEP_SECONDS)
