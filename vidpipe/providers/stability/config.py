"""How Stability AI is configured."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.service import Service
from vidpipe.providers.stability.classify import classify

Model = Literal["core", "ultra", "sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"]


class Config(ProviderConfig):
    """Settings of Stability AI."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_STABILITY_")
    title = "Stability AI"

    base_url: str = Field("https://api.stability.ai", description="Address of the service, or of a gateway to it")
    model: Model = Field("core", description="Which model draws: core, ultra, or a Stable Diffusion 3.5")
    look: str = Field(
        "", max_length=2_000, description="English words for how all pictures look; default: those of the brief's style"
    )
    negative_prompt: str = Field(
        "text, letters, words, captions, watermark, signature, logo, frame, border, collage, split screen, "
        "deformed hands, extra fingers, blurry, low quality",
        max_length=10_000,
        description="What no picture shows, in English",
    )
    cfg_scale: float | None = Field(
        None, ge=1, le=10, description="How closely Stable Diffusion 3.5 keeps to the words; default: the model's own"
    )
    output_format: Literal["png", "jpeg", "webp"] = Field("png", description="The form in which pictures travel")
    # 150 requests in 10 seconds lead to a ban of a minute (Stability's rate limits).
    per_minute: int = Field(
        600, ge=0, le=100_000, description="Calls begun per minute, across all processes; 0: no limit"
    )

    def service(self) -> Service:
        """Return the service with the account's key. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
        key = self.key()
        return Service(
            name="stability",
            title="Stability AI",
            base_url=self.base_url,
            secret=key,
            classify=classify,
            timeout_code="STABILITY_TIMEOUT",
            network_code="STABILITY_NETWORK_ERROR",
            invalid_code="STABILITY_INVALID_RESPONSE",
            headers={"Authorization": f"Bearer {key}"},
            timeouts=self.timeouts,
            limits=self.limits,
        )
