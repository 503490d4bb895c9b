"""Seedance's settings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.filming.studio import FilmConfig


class Config(FilmConfig):
    """What Seedance is asked for, and how long it is waited for."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_SEEDANCE_")
    title = "Seedance"

    base_url: str = Field(
        "https://ark.ap-southeast.bytepluses.com/api/v3",
        description="Address of the service: BytePlus, or https://ark.cn-beijing.volces.com/api/v3 for Volcengine Ark",
    )
    model: str = Field(
        "dreamina-seedance-2-0-260128",
        min_length=1,
        max_length=200,
        description="Model or endpoint (ep-…) of that platform: dreamina-seedance-… on BytePlus, doubao-seedance-… on "
        "Volcengine Ark",
    )
    resolution: Literal["auto", "480p", "720p", "1080p", "4k"] = Field(
        "auto", description="Resolution of the clips; auto: the video's own, as far as the model has it"
    )
    shortest_seconds: int | None = Field(None, ge=1, le=60, description="Shortest clip; default: the model's limit")
    longest_seconds: int | None = Field(None, ge=1, le=60, description="Longest clip; default: the model's limit")
    look: str = Field("", max_length=2_000, description="Words for how all clips look; default: the brief's style")
    watermark: bool = Field(False, description="Let the platform put its mark on the clips")
    service_tier: Literal["default", "flex"] = Field(
        "default", description="flex is cheaper and may take hours; raise VIDPIPE_SEEDANCE_WAIT_SECONDS with it"
    )
    poll_seconds: float = Field(7.0, gt=0, le=300, description="Seconds between looks at a clip in the making")
    wait_seconds: float = Field(900.0, gt=0, le=172_800, description="How long a clip is waited for")
    page_size: int = Field(50, ge=1, le=500, description="Tasks per page when a lost one is looked for in the list")

    def problem(self) -> str | None:
        """Say what is missing, or that model and address belong to different platforms."""
        missing = super().problem()
        if missing is not None:
            return missing
        chinese, international = "volces.com" in self.base_url, "bytepluses.com" in self.base_url
        if (chinese and self.model.startswith("dreamina-")) or (international and self.model.startswith("doubao-")):
            return (
                f"the model {self.model} is not served at {self.base_url}: set VIDPIPE_SEEDANCE_MODEL or "
                "VIDPIPE_SEEDANCE_BASE_URL"
            )
        return None
