"""A free look at OpenAI or a compatible server: whether the key is accepted and the models are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.openai.api import chat_service, speech_service
from vidpipe.providers.openai.config import Config
from vidpipe.providers.service import Service
from vidpipe.providers.session import Session

log = structlog.get_logger(__name__)


async def probe(session: Session, config: ProviderConfig) -> list[Quota]:
    """List the models, which costs nothing; no quota is told to an ordinary key.

    A speech server of its own is asked too. Raises ProviderError, among others LLM_INVALID_API_KEY and
    LLM_MODEL_UNAVAILABLE.
    """
    assert isinstance(config, Config)  # noqa: S101 - services.py hands every probe its own service's settings
    other = bool(config.speech_base_url)
    if config.problem() is None or not other:
        await _look(session, chat_service(config), config.script_model, "LLM_MODEL_UNAVAILABLE")
    if other:
        await _look(session, speech_service(config), "", "TTS_MODEL_RETIRED")
    return []


async def _look(session: Session, service: Service, model: str, code: str) -> None:
    async with session.call(service, operation="models.list", model=model, limited=False) as call:
        reply = await call.send("GET", "/models")
        listed = reply.object().get("data")
        if not isinstance(listed, list):
            raise service.invalid(reply, "no list of models")
        known = {str(one["id"]): one for one in listed if isinstance(one, dict) and "id" in one}
        # Ollama calls a model without a tag "latest".
        found = known.get(model) or known.get(f"{model}:latest")
        if model and known and found is None:
            raise ProviderError(
                f"{service.title} does not list the model {model}; it has {', '.join(sorted(known)[:10])}.", code=code
            )
        _warn_of_shutdown(model, found or {})


def _warn_of_shutdown(model: str, facts: Mapping[str, Any]) -> None:
    if facts.get("shutdown_date"):
        log.warning("the model ends", provider="openai", model=model, shutdown_date=str(facts["shutdown_date"])[:40])
