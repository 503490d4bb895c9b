"""Where a film shows the face of its presenter."""

from __future__ import annotations

from pydantic import Field

from vidpipe.models.base import DomainModel


class FilmedFace(DomainModel):
    """A face in a film, in shares of the film's width and height."""

    across: float = Field(description="From the left edge to the middle of the face")
    down: float = Field(description="From the upper edge to the middle of the face")
    tall: float = Field(gt=0, description="From forehead to chin")
