"""What all simulators share: the clock, the pace, chance, balances, and what has happened so far."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Literal

from vidpipe.sandbox.faults import Faults
from vidpipe.sandbox.journal import Journal
from vidpipe.sandbox.media import Media
from vidpipe.sandbox.service import Balance

Profile = Literal["instant", "real"]
INSTANT = 0.2
"""Seconds which a job takes in the profile ``instant``: states can be seen, nobody waits."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Accounts:
    """What each key has of each provider: at first what the service says, then what is left or was set."""

    def __init__(self, defaults: Mapping[str, Mapping[str, Balance]]) -> None:
        self._first = defaults
        self.clear()

    def clear(self) -> None:
        """Give every key what it has at first."""
        self._defaults = {name: dict(values) for name, values in self._first.items()}
        self._kept: dict[tuple[str, str | None], dict[str, Any]] = {}

    def of(self, provider: str, key: str | None) -> dict[str, Any]:
        """Return the balances of a key; changing them spends."""
        return self._kept.setdefault((provider, key), dict(self._defaults[provider]))

    def set(self, provider: str, key: str | None, values: Mapping[str, Balance]) -> None:
        """Set balances of one key, or (None) of every key of the provider."""
        if key is not None:
            self.of(provider, key).update(values)
            return
        self._defaults[provider].update(values)
        for (name, _), kept in self._kept.items():
            if name == provider:
                kept.update(values)

    def names(self, provider: str) -> list[str]:
        """What can be set for a provider."""
        return sorted(self._first[provider])


class Meter:
    """Amounts over time, by name: what rate limits and daily quotas are counted with."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._uses: dict[str, deque[tuple[datetime, float]]] = defaultdict(deque)

    def add(self, name: str, amount: float = 1.0) -> None:
        """Count a use now."""
        self._uses[name].append((self._world.now(), amount))

    def used(self, name: str, seconds: float) -> float:
        """Return the sum of the last ``seconds``."""
        start = self._world.now() - timedelta(seconds=seconds)
        return sum(amount for at, amount in self._uses[name] if at > start)

    def used_since(self, name: str, start: datetime) -> float:
        """Return the sum since a moment."""
        return sum(amount for at, amount in self._uses[name] if at >= start)

    def free_in(self, name: str, seconds: float) -> float:
        """Return how many seconds it takes until the oldest use of the last ``seconds`` no longer counts."""
        now = self._world.now()
        start = now - timedelta(seconds=seconds)
        oldest = next((at for at, _ in self._uses[name] if at > start), now - timedelta(seconds=seconds))
        return (oldest - start).total_seconds()

    def clear(self) -> None:
        """Forget all uses."""
        self._uses.clear()


class World:
    """The state of one sandbox, in memory. ``seed`` decides everything that is left to chance."""

    def __init__(self, profile: Profile, seed: int, accounts: Mapping[str, Mapping[str, Balance]]) -> None:
        self.profile: Profile = profile
        self.seed = seed
        self.accounts = Accounts(accounts)
        self.journal = Journal()
        self.faults = Faults()
        self.meter = Meter(self)
        self.media = Media()
        self.lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self.random = Random(self.seed)  # noqa: S311  # repeatable on purpose; nothing here is secret
        self.store: dict[str, dict[str, Any]] = defaultdict(dict)
        self._ahead = timedelta()

    def reset(self) -> None:
        """Forget everything but the media that were made."""
        for part in (self.accounts, self.journal, self.faults, self.meter):
            part.clear()
        self._begin()

    def now(self) -> datetime:
        """Return the time (UTC): the real one, plus what :meth:`advance` added."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Turn the clock forward, so that URLs expire and quotas come back without waiting."""
        self._ahead += timedelta(seconds=seconds)

    def latency(self, low: float, high: float) -> float:
        """Draw how long an answer takes, in seconds: 0 in the profile ``instant``."""
        return self.random.uniform(low, high) if self.profile == "real" else 0.0

    def duration(self, seconds: float) -> float:
        """Return how long a job of so many seconds takes in this profile."""
        return seconds if self.profile == "real" else min(seconds, INSTANT)

    def token(self, length: int, letters: str = _LETTERS) -> str:
        """Draw an id."""
        return "".join(self.random.choices(letters, k=length))
