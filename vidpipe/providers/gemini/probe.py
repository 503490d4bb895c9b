"""A free look at Gemini: whether the key is accepted and the models exist."""

from __future__ import annotations

from vidpipe.models import Quota
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.gemini.api import gemini_service
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.session import Session


async def probe(session: Session, config: ProviderConfig) -> list[Quota]:
    """Ask for the script model, which costs nothing and proves key and model; Gemini tells no quotas.

    Raises ProviderError, among others GEMINI_INVALID_API_KEY and GEMINI_MODEL_UNAVAILABLE.
    """
    assert isinstance(config, Config)  # noqa: S101 - services.py hands every probe its own service's settings
    service = gemini_service(config, invalid_code="GEMINI_INVALID_RESPONSE")
    async with session.call(service, operation="models.get", model=config.script_model, limited=False) as call:
        reply = await call.send("GET", f"/{config.api_version}/models/{config.script_model}")
        if not reply.object().get("name"):
            raise service.invalid(reply, "no model's name")
    return []
