"""Whether Azure Speech accepts the key, and knows the voice that is set; the question is free."""

from __future__ import annotations

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.azure.config import Config
from vidpipe.providers.session import Session


async def probe(session: Session, config: Config) -> list[Quota]:
    """Ask for the list of voices; Azure tells no quota. Raises ProviderError (TTS_VOICE_NOT_FOUND among others)."""
    service = config.service()
    async with session.call(service, operation="voices", limited=False) as call:
        reply = await call.send("GET", "/cognitiveservices/voices/list")
        rows = reply.json()
        if not isinstance(rows, list) or not rows:
            raise ProviderError(
                "Azure Speech answered with something other than a list of voices.",
                code="PROVIDER_RESPONSE_INVALID",
                details={"httpStatus": reply.status, "requestId": reply.request_id},
            )
    names = {row.get("ShortName") for row in rows if isinstance(row, dict)}
    if config.voice and config.voice not in names:
        raise ProviderError(
            f"Azure Speech has no voice {config.voice} in {config.region or 'this region'}: set another as "
            "VIDPIPE_AZURE_VOICE.",
            code="TTS_VOICE_NOT_FOUND",
            details={"voice": config.voice},
        )
    return []
