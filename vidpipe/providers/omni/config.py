"""The settings of Google's video."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.filming.studio import FilmConfig

RETIRED = (
    "Google ended Veo on 2026-10-22. Choose omni (Gemini Omni, its successor) or seedance as VIDPIPE_CLIP_PROVIDER; "
    "VIDPIPE_OMNI_VEO_BASE_URL names somebody who still serves Veo."
)


class Config(FilmConfig):
    """What Gemini Omni is asked for, and how long it is waited for; ``veo_…`` are for others who still serve Veo."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_OMNI_")
    title = "Gemini Omni"

    base_url: str = Field("https://generativelanguage.googleapis.com", description="Address of the Gemini API")
    model: str = Field("gemini-omni-1.2-flash", min_length=1, max_length=200, description="Which model films")
    resolution: Literal["auto", "360p", "720p", "1080p", "4k"] = Field(
        "auto", description="Resolution of the clips; auto: the video's own, 720p at least"
    )
    shortest_seconds: int = Field(3, ge=1, le=60, description="Shortest clip that the model makes")
    longest_seconds: int = Field(10, ge=1, le=60, description="Longest clip that the model makes; of 1.2 maybe 15")
    look: str = Field("", max_length=2_000, description="Words for how all clips look; default: the brief's style")
    delivery: Literal["uri", "inline"] = Field("uri", description="Fetch clips from an address, or in the answer")
    poll_seconds: float = Field(7.0, gt=0, le=300, description="Seconds between looks at a clip in the making")
    wait_seconds: float = Field(900.0, gt=0, le=172_800, description="How long a clip is waited for")
    veo_base_url: str | None = Field(
        None, description="Address of somebody who still serves Veo as Google did; without one Veo is retired"
    )
    veo_api_key: SecretStr | None = Field(None, description="API key for that address")
    veo_model: str = Field("veo-3.1-generate-preview", min_length=1, max_length=200, description="Model there")

    def model_for(self, kind: str) -> str | None:
        """Return Omni's model; of Veo nobody has announced when others end it."""
        return None if kind == "veo" else self.model

    def problem_for(self, kind: str) -> str | None:
        """Say what Omni lacks, or Veo: that it is retired, or its key."""
        if kind != "veo":
            return self.problem()
        if self.veo_base_url is None:
            return RETIRED
        return None if self.veo_api_key else "no API key: set VIDPIPE_OMNI_VEO_API_KEY"
