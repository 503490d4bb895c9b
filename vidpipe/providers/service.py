"""An external service as its client knows it: address, key, limits, and how its answers are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from vidpipe.errors import ProviderError

_REQUEST_IDS = ("x-request-id", "request-id", "x-goog-request-id", "x-tt-logid", "x-amzn-requestid", "apigw-requestid")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A whole answer of a service."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 becomes replacement characters."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def object(self) -> dict[str, Any]:
        """Return the body as a JSON object; anything else is an empty one."""
        value = self.json()
        return value if isinstance(value, dict) else {}

    @property
    def request_id(self) -> str:
        """The provider's own name for this request, if it told one."""
        return next((self.headers[name] for name in _REQUEST_IDS if name in self.headers), "")[:200]

    @property
    def retry_after(self) -> float | None:
        """The seconds that the provider asks to wait: ``retry-after-ms``, or Retry-After (RFC 9110, 10.2.3)."""
        milliseconds, text = self.headers.get("retry-after-ms"), self.headers.get("retry-after")
        try:
            if milliseconds is not None:
                return max(float(milliseconds) / 1000, 0.0)
            return None if text is None else max(float(text), 0.0)
        except ValueError:
            return _until(text)


def _until(date: str | None) -> float | None:
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


Classifier = Callable[[Reply], ProviderError]
"""Reads an answer that is no success. The status alone never decides: the same one means different things."""


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Seconds a client waits: for a connection, for the next bytes, and in all."""

    connect: float = 10.0
    read: float = 120.0
    total: float = 300.0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many calls an account may have open at once, and begin per minute; 0 is no limit."""

    concurrent: int = 4
    per_minute: int = 0


@dataclass(frozen=True, kw_only=True)
class Service:
    """One account at one service.

    ``secret`` is what proves the account; only its hash is ever written down. ``headers`` are sent with every call
    to ``base_url``, and never to any other host.
    """

    name: str
    title: str
    base_url: str
    secret: str = field(repr=False)
    classify: Classifier
    timeout_code: str
    network_code: str
    invalid_code: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeouts: Timeouts = Timeouts()
    limits: Limits = Limits()

    @property
    def account(self) -> str:
        """A name for the account that does not tell its key."""
        return hashlib.sha256(f"{self.name}:{self.secret}".encode()).hexdigest()[:16]

    def invalid(self, reply: Reply, problem: str) -> ProviderError:
        """Return the error for an answer that says success, but is not what was promised."""
        return ProviderError(
            f"{self.title} answered with something unusable: {problem}.",
            code=self.invalid_code,
            details={"httpStatus": reply.status, "requestId": reply.request_id, "body": reply.text[:500]},
        )


def wish_of(*parts: object) -> str:
    """Return the hash of everything that is asked for."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
