"""A brand kit: what all videos of one house share. Data that people write themselves as a YAML file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from vidpipe.models.base import DomainModel
from vidpipe.models.style import Color, Name

Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]


class BrandColours(DomainModel):
    """The brand's colours, in place of the style's; what is left out stays the style's, as far as it can be read."""

    background: Color | None = None
    surface: Color | None = None
    ink: Color | None = None
    accent: Color | None = None


class WatermarkLook(DomainModel):
    """The brand's logo, small in a corner of the film."""

    enabled: bool = True
    corner: Corner = "top-right"
    opacity: float = Field(0.8, gt=0, le=1)
    size: float = Field(0.09, ge=0.02, le=0.4, description="Height, as a share of the frame's shorter side")


class Brand(DomainModel):
    """What all videos of one house share. Files are named relative to the brand's own file, and lie beside it."""

    name: Name
    title: str = Field("", max_length=60)
    palette: BrandColours = BrandColours()
    logo: str | None = Field(None, max_length=255, description="A PNG, JPEG or WebP file, best with transparency")
    watermark: WatermarkLook = WatermarkLook()
    font: str | None = Field(None, max_length=255, description="A TTF or OTF file for captions, cards and thumbnails")
    intro: str = Field("", max_length=120, description="Words of a title card before the first scene")
    outro: str = Field("", max_length=120, description="Words of a title card after the last scene")
    presenter: str | None = Field(None, max_length=255, description="A portrait that speaks where a brief names none")

    @field_validator("watermark", mode="before")
    @classmethod
    def _switch(cls, value: object) -> object:
        """Accept plain on/off, as people write it."""
        value = {"on": True, "off": False}.get(value, value) if isinstance(value, str) else value
        return {"enabled": value} if isinstance(value, bool) else value
