"""The way of every call: into the journal, past the armed faults, to its handler, and back to the client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from vidpipe.sandbox import delivery
from vidpipe.sandbox.call import Answer, BadBody, Call, content_hash, json_answer
from vidpipe.sandbox.faults import Armed
from vidpipe.sandbox.service import Endpoint, Service
from vidpipe.sandbox.world import World


class Gate:
    """One endpoint as an ASGI application."""

    def __init__(self, world: World, service: Service, endpoint: Endpoint) -> None:
        self._world = world
        self._service = service
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call. Whatever a handler raises is noted in the journal and raised again: a bug of ours."""
        call = self._call(Request(scope, receive))
        try:
            await self._read(call)
            await self._serve(call, scope, receive, send)
        except ClientDisconnect:
            call.entry.close(None, "client_gone")
        except BaseException:  # raised again: the journal must not show the call as open
            if call.entry.outcome == "open":
                call.entry.close(None, "broken")
            raise

    def _call(self, request: Request) -> Call:
        world, name = self._world, self._service.name
        entry = world.journal.opened(request, provider=name, endpoint=self._endpoint.name, now=world.now())
        return Call(request=request, world=world, provider=name, entry=entry)

    async def _read(self, call: Call) -> None:
        if self._endpoint.streams:
            return
        call.body = await call.request.body()
        call.entry.note(call.body)
        call.entry.body_hash = await content_hash(call.headers, call.body)

    async def _serve(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        armed = self._world.faults.take(call.provider, self._endpoint.name, call.body)
        if armed and armed.fault in self._service.faults:
            documented = self._service.faults[armed.fault](call)
            answer = await documented if isinstance(documented, Awaitable) else documented
            call.entry.close(answer.response.status_code, armed.fault, answer.charge_usd)
            await answer.response(scope, receive, send)
        elif armed and armed.fault in ("hang", "drop_before"):
            call.entry.close(None, armed.fault)
            await (delivery.client_gone(receive, None) if armed.fault == "hang" else delivery.cut(scope, receive))
        else:
            answer = await self._worked(call)
            await self._deliver(call, answer, armed, scope, receive, send)

    async def _worked(self, call: Call) -> Answer:
        """Let the handler do the work, and take the time that the real service would take."""
        started = time.monotonic()
        try:
            answer = await self._endpoint.handler(call)
        except BadBody as error:
            return json_answer(400, {"error": f"bad request body: {error}"}, outcome="bad_body")
        if answer.response.status_code < 400:
            await asyncio.sleep(self._world.latency(*self._endpoint.latency) - (time.monotonic() - started))
        return answer

    async def _deliver(
        self, call: Call, answer: Answer, armed: Armed | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        fault = armed.fault if armed else None
        status = None if fault in ("drop_after", "timeout") else answer.response.status_code
        call.entry.close(200 if fault == "garbage" else status, fault or answer.outcome, answer.charge_usd)
        if armed is None:
            await answer.response(scope, receive, send)
        elif fault == "drop_after":
            await delivery.cut(scope, receive)
        elif fault == "timeout":
            if not await delivery.client_gone(receive, armed.wait):
                await answer.response(scope, receive, send)
        else:
            await self._send_hurt(await delivery.collected(answer.response, scope), armed, scope, receive, send)

    async def _send_hurt(self, whole: delivery.Whole, armed: Armed, scope: Scope, receive: Receive, send: Send) -> None:
        if armed.fault == "slow":
            await delivery.send_slowly(whole, send, armed.wait)
        elif armed.fault == "drop":
            await delivery.send_half_and_cut(whole, scope, receive, send)
        elif armed.fault == "truncate":
            await delivery.send_whole(whole.with_body(whole.body[: len(whole.body) // 2]), send)
        else:
            await delivery.send_whole(whole.with_body(delivery.garbage(len(whole.body)), status=200), send)
