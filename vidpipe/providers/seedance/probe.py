"""Testing Seedance's key; costs nothing."""

from __future__ import annotations

from vidpipe.models import Quota
from vidpipe.providers.seedance.config import Config
from vidpipe.providers.seedance.studio import TASKS, seedance_service
from vidpipe.providers.session import Session


async def probe(session: Session, config: Config) -> list[Quota]:
    """List one task, which every valid key may; no key is told what is left of its account. Raises ProviderError."""
    service = seedance_service(config)
    async with session.call(service, operation="tasks.list", limited=False) as call:
        reply = await call.send("GET", TASKS, params={"page_num": 1, "page_size": 1})
        if "items" not in reply.object() and "total" not in reply.object():
            raise service.invalid(reply, "a list without tasks")
    return []
