"""PUTs that go wrong half-way: the upload server keeps half of the bytes, and fails then."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.delivery import cut
from vidpipe.sandbox.youtube.access import MAY_UPLOAD, authenticate
from vidpipe.sandbox.youtube.errors import Refused, error, plain
from vidpipe.sandbox.youtube.ranges import STEP, BadRange
from vidpipe.sandbox.youtube.uploads import keep, range_of, session_of


class Broken(Response):
    """Reads the first half of a PUT into its session, rounded down to whole steps, and answers ``status`` then.

    None cuts the connection in the middle of the body; 308 and errors come when the whole body has been read.
    """

    def __init__(self, call: Call, status: int | None) -> None:
        super().__init__(b"", status or 500)
        self._call = call
        self._status = status

    @classmethod
    def answer(cls, call: Call, status: int | None, outcome: str) -> Answer:
        """Answer a call so."""
        return Answer(cls(call, status), outcome)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do it; a PUT that would be refused anyhow is refused."""
        try:
            session = session_of(self._call, authenticate(self._call, MAY_UPLOAD))
            range_ = range_of(self._call, session)
        except Refused as refused:
            await refused.answer.response(scope, receive, send)
            return
        except BadRange as bad:
            await plain(400, str(bad)).response(scope, receive, send)
            return
        # A cut leaves any number of bytes; servers that answer keep whole steps.
        half = range_.length // 2 if self._status is None else range_.length // 2 // STEP * STEP
        position, end = range_.first, range_.first + half
        if session.answer is None:
            async for piece in self._call.chunks():
                keep(session, position, piece, end)
                position += len(piece)
                if self._status is None and position >= end:
                    break
        if self._status is None:
            await cut(scope, receive)
            return
        await self._failure(len(session.data)).response(scope, receive, send)

    def _failure(self, there: int) -> Answer:
        if self._status == 308:
            headers = {"Range": f"bytes=0-{there - 1}"} if there else None
            return Answer(Response(b"", 308, headers))
        if self._status == 401:
            return error(401, "authError", domain="global", location="Authorization")
        return plain(self._status or 503)
