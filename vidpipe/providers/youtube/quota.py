"""YouTube's quota, which no endpoint tells: counted from the ledger, per Google Cloud project and Pacific day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vidpipe.models.calls import Quota
from vidpipe.providers.quotas import Used, pacific_midnight
from vidpipe.providers.youtube.config import Config
from vidpipe.providers.youtube.service import service_of

UPLOADS = ("videos.insert",)
"""Operations of the bucket of uploads: one each."""
POOL = (
    "videos.list", "videos.delete", "channels.list", "playlistItems.list", "playlistItems.insert",
    "thumbnails.set", "captions.insert",
)  # fmt: skip
"""Operations of the pool of units."""


def quotas_left(config: Config, used: Used, now: datetime) -> list[Quota]:
    """Return what is left of the day's uploads and units, as this vidpipe has counted them.

    Other programs of the same Google Cloud project take from the same buckets, and are not seen.
    """
    return [
        _bucket(name, limit, now, left=limit - used("youtube", service_of(config).account, list(operations), since))
        for since in (pacific_midnight(now),)
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
        resets_at=pacific_midnight(now, days=1),
        source="ledger",
    )
