"""References to stored files. Stages pass these, never bytes and never paths."""

from __future__ import annotations

from pydantic import Field

from vidpipe.models.base import DomainModel


class Artifact(DomainModel):
    """One stored file, named by the hash of its content."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0, description="Bytes")
    media_type: str = Field(description="IANA media type, e.g. video/mp4")
