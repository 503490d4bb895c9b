"""Quotas: read from what a service tells, or counted from the ledger of calls where it tells none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

Used = Callable[[str, str, list[str], datetime], float]
"""What an account has used since a moment, in the service's units: provider, account, operations, since."""

_PACIFIC = ZoneInfo("America/Los_Angeles")
_MOST = 1e15


def number_of(value: object) -> float | None:
    """Return a number that a service told; None when it is none, or one that no quota has."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_MOST <= value <= _MOST:
        return None
    return float(value)


def pacific_midnight(now: datetime, *, days: int = 0) -> datetime:
    """Return the last midnight in California, or that so many days later, in UTC; Google's daily quotas begin then.

    A day there has 23 to 25 hours.
    """
    day = now.astimezone(_PACIFIC).date() + timedelta(days=days)
    return datetime.combine(day, time(), _PACIFIC).astimezone(UTC)
