"""Which providers work: built from the names in the settings. There is one for each kind, and no other steps in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vidpipe.providers.base import (
    AvatarProvider,
    ImageProvider,
    Provider,
    ScriptProvider,
    SpeechProvider,
    UploadProvider,
)
from vidpipe.providers.local.avatar import LocalAvatarProvider
from vidpipe.providers.local.folder import FolderUploadProvider
from vidpipe.providers.local.images import LocalImageProvider
from vidpipe.providers.local.script import LocalScriptProvider
from vidpipe.providers.local.speech import LocalSpeechProvider


@dataclass(frozen=True, kw_only=True)
class Providers:
    """One provider for each kind of work."""

    script: ScriptProvider
    images: ImageProvider
    speech: SpeechProvider
    avatar: AvatarProvider
    upload: UploadProvider

    def each(self) -> list[Provider]:
        """Return them in the order of the line."""
        return [self.script, self.images, self.speech, self.avatar, self.upload]


def build_script(name: str) -> ScriptProvider:
    """Return the script provider of that name."""
    return {"brief": LocalScriptProvider}[name]()


def build_images(name: str) -> ImageProvider:
    """Return the image provider of that name."""
    return {"local": LocalImageProvider}[name]()


def build_speech(name: str) -> SpeechProvider:
    """Return the speech provider of that name."""
    return {"piper": LocalSpeechProvider}[name]()


def build_avatar(name: str) -> AvatarProvider:
    """Return the avatar provider of that name."""
    return {"drawn": LocalAvatarProvider}[name]()


def build_upload(name: str, folder: Path) -> UploadProvider:
    """Return the upload provider of that name."""
    return {"folder": FolderUploadProvider}[name](folder)
