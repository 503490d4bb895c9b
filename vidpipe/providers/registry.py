"""Which providers work: built from the names in the settings. There is one for each kind, and no other steps in."""

from __future__ import annotations

from collections.abc import Mapping
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


def build_script(name: str) -> ScriptProvider:
    """Return the script provider of that name."""
    return {"brief": LocalScriptProvider}[name]()


def build_images(name: str) -> ImageProvider:
    """Return the image provider of that name."""
    return {"local": LocalImageProvider}[name]()


def build_speech(name: str, voices: Path) -> SpeechProvider:
    """Return the speech provider of that name."""
    return {"piper": LocalSpeechProvider}[name](folder=voices)


def build_avatar(name: str) -> AvatarProvider:
    """Return the avatar provider of that name."""
    return {"drawn": LocalAvatarProvider}[name]()


def build_upload(name: str, folder: Path) -> UploadProvider:
    """Return the upload provider of that name."""
    return {"folder": FolderUploadProvider}[name](folder)


def build_providers(names: Mapping[str, str], *, publish_dir: Path, voice_dir: Path) -> dict[str, Provider]:
    """Return every kind's provider, in the order of the line, for looking at rather than for work."""
    return {
        "script": build_script(names["script"]),
        "image": build_images(names["image"]),
        "speech": build_speech(names["speech"], voice_dir),
        "avatar": build_avatar(names["avatar"]),
        "upload": build_upload(names["upload"], publish_dir),
    }
