"""What travels between a paid call and the courier that makes its request: the order there, the parcel back.

Both travel, and the parcel also lies on disk, as one line of JSON followed by the bytes of the body.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self, TypeVar

from pydantic import Field

from vidpipe.models.base import DomainModel

LARGEST_BODY = 64 << 20
"""Bytes that a request or an answer may have; films are downloaded past the courier."""
LARGEST_HEAD = 1 << 20

HeadT = TypeVar("HeadT", bound=DomainModel)


class Order(DomainModel):
    """The request that the courier shall make, without its body. Its headers hold the key: it is never written down."""

    method: str
    url: str
    headers: list[tuple[str, str]] = Field(default_factory=list, repr=False)
    connect: float = Field(gt=0, description="Seconds to wait for a connection")
    read: float = Field(gt=0, description="Seconds to wait for the next bytes of the answer")
    total: float = Field(gt=0, description="Seconds to wait in all")


class ParcelState(StrEnum):
    """What has become of an order."""

    SENT = "sent"
    """It may be with the provider; the answer has not come."""
    ANSWERED = "answered"
    FAILED = "failed"
    """The transport failed; ``failure`` and ``sent`` say how."""
    LOST = "lost"
    """The courier died while the provider was at work: nobody will hear the answer."""
    VOID = "void"
    """It was asked for before it came: it is never made."""
    REFUSED = "refused"
    """It was not made; ``code`` and ``message`` say why."""


class Parcel(DomainModel):
    """The answer to an order, without its body."""

    state: ParcelState
    status: int = 0
    headers: list[tuple[str, str]] = Field(default_factory=list)
    failure: str = Field("", description="The transport's own name of what failed, such as ReadTimeout")
    cause: str = ""
    sent: bool = Field(True, description="Whether anything may have reached the provider")
    courier: str = Field("", description="Who wrote this: tells whether its order can still be under way")
    code: str = ""
    message: str = ""

    @classmethod
    def refusal(cls, code: str, message: str) -> Self:
        """Return the parcel of an order that was not made."""
        return cls(state=ParcelState.REFUSED, sent=False, code=code, message=message)


def packed(head: DomainModel, body: bytes = b"") -> bytes:
    """Return head and body as they travel."""
    return head.model_dump_json().encode() + b"\n" + body


def unpacked(kind: type[HeadT], data: bytes) -> tuple[HeadT, bytes]:
    """Take apart what ``packed`` made. Raises ValueError."""
    head, _, body = data.partition(b"\n")
    return kind.model_validate_json(head), body
