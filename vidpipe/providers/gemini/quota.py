"""Gemini's requests of the day, which no endpoint tells: counted from the ledger, per model and Pacific day."""

from __future__ import annotations

from datetime import datetime

from vidpipe.models import Quota
from vidpipe.providers.gemini.api import gemini_service
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.quotas import Used, pacific_midnight

_OPERATIONS = {"script": "generateContent", "speech": "generateContent.speech"}


def quotas_left(config: Config, used: Used, now: datetime) -> list[Quota]:
    """Return the day's requests of each kind of work, as this vidpipe has counted them.

    Google limits them per project and model and tells the limits to nobody but its console; other programs of the
    same project are not seen. Raises ProviderError (PROVIDER_NOT_CONFIGURED) without a key.
    """
    account = gemini_service(config, invalid_code="GEMINI_INVALID_RESPONSE").account
    limits = {"script": config.script_requests_per_day, "speech": config.speech_requests_per_day}
    found = []
    for kind, operation in _OPERATIONS.items():
        spent = used("gemini", account, [operation], pacific_midnight(now))
        limit = limits[kind]
        found.append(
            Quota(
                name=f"{kind} requests of the day",
                unit="requests",
                left=None if limit is None else max(limit - spent, 0.0),
                limit=limit,
                used=spent,
                resets_at=pacific_midnight(now, days=1),
                source="ledger",
            )
        )
    return found
