"""How ElevenLabs is configured."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.config import ProviderConfig
from vidpipe.providers.elevenlabs.classify import classify
from vidpipe.providers.elevenlabs.models import SpeechModel, speech_model
from vidpipe.providers.service import Service

Switch = Literal["auto", "on", "off"]


class Config(ProviderConfig):
    """Settings of ElevenLabs."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_ELEVENLABS_")
    title = "ElevenLabs"

    base_url: str = Field(
        "https://api.elevenlabs.io", description="Address of the service, or of one of its residency hosts"
    )
    model: str = Field("eleven_multilingual_v2", min_length=1, max_length=100, description="Which model speaks")
    voice: str = Field(
        "JBFqnCBsd6RMkjVDRZzb",
        min_length=1,
        max_length=100,
        description="Id of the voice, unless the brief names one; the classic voices end on 2026-12-31",
    )
    output_format: str = Field(
        "mp3_44100_128",
        pattern=r"^(mp3_\d+_\d+|opus_\d+_\d+|pcm_\d+|wav_\d+)$",
        description="How the sound travels; some formats need a larger plan",
    )
    stability: float | None = Field(None, ge=0, le=1, description="How evenly it speaks; default: the voice's own")
    similarity_boost: float | None = Field(
        None, ge=0, le=1, description="How closely it keeps to the voice; default: the voice's own"
    )
    speaking_style: float | None = Field(None, ge=0, le=1, description="How much it acts; default: the voice's own")
    speed: float | None = Field(None, ge=0.5, le=2, description="1.0 is normal; default: the voice's own")
    seed: int | None = Field(1, ge=0, le=4_294_967_295, description="The same seed speaks about the same each time")
    text_normalization: Switch = Field("auto", description="Whether numbers and the like are read out: auto, on, off")
    language_code: Switch = Field("auto", description="Whether the language is told: auto (to models that take it)")
    neighbours: Switch = Field("auto", description="Whether long texts are sent with what stands before and after")
    longest_text: int = Field(
        0, ge=0, le=100_000, description="Most characters of one request; 0: as many as the model takes"
    )
    # The free plan has two requests at once, Creator five, Pro ten.
    concurrent: int = Field(2, ge=0, le=1000, description="Calls open at once, across all processes; 0: no limit")

    @property
    def facts(self) -> SpeechModel:
        """What is known of the model."""
        return speech_model(self.model)

    def service(self) -> Service:
        """Return the service with the account's key. Raises ProviderError (PROVIDER_NOT_CONFIGURED)."""
        key = self.key()
        return Service(
            name="elevenlabs",
            title="ElevenLabs",
            base_url=self.base_url,
            secret=key,
            classify=classify,
            timeout_code="TTS_TIMEOUT",
            network_code="TTS_NETWORK_ERROR",
            invalid_code="TTS_INVALID_AUDIO",
            headers={"xi-api-key": key},
            timeouts=self.timeouts,
            limits=self.limits,
        )
