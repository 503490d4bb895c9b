"""YouTube's quota, which no endpoint tells: counted from the ledger, per Google Cloud project and Pacific day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vidpipe.models.calls import Quota
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.service import service_of

PACIFIC = ZoneInfo("America/Los_Angeles")
UPLOADS = ("videos.insert",)
"""Operations of the bucket of uploads: one each."""
POOL = (
    "videos.list", "videos.delete", "channels.list", "playlistItems.list", "playlistItems.insert",
    "thumbnails.set", "captions.insert",
)  # fmt: skip
"""Operations of the pool of units."""

Used = Callable[[str, str, list[str], datetime], float]
"""What an account has used since a moment: ``CallHistory.units_since`` (provider, account, operations, since)."""


def midnight(now: datetime, *, days: int = 0) -> datetime:
    """Return the last midnight in California, or that so many days later; a day there has 23 to 25 hours."""
    day = now.astimezone(PACIFIC).date() + timedelta(days=days)
    return datetime.combine(day, time(), PACIFIC).astimezone(UTC)


def quotas_left(config: Config, used: Used, now: datetime) -> list[Quota]:
    """Return what is left of the day's uploads and units, as this vidpipe has counted them.

    Other programs of the same Google Cloud project take from the same buckets, and are not seen.
    """
    return [
        _bucket(name, limit, now, left=limit - used("youtube", service_of(config).account, list(operations), since))
        for since in (midnight(now),)
        for name, limit, operations in _buckets(config)
    ]


def quota_limits(config: Config, now: datetime) -> list[Quota]:
    """Return the buckets where nothing is counted: their limits, and when they are full again."""
    return [_bucket(name, limit, now, left=None) for name, limit, _ in _buckets(config)]


def _buckets(config: Config) -> Sequence[tuple[str, float, tuple[str, ...]]]:
    return (("uploads", config.uploads_per_day, UPLOADS), ("units", config.units_per_day, POOL))


def _bucket(name: str, limit: float, now: datetime, *, left: float | None) -> Quota:
    return Quota(
        name=f"{name} of the day",
        unit=name,
        left=None if left is None else max(left, 0.0),
        limit=limit,
        resets_at=midnight(now, days=1),
        source="ledger",
    )
