"""When to try again: the policy of one error code, as data, and the wait that follows from it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

LONGEST_RETRY_AFTER = 3_600.0
"""Seconds a provider may ask for before waiting is given up: past an hour a person should know."""


@dataclass(frozen=True, kw_only=True, slots=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class RetryPolicy:
    """How often and after which waits the program itself tries again.

    ``attempts`` counts the first try. ``delay`` is the first wait in seconds, ``backoff`` multiplies it each time
    up to ``max_delay``; ``jitter`` is the share by which a wait may be longer, so that many tasks do not retry in
    step. The default never tries again.
    """

    attempts: Annotated[int, Field(ge=1, le=20)] = 1
    delay: Annotated[float, Field(ge=0)] = 0.0
    backoff: Annotated[float, Field(ge=1, le=10)] = 2.0
    max_delay: Annotated[float, Field(ge=0, le=3_600)] = 300.0
    jitter: Annotated[float, Field(ge=0, le=1)] = 0.1
    honours_retry_after: bool = True

    def __post_init__(self) -> None:
        if self.delay > self.max_delay:
            raise ValueError(f"the first wait ({self.delay} s) is longer than the longest ({self.max_delay} s)")

    def wait(self, failures: int, *, retry_after: float | None, random: Callable[[], float]) -> float | None:
        """Return the seconds to wait after the ``failures``-th failure, or None when there is no next try.

        ``random`` returns 0 to 1. Where the policy honours it, the wait is never shorter than ``retry_after``,
        the provider's own wish, even past ``max_delay``; a wish beyond an hour means no next try.
        The wait is at most ``max(max_delay, retry_after) * (1 + jitter)``.
        """
        if failures < 1:
            raise ValueError(f"asked for the wait after {failures} failures")
        if failures >= self.attempts:
            return None
        seconds = min(self.delay * self.backoff ** (failures - 1), self.max_delay)
        if self.honours_retry_after and retry_after is not None and not math.isnan(retry_after):
            if retry_after > LONGEST_RETRY_AFTER:
                return None
            seconds = max(seconds, retry_after)
        return seconds * (1 + self.jitter * random())
