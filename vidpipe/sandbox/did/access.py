"""Whose call it is: D-ID takes the key behind ``Basic`` just as its console shows it, or a JWT behind ``Bearer``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable

from vidpipe.sandbox.call import Answer, BadBody, Call
from vidpipe.sandbox.did.errors import Refused, gateway, invalid, refusal
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.service import Handler

MISSING = "Missing Authentication Token"
_KEY = re.compile(r"[A-Za-z0-9+/=_-]+:[^\s:]+")
_JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")

Work = Callable[[Call, str], Awaitable[Answer]]


def authenticate(call: Call) -> str:
    """Return the caller's user id. Raises :class:`Refused`: the gateway's 403 for another scheme, 401 for a bad key.

    A key that was encoded in Base64 once more, as HTTP libraries do for Basic, is a bad key.
    """
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    shape = {"basic": _KEY, "bearer": _JWT}.get(scheme.lower())
    if shape is None:
        raise Refused(gateway(403, MISSING))
    if not shape.fullmatch(key) or not is_sandbox_key(key):
        raise refusal(401, "AuthorizationError", "user unauthenticated")
    call.key = key
    _check_external_keys(call.headers.get("x-api-key-external"))
    return "user-" + hashlib.sha256(key.encode()).hexdigest()[:8]


def _check_external_keys(header: str | None) -> None:
    try:
        good = header is None or isinstance(json.loads(header), dict)
    except ValueError:
        good = False
    if not good:
        raise invalid({"headers.x-api-key-external": "must be a JSON object"})


def checked(work: Work) -> Handler:
    """Make a handler of ``work``, which gets the caller's user id."""

    async def handle(call: Call) -> Answer:
        try:
            return await work(call, authenticate(call))
        except Refused as refused:
            return refused.answer
        except BadBody:
            return refusal(400, "BadRequestError", "invalid request body").answer

    return handle
