"""Testing the key of a gateway that speaks OpenAI's Videos API; costs nothing."""

from __future__ import annotations

from vidpipe.models import Quota
from vidpipe.providers.session import Session
from vidpipe.providers.sora.config import Config
from vidpipe.providers.sora.studio import sora_service


async def probe(session: Session, config: Config) -> list[Quota]:
    """List one video. Raises ProviderError: SORA_RETIRED at once for OpenAI's own address."""
    service = sora_service(config)
    async with session.call(service, operation="videos.list", limited=False) as call:
        reply = await call.send("GET", "/videos", params={"limit": 1})
        if "data" not in reply.object():
            raise service.invalid(reply, "a list without videos")
    return []
