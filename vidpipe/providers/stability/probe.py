"""Whether Stability AI accepts the key, and how many credits are left; the question is free."""

from __future__ import annotations

from vidpipe.models import Quota
from vidpipe.providers.session import Session
from vidpipe.providers.stability.config import Config


async def probe(session: Session, config: Config) -> list[Quota]:
    """Return the account's credits, of which one is worth a US cent. Raises ProviderError."""
    service = config.service()
    async with session.call(service, operation="balance", limited=False) as call:
        reply = await call.send("GET", "/v1/user/balance")
        left = reply.object().get("credits")
        if not isinstance(left, int | float) or isinstance(left, bool):
            raise service.invalid(reply, "a balance without credits")
    return [Quota(name="credits", unit="credits", left=float(left))]
