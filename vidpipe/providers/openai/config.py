"""How OpenAI and compatible servers are configured: environment variables that begin with VIDPIPE_OPENAI_."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from vidpipe.errors import register_secret
from vidpipe.providers.config import ProviderConfig


class Config(ProviderConfig):
    """Settings of OpenAI or of a server that speaks its protocol; such a server may work without a key."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_OPENAI_")
    title = "OpenAI"

    base_url: str = Field(
        "https://api.openai.com/v1",
        description="Address of the service, mostly ending in /v1; for Ollama http://127.0.0.1:11434/v1",
    )
    # An answer that is not streamed sends nothing until it is whole, which takes minutes on a machine of one's own.
    read_timeout: float = Field(600, gt=0, le=3600, description="Seconds to wait for the next bytes of an answer")
    total_timeout: float = Field(900, gt=0, le=7200, description="Seconds to wait for a whole answer")
    organization: str = Field("", description="OpenAI organization that pays; empty: the key's own")
    project: str = Field("", description="OpenAI project that pays; empty: the key's own")

    script_model: str = Field("", description="Model that writes scripts, as the server calls it, such as qwen3:14b")
    response_format: Literal["json_schema", "json_object", "none"] = Field(
        "json_schema", description="How the server is held to JSON; json_object or none where it knows no schemas"
    )
    max_output_tokens: int | None = Field(
        None, ge=256, le=1_000_000, description="Most tokens of a script's answer; empty: the server's own limit"
    )
    max_tokens_field: Literal["max_completion_tokens", "max_tokens"] = Field(
        "max_completion_tokens", description="What the server calls that limit; older ones: max_tokens"
    )
    temperature: float | None = Field(None, ge=0, le=2, description="Randomness; empty: the model's own")
    reasoning_effort: str = Field("", max_length=40, description="How much the model thinks first; empty: not sent")
    length_tolerance: float = Field(
        0.4, ge=0.05, le=2, description="How far a script may be off the wished length, as a share"
    )

    speech_base_url: str = Field("", description="Address of the speech server, if another one; empty: BASE_URL")
    speech_api_key: SecretStr | None = Field(None, description="Key of that other speech server, if it needs one")
    speech_model: str = Field("gpt-4o-mini-tts", min_length=1, description="Model that speaks")
    speech_voice: str = Field("coral", min_length=1, description="Voice when a brief names none")
    speech_instructions: str = Field(
        "", max_length=4_096, description="How the voice speaks; tts-1 and tts-1-hd take none"
    )
    speech_speed: float | None = Field(None, ge=0.25, le=4, description="Speed of speech; empty: not sent")
    speech_format: Literal["wav", "flac", "mp3", "opus", "aac", "pcm"] = Field(
        "wav", description="What is sent over the wire; pcm: 24 kHz, 16 bits, mono"
    )
    speech_longest: int = Field(4_096, ge=1, le=1_000_000, description="Most characters of a scene's narration")
    speech_at_once: int = Field(2, ge=1, le=100, description="Scenes that one video has spoken at the same time")

    def model_for(self, kind: str) -> str | None:
        """Return OpenAI's own model for writing or speaking; nobody has announced the end of other servers' models."""
        url, model = (self.speech_url(), self.speech_model) if kind == "speech" else (self.base_url, self.script_model)
        return model or None if is_openai(url) else None

    def problem(self) -> str | None:
        """Say that the key is missing, where the server is OpenAI's own."""
        return super().problem() if is_openai(self.base_url) else None

    def speech_url(self) -> str:
        """Return the address of the server that speaks."""
        return self.speech_base_url or self.base_url

    def problem_for(self, kind: str) -> str | None:
        """Say what is missing before scripts can be written, or speech be spoken."""
        return self.speech_problem() if kind == "speech" else self.problem() or self.model_problem()

    def model_problem(self) -> str | None:
        """Say that no language model is named."""
        if self.script_model:
            return None
        return "no language model: set VIDPIPE_OPENAI_SCRIPT_MODEL to its name at the server, such as qwen3:14b"

    def speech_problem(self) -> str | None:
        """Say that the key is missing, where the server that speaks is OpenAI's own."""
        if not is_openai(self.speech_url()) or self._speech_key() is not None:
            return None
        return super().problem() or "no API key: set VIDPIPE_OPENAI_SPEECH_API_KEY in the environment or in .env"

    def script_secret(self) -> str:
        """Return the key of the language model, "" where none is needed. Raises PROVIDER_NOT_CONFIGURED."""
        return self._secret(self.api_key, self.problem())

    def speech_secret(self) -> str:
        """Return the key of the server that speaks, "" where none is needed. Raises PROVIDER_NOT_CONFIGURED."""
        return self._secret(self._speech_key(), self.speech_problem())

    def _speech_key(self) -> SecretStr | None:
        # The key of one server is never sent to another.
        return self.speech_api_key or (self.api_key if _host(self.speech_url()) == _host(self.base_url) else None)

    def _secret(self, key: SecretStr | None, problem: str | None) -> str:
        if problem:
            raise self.not_configured(problem)
        value = key.get_secret_value().strip() if key else ""
        register_secret(value)
        return value


def is_openai(url: str) -> bool:
    """Whether an address is OpenAI's own, which needs a key and whose models end on announced days."""
    host = urlsplit(url).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")


def _host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
