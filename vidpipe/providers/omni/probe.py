"""Testing the key for Google's video; costs nothing."""

from __future__ import annotations

from vidpipe.models import Quota
from vidpipe.providers.omni.config import Config
from vidpipe.providers.omni.studio import omni_service
from vidpipe.providers.session import Session


async def probe(session: Session, config: Config) -> list[Quota]:
    """List one model, which every valid key may; what is left of a quota, Google tells nobody. Raises ProviderError."""
    service = omni_service(config)
    async with session.call(service, operation="models.list", limited=False) as call:
        reply = await call.send("GET", "/v1beta/models", params={"pageSize": 1})
        if not isinstance(reply.object().get("models"), list):
            raise service.invalid(reply, "a list without models")
    return []
