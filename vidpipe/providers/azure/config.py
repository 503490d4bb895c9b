"""How Azure Speech is configured."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.azure.classify import classify
from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.service import Service

_REGION = "{region}"


class Config(ProviderConfig):
    """Settings of Azure Speech."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_AZURE_")
    title = "Azure Speech"

    base_url: str = Field(
        f"https://{_REGION}.tts.speech.microsoft.com",
        description="Address of the service; {region} stands for the region",
    )
    region: str = Field("", pattern=r"^[a-z0-9-]*$", description="Region of the Speech resource, such as westeurope")
    voice: str = Field("", max_length=100, description="Voice, such as en-US-JennyNeural; default: the language's own")
    output_format: str = Field(
        "riff-48khz-16bit-mono-pcm",
        pattern=r"^(riff-[a-z0-9]+-16bit-mono-pcm|audio-[a-z0-9]+-[a-z0-9]+-mono-mp3|ogg-[a-z0-9]+-16bit-mono-opus)$",
        description="How the sound travels",
    )
    rate: str = Field(
        "", pattern=r"^(\+\d{1,3}%|-[1-7]?\d%)?$", description="Pace, such as +10%; default: the voice's own"
    )

    @property
    def pace(self) -> float:
        """The pace as a factor: 1.1 for +10%."""
        return 1 + int(self.rate.rstrip("%") or 0) / 100

    def problem(self) -> str | None:
        """Say what is missing: the key, or the region."""
        if self.region == "" and _REGION in self.base_url:
            return super().problem() or "no region: set VIDPIPE_AZURE_REGION, such as westeurope"
        return super().problem()

    def service(self) -> Service:
        """Return the service with the account's key. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
        key = self.key()
        return Service(
            name="azure",
            title="Azure Speech",
            base_url=self.base_url.replace(_REGION, self.region),
            secret=key,
            classify=classify,
            timeout_code="TTS_TIMEOUT",
            network_code="TTS_NETWORK_ERROR",
            invalid_code="TTS_INVALID_AUDIO",
            headers={"Ocp-Apim-Subscription-Key": key, "User-Agent": "vidpipe"},
            timeouts=self.timeouts,
            limits=self.limits,
        )
