"""What scripts and speech share of OpenAI and compatible servers."""

from __future__ import annotations

from vidpipe.providers.openai.classify import classify_chat, classify_speech
from vidpipe.providers.openai.config import Config
from vidpipe.providers.service import Service


def chat_service(config: Config) -> Service:
    """Return the server of the language model. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
    secret = config.script_secret()
    return Service(
        name="openai",
        title="The language model's server",
        base_url=config.base_url,
        secret=secret,
        classify=classify_chat,
        timeout_code="LLM_TIMEOUT",
        network_code="LLM_NETWORK_ERROR",
        invalid_code="PROVIDER_RESPONSE_INVALID",
        headers=_headers(config, secret),
        timeouts=config.timeouts,
        limits=config.limits,
    )


def speech_service(config: Config) -> Service:
    """Return the server that speaks. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
    secret = config.speech_secret()
    return Service(
        name="openai",
        title="The speech server",
        base_url=config.speech_url(),
        secret=secret,
        classify=classify_speech,
        timeout_code="TTS_TIMEOUT",
        network_code="TTS_NETWORK_ERROR",
        invalid_code="TTS_INVALID_AUDIO",
        headers=_headers(config, secret),
        timeouts=config.timeouts,
        limits=config.limits,
    )


def _headers(config: Config, secret: str) -> dict[str, str]:
    headers = {
        "Authorization": f"Bearer {secret}" if secret else "",
        "OpenAI-Organization": config.organization,
        "OpenAI-Project": config.project,
    }
    return {name: value for name, value in headers.items() if value}
