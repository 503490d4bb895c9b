"""Where videos are shown, and what each place asks of them."""

from __future__ import annotations

from pydantic import Field

from vidpipe.models.base import DomainModel

Share = Field(0.0, ge=0, le=0.5)


class SafeArea(DomainModel):
    """How much of a frame's edges a platform covers with its own buttons and texts, as shares of width and height."""

    top: float = Share
    right: float = Share
    bottom: float = Share
    left: float = Share
