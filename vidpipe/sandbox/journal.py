"""The journal of calls: what arrived, how it ended and what it cost. It holds no key and no body, only their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from vidpipe.sandbox.keys import hash_of, presented_key

LONGEST = 100_000


@dataclass(eq=False)
class Entry:
    """One call. ``outcome`` is "open" until the call ends."""

    number: int
    time: datetime
    provider: str
    endpoint: str
    method: str
    path: str
    key_hash: str | None
    traceparent: str | None
    body_size: int = 0
    body_hash: str = ""
    status: int | None = None
    outcome: str = "open"
    charge_usd: float = 0.0
    duration_ms: float | None = None
    _started: float = field(default_factory=perf_counter)
    _sum: Any = field(default_factory=hashlib.sha256)

    def note(self, chunk: bytes) -> None:
        """Count in a piece of the body."""
        self._sum.update(chunk)
        self.body_size += len(chunk)
        self.body_hash = self._sum.hexdigest()

    def close(self, status: int | None, outcome: str, charge_usd: float = 0.0) -> None:
        """Note how the call ended; ``status`` is None when nothing was answered."""
        self.status, self.outcome, self.charge_usd = status, outcome, charge_usd
        self.duration_ms = round((perf_counter() - self._started) * 1000, 3)

    def on_wire(self) -> dict[str, object]:
        """Return the entry as the control API shows it."""
        return {
            "id": self.number,
            "time": self.time.isoformat(timespec="milliseconds"),
            "provider": self.provider,
            "endpoint": self.endpoint,
            "method": self.method,
            "path": self.path,
            "keyHash": self.key_hash,
            "bodyHash": self.body_hash,
            "bodySize": self.body_size,
            "traceparent": self.traceparent,
            "status": self.status,
            "outcome": self.outcome,
            "chargeUsd": self.charge_usd,
            "durationMs": self.duration_ms,
        }


class Journal:
    """The calls in the order of their arrival; past :data:`LONGEST` entries the oldest are dropped."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._last = 0

    def opened(self, request: Any, *, provider: str, endpoint: str, now: datetime) -> Entry:
        """Begin an entry for a request that has just arrived; its path is kept without the query, which holds keys."""
        self._last += 1
        entry = Entry(
            number=self._last,
            time=now,
            provider=provider,
            endpoint=endpoint,
            method=request.method,
            path=request.url.path,
            key_hash=hash_of(presented_key(request.headers, request.query_params)),
            traceparent=request.headers.get("traceparent"),
        )
        self._entries.append(entry)
        del self._entries[:-LONGEST]
        return entry

    def entries(self, *, provider: str | None = None, endpoint: str | None = None, after: int = 0) -> list[Entry]:
        """Return the calls of a provider and endpoint (None: of all) whose number is over ``after``."""
        return [
            entry
            for entry in self._entries
            if entry.number > after and provider in (None, entry.provider) and endpoint in (None, entry.endpoint)
        ]

    def running(self, provider: str, key_hash: str | None) -> int:
        """How many calls of a provider with a key have not ended yet."""
        return sum(e.outcome == "open" and e.provider == provider and e.key_hash == key_hash for e in self._entries)

    def clear(self) -> None:
        """Forget all calls; numbers go on."""
        self._entries.clear()


def on_wire(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Return entries as the control API shows them."""
    return [entry.on_wire() for entry in entries]


def as_text(entries: Iterable[Entry]) -> str:
    """Return entries for people, a line for each: number, service, operation, answer, what happened, what it cost."""
    lines = []
    for one in entries:
        cost = f"${one.charge_usd:.4f}" if one.charge_usd else "-"
        status = one.status or "none"
        lines.append(f"{one.number:>4}  {one.provider:<12} {one.endpoint:<20} {status:<5} {one.outcome:<16} {cost}\n")
    return "".join(lines)
