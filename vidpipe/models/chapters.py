"""Chapters: the parts of a film that a viewer can go to."""

from __future__ import annotations

from pydantic import Field

from vidpipe.models.base import DomainModel


class Chapter(DomainModel):
    """A part of the film, to the beginning of the next one."""

    title: str = Field(min_length=1)
    start: float = Field(ge=0, description="Seconds from the beginning of the film")
