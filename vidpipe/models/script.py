"""The script: what is said and shown, scene by scene. The script stage makes it, all others read it."""

from __future__ import annotations

from pydantic import Field

from vidpipe.models.base import DomainModel


class Scene(DomainModel):
    """One picture and the words spoken over it."""

    number: int = Field(ge=1, description="Counts from 1 in the order of the video")
    narration: str = Field(min_length=1)
    picture: str = Field(min_length=1, description="What the picture shows")
    heading: str = Field("", description="Words a designed picture may carry")
    points: list[str] = Field(default_factory=list, description="Short facts a designed picture may list")
    voice: str | None = Field(
        None, description="Who speaks it, instead of the brief's voice", exclude_if=lambda it: it is None
    )


class Script(DomainModel):
    """A whole video in words."""

    title: str = Field(min_length=1)
    description: str = ""
    tags: list[str] = Field(default_factory=list)
    language: str = "en"
    scenes: list[Scene] = Field(min_length=1)
    warnings: list[str] = Field(default_factory=list, description="What is otherwise than asked for")
