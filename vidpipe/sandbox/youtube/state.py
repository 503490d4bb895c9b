"""What the simulated YouTube remembers: channels, tokens, upload sessions, videos, caption tracks."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vidpipe.sandbox.world import World

SCOPE = "https://www.googleapis.com/auth/"
UPLOAD, FORCE_SSL = SCOPE + "youtube.upload", SCOPE + "youtube.force-ssl"
FULL, READ_ONLY = SCOPE + "youtube", SCOPE + "youtube.readonly"
SCOPES = frozenset({UPLOAD, FORCE_SSL, FULL, READ_ONLY})
USUAL_SCOPES = frozenset({UPLOAD, FORCE_SSL})

_KEPT_FILMS = 256 << 20
"""Bytes of uploaded films kept to be watched; the oldest go first."""
_ID_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One user's channel."""

    id: str
    title: str

    @property
    def uploads(self) -> str:
        """The playlist of everything uploaded: the channel's id with another beginning."""
        return "UU" + self.id[2:]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a token stands for: this user lets this OAuth client do that."""

    client_id: str
    user: str
    scopes: frozenset[str]
    expires: datetime | None = None

    @property
    def channel(self) -> Channel:
        """The user's channel; its id follows from the user's name."""
        number = hashlib.sha256(self.user.encode()).hexdigest()[:22]
        return Channel(id=f"UC{number}", title=f"Sandbox channel of {self.user}")


@dataclass(kw_only=True)
class UploadSession:
    """One resumable upload; ``data`` is what has arrived."""

    id: str
    grant: Grant
    metadata: Mapping[str, Any]
    parts: frozenset[str]
    size: int | None
    expires: datetime
    data: bytearray = field(default_factory=bytearray, repr=False)
    answer: Mapping[str, Any] | None = None
    """The video, once the bytes are all there."""
    ending: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    """Held while the video is made of the bytes, so that two requests that end an upload make one."""


@dataclass(kw_only=True)
class Caption:
    """One caption track; ``failure`` is the ``failureReason`` of one that YouTube could not read."""

    id: str
    video: str
    language: str
    name: str
    is_draft: bool
    text: bytes = field(repr=False)
    updated: datetime
    failure: str | None


@dataclass(kw_only=True)
class Video:
    """One uploaded video. ``ready`` is when its processing ends; by then YouTube has found a ``failure``, if any.

    ``failure`` is ``("failed", failureReason)``, ``("rejected", rejectionReason)`` or
    ``("terminated", processingFailureReason)``.
    """

    id: str
    grant: Grant
    metadata: Mapping[str, Any]
    locked: bool
    """Kept private, whatever was asked for."""
    published: datetime
    ready: datetime
    seconds: float
    digest: str
    film: bytes | None = field(default=None, repr=False)
    """None when it is no longer kept for watching."""
    failure: tuple[str, str] | None = None
    hidden_lists: int = 0
    """How many videos.list calls do not know it yet."""
    thumbnail: bytes | None = field(default=None, repr=False)
    captions: dict[str, Caption] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AuthorizationCode:
    """What the consent page hands out, once, for tokens."""

    grant: Grant
    redirect_uri: str
    challenge: str | None
    method: str


@dataclass
class YouTubeState:
    """All of it."""

    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    sessions: dict[str, UploadSession] = field(default_factory=dict)
    videos: dict[str, Video] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> YouTubeState:
        """The state of this world."""
        state: YouTubeState = world.store["youtube"].setdefault("state", cls())
        return state

    def of_channel(self, channel: Channel) -> list[Video]:
        """Its videos, the newest first."""
        return [video for video in reversed(self.videos.values()) if video.grant.channel == channel]

    def add_video(self, video: Video) -> None:
        """Keep a video, and let go of the oldest films when they have become too many."""
        self.videos[video.id] = video
        kept = 0
        for each in reversed(self.videos.values()):
            kept += len(each.film or b"")
            if kept > _KEPT_FILMS and each is not video:
                each.film = None


def new_id(world: World, length: int) -> str:
    """An id as YouTube's are: letters, digits, ``-`` and ``_``."""
    return world.token(length, _ID_LETTERS)


def rfc3339(moment: datetime) -> str:
    """A moment as YouTube writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
