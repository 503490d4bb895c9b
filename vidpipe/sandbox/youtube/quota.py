"""What YouTube's calls cost, and the buckets they are taken from: per Google Cloud project and Pacific day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from vidpipe.sandbox.service import Balance
from vidpipe.sandbox.world import World
from vidpipe.sandbox.youtube.errors import refusal
from vidpipe.sandbox.youtube.messages import PER_DAY, PER_MINUTE

PACIFIC = ZoneInfo("America/Los_Angeles")
"""Quota is counted from midnight to midnight of this zone."""
COSTS = {
    "start_upload": 0,
    "list_videos": 1,
    "list_channels": 1,
    "list_playlist_items": 1,
    "delete_video": 50,
    "set_thumbnail": 50,
    "insert_caption": 400,
    "update_caption": 450,
    "list_captions": 50,
    "delete_caption": 50,
}
"""Units of the project's pool, as YouTube's quota table has them; an upload has a bucket of its own."""
_COST_OF_A_REFUSED_CALL = 1

ACCOUNT: Mapping[str, Balance] = MappingProxyType(
    {
        "unitsPerDay": 10_000,
        "uploadsPerDay": 100,
        "requestsPerMinute": None,
        # False: uploads are locked to private, as in every project that has passed no audit.
        "audited": True,
        "accessTokenSeconds": 3_599,
        "sessionSeconds": 7 * 24 * 3_600,
        # Most bytes of one PUT that the upload server keeps; None keeps all that arrive.
        "keptPerRequest": None,
        # How many videos.list calls do not know a new video yet.
        "hiddenLists": 0,
        # Whether the channel's telephone number is: else no thumbnails, and no video over 15 minutes.
        "channelVerified": True,
        "channelExists": True,
        # How many more videos YouTube takes from the channel; None for any number.
        "channelUploads": None,
        "rejectsDuplicates": False,
    }
)
"""What can be set per project, whose key here is its OAuth client's id."""


class Project:
    """One Google Cloud project: what it may do, and what of its quota is spent today."""

    def __init__(self, world: World, client_id: str) -> None:
        self._world = world
        self._name = f"youtube {client_id}"
        self.settings: dict[str, Any] = world.accounts.of("youtube", client_id)

    @property
    def units(self) -> float:
        """Units of the pool spent since midnight, Pacific time."""
        return self._today("units")

    @property
    def uploads(self) -> float:
        """Uploads begun since midnight, Pacific time."""
        return self._today("uploads")

    def admit(self, endpoint: str) -> None:
        """Refuse the call when the minute's requests, the day's uploads or the day's units are used up."""
        limit = self.settings["requestsPerMinute"]
        if limit is not None and self._world.meter.used(f"{self._name} requests", 60) >= limit:
            raise refusal(429, "rateLimitExceeded", PER_MINUTE, domain="global")
        self._world.meter.add(f"{self._name} requests")
        if endpoint == "start_upload" and self.uploads >= self.settings["uploadsPerDay"]:
            # Google calls the day's uploads a rate as well: only the message tells them from a true rate limit.
            raise refusal(429, "rateLimitExceeded", PER_DAY, domain="global")
        if self.units + COSTS[endpoint] > self.settings["unitsPerDay"]:
            raise refusal(403, "quotaExceeded", domain="youtube.quota")

    def charge(self, endpoint: str, *, refused: bool) -> None:
        """Book one call that was admitted; a refused one costs one unit, whatever it was."""
        self._world.meter.add(f"{self._name} units", _COST_OF_A_REFUSED_CALL if refused else COSTS[endpoint])
        if endpoint == "start_upload" and not refused:
            self._world.meter.add(f"{self._name} uploads")

    def _today(self, what: str) -> float:
        today = self._world.now().astimezone(PACIFIC).date()
        midnight = datetime.combine(today, time(), PACIFIC)
        return self._world.meter.used_since(f"{self._name} {what}", midnight)
