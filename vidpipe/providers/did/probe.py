"""Testing D-ID's key, and reading the balance; costs nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.did.account import did_service
from vidpipe.providers.did.config import Config
from vidpipe.providers.quotas import number_of
from vidpipe.providers.session import Session


async def probe(session: Session, config: Config) -> list[Quota]:
    """Return the credits that are left. Raises ProviderError."""
    service = did_service(config)
    async with session.call(service, operation="credits.get", limited=False) as call:
        try:
            reply = await call.send("GET", "/credits")
        except ProviderError as error:
            if error.code == "DID_QUOTA_EXCEEDED":
                # The key was accepted: D-ID answers 404 to an account that holds no credits at all.
                return [_quota(0.0, None, None)]
            raise
        balance = reply.object()
        left = number_of(balance.get("remaining"))
        if left is None:
            raise service.invalid(reply, "a balance without a number of credits")
        return [_quota(left, number_of(balance.get("total")), _end(balance.get("credits")))]


def _quota(left: float, limit: float | None, end: datetime | None) -> Quota:
    return Quota(name="credits", unit="credits", left=left, limit=limit, resets_at=end)


def _end(packages: Any) -> datetime | None:
    """Return when the first package of credits runs out; D-ID has a package for each purchase."""
    ends: list[datetime] = []
    for package in packages if isinstance(packages, list) else []:
        try:
            ends.append(datetime.fromisoformat(str(package.get("expire_at"))))
        except (AttributeError, ValueError):
            continue
    return min((end for end in ends if end.tzinfo is not None), default=None)
