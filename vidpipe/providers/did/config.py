"""D-ID's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from vidpipe.providers.config import ProviderConfig


class Config(ProviderConfig):
    """What D-ID is asked for, and how long it is waited for. ``api_key`` is taken as D-ID's console shows it."""

    model_config = SettingsConfigDict(env_prefix="VIDPIPE_DID_")
    title = "D-ID"

    base_url: str = Field("https://api.d-id.com", description="Address of D-ID's API")
    concurrent: int = Field(2, ge=0, le=1000, description="Calls open at once, across all processes; 0: no limit")
    plan: Literal["trial", "lite", "pro", "advanced"] = Field(
        "lite", description="Your plan, which sets what a credit costs: trial, lite, pro, advanced"
    )
    portrait: Path | None = Field(
        None, description="Picture of the presenter for briefs without one of their own; default: one drawn by vidpipe"
    )
    presenter_id: str | None = Field(
        None, description="One of D-ID's own presenters (clips) for briefs without a portrait, e.g. amy-jcwCkr1grs"
    )
    driver_id: str | None = Field(None, description="How that presenter moves; default: D-ID's choice")
    background: str | None = Field(
        None,
        pattern="^#[0-9A-Fa-f]{6}$",
        description="Colour behind D-ID's own presenter, as #RRGGBB; a green screen when cut out",
    )
    resolution: int = Field(720, ge=150, le=1080, description="Height in pixels of films of D-ID's own presenters")
    stitch: bool = Field(False, description="Keep the whole photo instead of D-ID's crop; needs a plan that allows it")
    expression: Literal["neutral", "happy", "serious", "surprise"] = Field(
        "neutral", description="Expression of a portrait: neutral, happy, serious, surprise"
    )
    intensity: float = Field(1.0, ge=0, le=1, description="How strong the expression is")
    poll_seconds: float = Field(2.5, gt=0, le=60, description="Seconds between looks at a job in its first half minute")
    poll_later_seconds: float = Field(7.0, gt=0, le=300, description="Seconds between looks at a job after that")
    wait_seconds: float = Field(300, gt=0, le=86_400, description="Least time a job is waited for")
    wait_per_second: float = Field(
        20, ge=0, le=600, description="Seconds a job is waited for per second of narration, if that is more"
    )
    page_size: int = Field(100, ge=1, le=1000, description="Jobs per page when a lost job is looked for in D-ID's list")
