"""Sora's settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.filming.studio import FilmConfig

OPENAI = "https://api.openai.com/v1"
RETIRED = (
    "OpenAI ended the Videos API on 2026-09-24, and has no successor. Choose seedance or omni (Gemini Omni) as "
    "VIDPIPE_CLIP_PROVIDER; VIDPIPE_SORA_BASE_URL names a gateway that still speaks it."
)


class Config(FilmConfig):
    """What a gateway is asked for that speaks OpenAI's Videos API."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_SORA_")
    title = "Sora"

    base_url: str = Field(OPENAI, description="Address of a gateway that speaks OpenAI's Videos API; OpenAI's is gone")
    model: str = Field("sora-2", min_length=1, max_length=200, description="The gateway's model: sora-2, sora-2-pro")
    look: str = Field("", max_length=2_000, description="Words for how all clips look; default: the brief's style")
    poll_seconds: float = Field(10.0, gt=0, le=300, description="Seconds between looks at a clip in the making")
    wait_seconds: float = Field(1200.0, gt=0, le=172_800, description="How long a clip is waited for")

    @property
    def is_retired(self) -> bool:
        """Whether the address is OpenAI's own, where there is nothing any more."""
        return urlsplit(self.base_url).hostname == "api.openai.com"

    def problem(self) -> str | None:
        """Say that Sora is retired, or that the gateway's key is missing."""
        return RETIRED if self.is_retired else super().problem()

    def model_for(self, kind: str) -> str | None:  # noqa: ARG002 - it only films
        """Return OpenAI's model; nobody has announced the end of a gateway's."""
        return self.model if self.is_retired else None
