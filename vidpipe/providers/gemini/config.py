"""How Gemini is configured: environment variables that begin with VIDPIPE_GEMINI_."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.config import ProviderConfig


class Config(ProviderConfig):
    """Settings of Gemini; models are settings because they retire several times a year."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_GEMINI_")
    title = "Gemini"

    base_url: str = Field(
        "https://generativelanguage.googleapis.com",
        description="Address of the service; change it for a proxy, a gateway or the sandbox",
    )
    api_version: str = Field("v1beta", pattern=r"^v\w+$", description="Version of the API in its addresses")
    script_model: str = Field("gemini-3.8-flash", min_length=1, description="Model that writes scripts")
    max_output_tokens: int = Field(
        32_768, ge=256, le=1_000_000, description="Most tokens of a script's answer, the model's thoughts included"
    )
    thinking_level: Literal["", "MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"] = Field(
        "LOW", description="How much a model of the 3 family thinks first; empty: not sent"
    )
    thinking_budget: int | None = Field(
        None, ge=-1, le=100_000, description="Tokens of thought of a model of the 2.5 family; sent instead of the level"
    )
    temperature: float | None = Field(
        None, ge=0, le=2, description="Randomness; not sent by default, newer models take none"
    )
    structured: bool = Field(True, description="Send the schema of the answer; off for a gateway that takes none")
    service_tier: Literal["", "standard", "flex", "priority"] = Field(
        "", description="flex: half the price, may be turned away; priority: 1.8 times the price; empty: not sent"
    )
    safety_threshold: Literal[
        "", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"
    ] = Field("", description="From which probability of harm on a script is blocked; empty: Google's default")
    length_tolerance: float = Field(
        0.4, ge=0.05, le=2, description="How far a script may be off the wished length, as a share"
    )
    speech_model: str = Field("gemini-3.8-flash-tts", min_length=1, description="Model that speaks")
    speech_voice: str = Field(
        "Kore", min_length=1, description="Voice when a brief names none: a prebuilt one or an id of the voice library"
    )
    speech_style: str = Field("", max_length=1_000, description="How the voice speaks, such as: calm and warm")
    speech_language: Literal["detect", "send"] = Field(
        "detect", description="detect: the model hears the language from the text; send: it is told the brief's"
    )
    speech_longest: float = Field(
        600, gt=0, le=10_000, description="Most seconds of speech at once; about 655 fit into the model's answer"
    )
    speech_at_once: int = Field(2, ge=1, le=100, description="Scenes that one video has spoken at the same time")

    script_requests_per_day: int | None = Field(
        None, ge=0, description="Requests that Google allows your project each day for the model that writes"
    )
    speech_requests_per_day: int | None = Field(
        None, ge=0, description="Requests that Google allows your project each day for the model that speaks"
    )

    def model_for(self, kind: str) -> str | None:
        """Return the model that writes, or the one that speaks."""
        return self.speech_model if kind == "speech" else self.script_model

    @field_validator("script_model", "speech_model")
    @classmethod
    def _bare(cls, value: str) -> str:
        """Accept a model as the API lists it: ``models/gemini-…``."""
        return value.removeprefix("models/")
