from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vidpipe.providers.quotas import pacific_midnight
from vidpipe.providers.youtube.quota import POOL, UPLOADS, quotas_left
from vidpipe.providers.youtube.service import service_of
from vidpipe_tests.unit.providers.youtube.fake import Publishing


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        ("2026-11-22T03:00", "2026-11-21T08:00", "2026-11-22T08:00"),  # winter: UTC-8
        ("2026-07-01T07:00", "2026-07-01T07:00", "2026-07-02T07:00"),  # summer: UTC-7
        ("2026-03-08T12:00", "2026-03-08T08:00", "2026-03-09T07:00"),  # a day of 23 hours
        ("2026-11-01T20:00", "2026-11-01T07:00", "2026-11-02T08:00"),  # a day of 25
        ("2026-11-02T07:59", "2026-11-01T07:00", "2026-11-02T08:00"),
    ],
)
def test_the_day_is_that_of_california(now: str, since: str, until: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert pacific_midnight(moment).isoformat() == f"{since}:00+00:00"
    assert pacific_midnight(moment, days=1).isoformat() == f"{until}:00+00:00"


def test_what_is_left_is_counted_from_the_ledger_for_the_project(publishing: Publishing) -> None:
    asked = []

    def used(provider: str, account: str, operations: list[str], since: datetime) -> float:
        asked.append((provider, account, since))
        return {UPLOADS: 7.0, POOL: 12_000.0}[tuple(operations)]

    config, now = publishing.config(), datetime(2026, 11, 22, 3, tzinfo=UTC)
    uploads, units = quotas_left(config, used, now)
    assert (uploads.left, uploads.limit, units.left, units.limit) == (93, 100, 0, 10_000)
    assert uploads.source == "ledger"
    assert uploads.resets_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert set(asked) == {("youtube", service_of(config).account, pacific_midnight(now))}
    # Another OAuth client of the same Google Cloud project takes from the same buckets.
    other = publishing.config(client_id="123456789012-other.apps.googleusercontent.com")
    assert service_of(other).account == service_of(config).account


def test_every_call_that_takes_units_is_counted(publishing: Publishing) -> None:
    publishing.settings = {"playlists": ("PLtea",)}
    publishing.publish()
    ledger = publishing.ledger
    taken = {
        intent.operation
        for number, intent in enumerate(ledger.intents, 1)
        if intent.units or ledger.outcomes[number].units
    }
    assert taken == {"videos.insert", "videos.list", "thumbnails.set", "captions.insert", "playlistItems.insert"}
    assert taken <= {*UPLOADS, *POOL}
